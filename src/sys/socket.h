// Unix sockets that carry messages and descriptors (unix(7), SCM_RIGHTS).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "sys/fd.h"

namespace bulkhead::sys {

struct SocketPair {
  UniqueFd first;
  UniqueFd second;
};
Result<SocketPair> make_message_pair();  // SOCK_SEQPACKET: a message is a message, the peer's death is an empty one

constexpr size_t largest_message = 64 * 1024;
constexpr size_t most_descriptors = 200;  // per message; the kernel's limit is 253

struct Message {
  std::string bytes;
  std::vector<UniqueFd> descriptors;  // close-on-exec
  bool end = false;                   // the peer closed its end
};
Status send_message(Fd socket, std::string_view bytes, const std::vector<Fd>& descriptors = {});
Result<Message> receive_message(Fd socket);

// A listening socket at `name` in a directory, however long the directory's path is (sun_path has 108 bytes).
Result<UniqueFd> listen_at(Fd directory, const std::string& name);
Result<UniqueFd> connect_at(Fd directory, const std::string& name);  // SOCK_SEQPACKET, as listen_at makes
Result<UniqueFd> connect_stream(const std::string& path);            // SOCK_STREAM: console and pidfd sockets
Result<UniqueFd> accept_from(Fd listener);

}  // namespace bulkhead::sys
