#include "launch/channel.h"

#include "base/format.h"

namespace bulkhead::launch {
namespace {

Error failure_in(const sys::Message& packet, const std::string& peer) {
  WireReader in(std::string_view(packet.bytes).substr(1));
  Result<Failed> failed = Failed::read(in);
  if (!failed.ok()) return std::move(failed).error();
  return Error(std::move(failed).value().detail).wrap(peer);
}

bool is_failure(const sys::Message& packet) {
  return !packet.bytes.empty() && packet.bytes[0] == static_cast<char>(MessageType::failed);
}

}  // namespace

Status Channel::send_bytes(std::string_view bytes, const std::vector<sys::Fd>& descriptors) {
  Status sent = sys::send_message(socket_, bytes, descriptors);
  if (sent.ok() || sent.error().number() != EPIPE) return sent;
  // The peer has closed its end; it may have said why just before.
  const Result<sys::Message> last = sys::receive_message(socket_);
  if (last.ok() && is_failure(last.value())) return failure_in(last.value(), peer_);
  return Error::peer_died(format("{} ended without a word", peer_));
}

Result<sys::Message> Channel::receive(MessageType expected) {
  sys::Message packet = TRY(sys::receive_message(socket_));
  if (packet.end) return Error::peer_died(format("{} ended without a word", peer_));
  if (is_failure(packet)) return failure_in(packet, peer_);
  if (packet.bytes[0] != static_cast<char>(expected))
    return Error::protocol(
        format("{} sent message {} where {} was due", peer_, int{packet.bytes[0]}, static_cast<int>(expected)));
  return packet;
}

Status Channel::expect_end() {
  const sys::Message packet = TRY(sys::receive_message(socket_));
  if (packet.end) return {};
  if (is_failure(packet)) return failure_in(packet, peer_);
  return Error::protocol(format("{} sent message {} where the end was due", peer_, int{packet.bytes[0]}));
}

}  // namespace bulkhead::launch
