// JSON behind one door: Boost.JSON with bounds. Input over 4 MiB, nested deeper than 64 or with text that is not UTF-8 is
// refused before anything looks at it.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace bulkhead::oci {

constexpr size_t largest_json = 4 << 20;

Result<boost::json::value> parse_json(std::string_view text, std::string_view document);

// A place in a document: a value and the JSON pointer (RFC 6901) that names it in errors. An absent value and null are
// the same: engines write null for what they leave out.
class JsonPlace {
 public:
  JsonPlace(std::string_view document, const boost::json::value& value)
      : document_(document), value_(value.is_null() ? nullptr : &value) {}

  bool present() const { return value_ != nullptr; }
  const std::string& pointer() const { return pointer_; }

  JsonPlace at(std::string_view key) const;      // of an object; absent when there is no such key
  Status expect_object() const;                  // absent is fine
  Result<std::vector<JsonPlace>> items() const;  // of an array; none when absent
  Result<std::vector<std::pair<std::string, JsonPlace>>> members() const;  // of an object; none when absent

  Result<std::string> text(std::string_view otherwise = "") const;  // NUL bytes are refused
  Result<bool> flag(bool otherwise = false) const;
  Result<std::optional<bool>> optional_flag() const;
  // Whole numbers within bounds.
  Result<std::optional<int64_t>> integer(int64_t least, int64_t most) const;
  Result<std::optional<uint64_t>> unsigned_integer(uint64_t most = UINT64_MAX) const;
  Result<std::optional<uint32_t>> u32() const;
  Result<std::vector<std::string>> texts() const;

  // True when there is something that asks for something: not absent, "", [], {}, 0 or false.
  bool asks() const;

  Error error(std::string_view message) const;  // config, with document and pointer
  Error unsupported(std::string_view what) const;

 private:
  JsonPlace(std::string_view document, const boost::json::value* value, std::string pointer)
      : document_(document), value_(value), pointer_(std::move(pointer)) {}
  Error mismatch(std::string_view expected) const;

  std::string_view document_;  // "config.json"
  const boost::json::value* value_;
  std::string pointer_;
};

}  // namespace bulkhead::oci
