#include "sys/socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "sys/checked.h"
#include "sys/file.h"

namespace bulkhead::sys {
namespace {

Result<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return Error::system(ENAMETOOLONG, format("socket {}", quoted(path)));
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

Result<UniqueFd> new_socket(int type) {
  const int fd = TRY(checked(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0), [] { return std::string("socket(AF_UNIX)"); }));
  return UniqueFd(fd);
}

Result<UniqueFd> connect_to(int type, const std::string& path) {
  const sockaddr_un address = TRY(address_of(path));
  UniqueFd fd = TRY(new_socket(type));
  TRY(check(::connect(fd.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
            [&] { return format("connect({})", quoted(path)); }));
  return fd;
}

std::string short_path(Fd directory, const std::string& name) {
  return format("/proc/self/fd/{}/{}", directory.number(), name);
}

}  // namespace

Result<SocketPair> make_message_pair() {
  int ends[2];
  TRY(check(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends),
            [] { return std::string("socketpair(AF_UNIX, SOCK_SEQPACKET)"); }));
  SocketPair pair;
  pair.first = UniqueFd(ends[0]);
  pair.second = UniqueFd(ends[1]);
  return pair;
}

Status send_message(Fd socket, std::string_view bytes, const std::vector<Fd>& descriptors) {
  if (descriptors.size() > most_descriptors) return Error::protocol("too many descriptors in one message");
  iovec part{const_cast<char*>(bytes.data()), bytes.size()};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  alignas(cmsghdr) char control[CMSG_SPACE(most_descriptors * sizeof(int))];
  if (!descriptors.empty()) {
    std::memset(control, 0, sizeof control);
    header.msg_control = control;
    header.msg_controllen = CMSG_SPACE(descriptors.size() * sizeof(int));
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(descriptors.size() * sizeof(int));
    for (size_t i = 0; i < descriptors.size(); ++i) {
      const int number = descriptors[i].number();
      std::memcpy(CMSG_DATA(rights) + i * sizeof(int), &number, sizeof number);
    }
  }
  ssize_t sent;
  do {
    sent = ::sendmsg(socket.number(), &header, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return check(sent, [&] { return format("sendmsg({} bytes, {} descriptors)", bytes.size(), descriptors.size()); });
}

Result<Message> receive_message(Fd socket) {
  Message message;
  message.bytes.resize(largest_message);
  iovec part{message.bytes.data(), message.bytes.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(most_descriptors * sizeof(int))];
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  ssize_t count;
  do {
    count = ::recvmsg(socket.number(), &header, MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  TRY(check(count, [] { return std::string("recvmsg()"); }));
  for (cmsghdr* entry = CMSG_FIRSTHDR(&header); entry != nullptr; entry = CMSG_NXTHDR(&header, entry)) {
    if (entry->cmsg_level != SOL_SOCKET || entry->cmsg_type != SCM_RIGHTS) continue;
    const size_t length = (entry->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < length; ++i) {
      int number;
      std::memcpy(&number, CMSG_DATA(entry) + i * sizeof(int), sizeof number);
      message.descriptors.emplace_back(number);
    }
  }
  if (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) return Error::protocol("a message was cut off");
  message.bytes.resize(static_cast<size_t>(count));
  message.end = count == 0;
  return message;
}

Result<UniqueFd> listen_at(Fd directory, const std::string& name) {
  const sockaddr_un address = TRY(address_of(short_path(directory, name)));
  UniqueFd fd = TRY(new_socket(SOCK_SEQPACKET));
  TRY(check(::bind(fd.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
            [&] { return format("bind({})", quoted(name)); }));
  TRY(check(::listen(fd.number(), 8), [&] { return format("listen({})", quoted(name)); }));
  return fd;
}

Result<UniqueFd> connect_at(Fd directory, const std::string& name) {
  return connect_to(SOCK_SEQPACKET, short_path(directory, name));
}

Result<UniqueFd> connect_stream(const std::string& path) {
  constexpr size_t longest = sizeof(sockaddr_un::sun_path) - 1;
  if (path.size() <= longest) return connect_to(SOCK_STREAM, path);
  const size_t slash = path.find_last_of('/');
  const UniqueFd directory = TRY(open_file(path.substr(0, slash), O_PATH | O_DIRECTORY));
  return connect_to(SOCK_STREAM, short_path(directory, path.substr(slash + 1)));
}

Result<UniqueFd> accept_from(Fd listener) {
  int fd;
  do {
    fd = ::accept4(listener.number(), nullptr, nullptr, SOCK_CLOEXEC);
  } while (fd < 0 && errno == EINTR);
  TRY(check(fd, [] { return std::string("accept4()"); }));
  return UniqueFd(fd);
}

}  // namespace bulkhead::sys
