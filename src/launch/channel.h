// The wire between the host side and init: one message is one packet. expect<T>() returns the message, or the failure the
// peer reported, or the fact that the peer is gone - whatever came instead.
#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "launch/protocol.h"
#include "sys/socket.h"

namespace bulkhead::launch {

class Channel {
 public:
  Channel() = default;
  Channel(sys::UniqueFd socket, std::string_view peer) : socket_(std::move(socket)), peer_(peer) {}

  template <class T>
  Status send(const T& message, const std::vector<sys::Fd>& descriptors = {}) {
    WireWriter out;
    out.put(T::type);
    message.write(out);
    return send_bytes(out.bytes(), descriptors);
  }

  template <class T>
  struct Received {
    T message;
    std::vector<sys::UniqueFd> descriptors;
  };
  template <class T>
  Result<Received<T>> expect() {
    sys::Message packet = TRY(receive(T::type));
    WireReader in(std::string_view(packet.bytes).substr(1));
    Received<T> received;
    received.message = TRY(T::read(in));
    received.descriptors = std::move(packet.descriptors);
    return received;
  }

  // Waits for the end that means "execve succeeded"; a Failed that comes instead is the error.
  Status expect_end();

  sys::Fd fd() const { return socket_; }
  void close() { socket_.reset(); }

 private:
  Status send_bytes(std::string_view bytes, const std::vector<sys::Fd>& descriptors);
  Result<sys::Message> receive(MessageType expected);

  sys::UniqueFd socket_;
  std::string peer_;  // for messages: "container init"
};

}  // namespace bulkhead::launch
