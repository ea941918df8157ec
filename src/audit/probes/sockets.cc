#include "audit/probes/sockets.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>

#include "audit/guest/tools.h"

namespace bulkhead::audit::guest {
namespace {

socklen_t abstract_address(const std::string& name, sockaddr_un& address) {
  address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, name.data(), name.size());
  return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
}

sockaddr_in loopback_address(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

int keep_errno_close(int fd) {
  const int saved = errno;
  ::close(fd);
  errno = saved;
  return -1;
}

Answer read_greeting(int fd, const char* call) {
  const timeval patience{2, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  char text[256];
  const ssize_t count = ::read(fd, text, sizeof text);
  const int saved = errno;
  ::close(fd);
  if (count <= 0) return failed(std::string("read(") + call + ")", count < 0 ? saved : ECONNRESET);
  return done(std::string(text, static_cast<size_t>(count)));
}

}  // namespace

pid_t start_greeter(int listener, const std::string& banner) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (;;) {
    const int peer = ::accept(listener, nullptr, nullptr);
    if (peer < 0) continue;
    write_text(peer, banner);
    ::close(peer);
  }
}

int listen_abstract(const std::string& name) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  sockaddr_un address;
  const socklen_t length = abstract_address(name, address);
  if (::bind(fd, reinterpret_cast<sockaddr*>(&address), length) < 0 || ::listen(fd, 16) < 0)
    return keep_errno_close(fd);
  return fd;
}

int listen_loopback(int port, bool share_port, int* bound_port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const int on = 1;
  if (share_port) ::setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  sockaddr_in address = loopback_address(port);
  socklen_t length = sizeof address;
  if (::bind(fd, reinterpret_cast<sockaddr*>(&address), length) < 0 || ::listen(fd, 64) < 0)
    return keep_errno_close(fd);
  if (bound_port != nullptr && ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) == 0)
    *bound_port = ntohs(address.sin_port);
  return fd;
}

Answer greeting_of_abstract(const std::string& name) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return failed("socket(AF_UNIX)");
  sockaddr_un address;
  const socklen_t length = abstract_address(name, address);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), length) < 0) {
    keep_errno_close(fd);
    return failed("connect(abstract socket)");
  }
  return read_greeting(fd, "abstract socket");
}

Answer greeting_of_loopback(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return failed("socket(AF_INET)");
  const sockaddr_in address = loopback_address(port);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) {
    keep_errno_close(fd);
    return failed("connect(127.0.0.1)");
  }
  return read_greeting(fd, "127.0.0.1");
}

}  // namespace bulkhead::audit::guest
