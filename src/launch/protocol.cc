#include "launch/protocol.h"

namespace bulkhead::launch {
namespace {

constexpr uint32_t most_entries = 4096;

Result<uint32_t> take_count(WireReader& in) {
  const uint32_t count = TRY(in.take<uint32_t>());
  if (count > most_entries) return Error::protocol("a list in a message is too long");
  return count;
}

}  // namespace

Result<InitSpawned> InitSpawned::read(WireReader& in) {
  InitSpawned message;
  message.pid = TRY(in.take<int32_t>());
  return message;
}

void HostAttached::write(WireWriter& out) const {
  out.put(static_cast<uint32_t>(slots.size()));
  for (uint32_t slot : slots) out.put(slot);
}

Result<HostAttached> HostAttached::read(WireReader& in) {
  HostAttached message;
  const uint32_t count = TRY(take_count(in));
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t slot = TRY(in.take<uint32_t>());
    message.slots.push_back(slot);
  }
  return message;
}

void HooksDone::write(WireWriter& out) const {
  out.put(filters);
  out.put(filter_flags);
}

Result<HooksDone> HooksDone::read(WireReader& in) {
  HooksDone message;
  message.filters = TRY(in.take<uint32_t>());
  message.filter_flags = TRY(in.take<uint64_t>());
  return message;
}

Result<FilterProgram> FilterProgram::read(WireReader& in) {
  FilterProgram message;
  message.program = TRY(in.take_text());
  return message;
}

void ReadyToStart::write(WireWriter& out) const {
  out.put(static_cast<uint32_t>(timeline.size()));
  for (const isolation::TimelineEntry& entry : timeline) {
    out.put_text(entry.what);
    out.put(entry.phase);
    out.put(entry.begin_ns);
    out.put(entry.end_ns);
  }
  out.put(static_cast<uint32_t>(absent.size()));
  for (const auto& [control, why] : absent) {
    out.put_text(control);
    out.put_text(why);
  }
}

Result<ReadyToStart> ReadyToStart::read(WireReader& in) {
  ReadyToStart message;
  const uint32_t entries = TRY(take_count(in));
  for (uint32_t i = 0; i < entries; ++i) {
    isolation::TimelineEntry entry;
    entry.what = TRY(in.take_text());
    entry.phase = TRY(in.take<isolation::Phase>());
    entry.begin_ns = TRY(in.take<uint64_t>());
    entry.end_ns = TRY(in.take<uint64_t>());
    message.timeline.push_back(std::move(entry));
  }
  const uint32_t walls = TRY(take_count(in));
  for (uint32_t i = 0; i < walls; ++i) {
    std::string control = TRY(in.take_text());
    std::string why = TRY(in.take_text());
    message.absent.emplace_back(std::move(control), std::move(why));
  }
  return message;
}

void Failed::write(WireWriter& out) const {
  out.put(detail.kind);
  out.put(static_cast<int32_t>(detail.number));
  out.put_text(detail.message);
  out.put_text(detail.hint);
  out.put(static_cast<uint32_t>(detail.contexts.size()));
  for (const std::string& context : detail.contexts) out.put_text(context);
}

Result<Failed> Failed::read(WireReader& in) {
  Failed message;
  message.detail.kind = TRY(in.take<ErrorKind>());
  message.detail.number = TRY(in.take<int32_t>());
  message.detail.message = TRY(in.take_text());
  message.detail.hint = TRY(in.take_text());
  const uint32_t count = TRY(take_count(in));
  for (uint32_t i = 0; i < count; ++i) {
    std::string context = TRY(in.take_text());
    message.detail.contexts.push_back(std::move(context));
  }
  return message;
}

}  // namespace bulkhead::launch
