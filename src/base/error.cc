#include "base/error.h"

#include <cstring>

namespace bulkhead {

std::string_view to_string(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::system: return "system";
    case ErrorKind::config: return "config";
    case ErrorKind::refused: return "refused";
    case ErrorKind::unsupported: return "unsupported";
    case ErrorKind::protocol: return "protocol";
    case ErrorKind::peer_died: return "peer-died";
    case ErrorKind::conflict: return "conflict";
    case ErrorKind::not_found: return "not-found";
    case ErrorKind::no_command: return "no-command";
    case ErrorKind::no_execute: return "no-execute";
  }
  return "unknown";
}

std::string errno_name(int number) {
  if (const char* name = strerrorname_np(number)) return name;
  return "errno " + std::to_string(number);
}

Error Error::make(ErrorKind kind, std::string message) {
  Detail detail;
  detail.kind = kind;
  detail.message = std::move(message);
  return Error(std::move(detail));
}

Error Error::system(int number, std::string call) {
  Error error = make(ErrorKind::system, std::move(call));
  error.detail_->number = number;
  return error;
}

Error&& Error::wrap(std::string_view context) && {
  if (detail_) detail_->contexts.emplace_back(context);
  return std::move(*this);
}

Error&& Error::hint(std::string_view hint) && {
  if (detail_ && detail_->hint.empty()) detail_->hint = hint;
  return std::move(*this);
}

Error&& Error::as(ErrorKind kind) && {
  if (detail_) detail_->kind = kind;
  return std::move(*this);
}

std::string Error::to_string() const {
  if (!detail_) return "no error";
  std::string text;
  for (auto context = detail_->contexts.rbegin(); context != detail_->contexts.rend(); ++context)
    text += *context + ": ";
  text += detail_->message;
  if (detail_->number != 0) text += ": " + errno_name(detail_->number);
  if (!detail_->hint.empty()) text += " (hint: " + detail_->hint + ")";
  return text;
}

}  // namespace bulkhead
