// The log: warnings and debug lines. Errors are returned, not logged; only the command line prints them, through
// report_error(). Plain text goes to standard error as "bulkhead: ..."; --log FILE and --log-format json follow the
// format that engines read from runc (one JSON object per line with level, msg, time).
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace bulkhead::log {

enum class Level : unsigned char { debug, info, warning, error };
enum class Style : unsigned char { text, json };

struct Settings {
  int fd = 2;  // borrowed; stays open for the life of the process
  Style style = Style::text;
  Level least = Level::warning;
};

void configure(const Settings& settings);
void write(Level level, std::string_view message);
inline void debug(std::string_view message) { write(Level::debug, message); }
inline void warn(std::string_view message) { write(Level::warning, message); }

// The one line a failed command prints. In JSON also the fields: kind, errno, chain, hint.
void report_error(const Error& error);

// A JSON string literal with its quotes.
std::string json_string(std::string_view text);

}  // namespace bulkhead::log
