#include "launch/console_socket.h"

#include "sys/socket.h"

namespace bulkhead::launch {

Status hand_out_console(const std::string& socket_path, sys::Fd master) {
  const sys::UniqueFd socket = TRY(sys::connect_stream(socket_path).context("--console-socket"));
  return sys::send_message(socket, "/dev/ptmx", {master}).context("--console-socket");
}

}  // namespace bulkhead::launch
