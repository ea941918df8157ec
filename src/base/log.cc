#include "base/log.h"

#include <time.h>
#include <unistd.h>

#include "base/format.h"

namespace bulkhead::log {
namespace {

Settings current;

void put(std::string line) {
  line += '\n';
  // One write per line, so that lines of several processes do not mix. A log that cannot be written has no one to tell.
  [[maybe_unused]] const ssize_t written = ::write(current.fd, line.data(), line.size());
}

std::string_view name(Level level) {
  constexpr std::string_view names[] = {"debug", "info", "warning", "error"};
  return names[static_cast<unsigned char>(level)];
}

std::string timestamp() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  tm parts{};
  ::gmtime_r(&now.tv_sec, &parts);
  char text[32];
  const size_t length = ::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text, length};
}

std::string json_head(Level level, std::string_view message) {
  return format(R"({{"level":"{}","msg":{},"time":"{}")", name(level), json_string(message), timestamp());
}

}  // namespace

void configure(const Settings& settings) { current = settings; }

void write(Level level, std::string_view message) {
  if (level < current.least) return;
  if (current.style == Style::json) {
    put(json_head(level, message) + "}");
  } else {
    put(format("bulkhead: {}: {}", name(level), message));
  }
}

void report_error(const Error& error) {
  if (current.style == Style::text) {
    put("bulkhead: " + error.to_string());
    return;
  }
  std::string line = json_head(Level::error, error.to_string());
  const Error::Detail& detail = error.detail();
  line += format(R"(,"kind":"{}","errno":{},"message":{},"chain":[)", to_string(detail.kind), detail.number,
                 json_string(detail.message));
  for (size_t i = detail.contexts.size(); i-- > 0;) line += json_string(detail.contexts[i]) + (i > 0 ? "," : "");
  line += "],\"hint\":" + json_string(detail.hint) + "}";
  put(std::move(line));
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += format("\\u{:04x}", static_cast<unsigned>(byte));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace bulkhead::log
