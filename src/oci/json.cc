#include "oci/json.h"

#include "base/format.h"

namespace bulkhead::oci {
namespace {

namespace json = boost::json;

std::string describe(const json::value& value) {
  std::string text = json::serialize(value);
  if (text.size() > 60) text = text.substr(0, 60) + "...";
  return text;
}

}  // namespace

Result<json::value> parse_json(std::string_view text, std::string_view document) {
  if (text.size() > largest_json)
    return Error::config(format("{}: {} bytes; the limit is {}", document, text.size(), largest_json));
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return Error::config(format("{} is empty", document));
  json::parse_options options;
  options.max_depth = 64;
  json::stream_parser parser({}, options);
  json::error_code code;
  const size_t used = parser.write_some(text.data(), text.size(), code);
  if (!code && used < text.size()) code = json::error::extra_data;
  if (!code) parser.finish(code);
  if (!code) return parser.release();
  size_t line = 1;
  size_t column = 1;
  for (char c : text.substr(0, used)) {
    ++column;
    if (c == '\n') {
      ++line;
      column = 1;
    }
  }
  return Error::config(format("{}: line {}, column {}: {}", document, line, column, code.message()));
}

Error JsonPlace::error(std::string_view message) const {
  return Error::config(format("{}: {}: {}", document_, pointer_.empty() ? "/" : pointer_, message));
}

Error JsonPlace::unsupported(std::string_view what) const {
  return Error::unsupported(format("{}: {}: {} is not supported yet", document_, pointer_, what))
      .hint("leave the field out; an ignored field would be a wall that is not there");
}

Error JsonPlace::mismatch(std::string_view expected) const {
  return error(format("expected {}, found {}", expected, describe(*value_)));
}

JsonPlace JsonPlace::at(std::string_view key) const {
  const json::object* object = value_ == nullptr ? nullptr : value_->if_object();
  const json::value* found =
      object == nullptr ? nullptr : object->if_contains(json::string_view(key.data(), key.size()));
  if (found != nullptr && found->is_null()) found = nullptr;
  std::string pointer = pointer_;
  pointer += '/';
  pointer += key;
  return {document_, found, std::move(pointer)};
}

Status JsonPlace::expect_object() const {
  if (value_ == nullptr || value_->is_object()) return {};
  return mismatch("an object");
}

Result<std::vector<JsonPlace>> JsonPlace::items() const {
  std::vector<JsonPlace> places;
  if (value_ == nullptr) return places;
  const json::array* array = value_->if_array();
  if (array == nullptr) return mismatch("an array");
  for (size_t i = 0; i < array->size(); ++i) {
    const json::value& item = (*array)[i];
    places.push_back({document_, item.is_null() ? nullptr : &item, format("{}/{}", pointer_, i)});
  }
  return places;
}

Result<std::vector<std::pair<std::string, JsonPlace>>> JsonPlace::members() const {
  std::vector<std::pair<std::string, JsonPlace>> places;
  if (value_ == nullptr) return places;
  TRY(expect_object());
  for (const auto& member : value_->get_object()) {
    const std::string key(member.key());
    places.emplace_back(key, at(key));
  }
  return places;
}

Result<std::string> JsonPlace::text(std::string_view otherwise) const {
  if (value_ == nullptr) return std::string(otherwise);
  const json::string* found = value_->if_string();
  if (found == nullptr) return mismatch("a text");
  if (found->find('\0') != json::string::npos) return error("the text holds a NUL byte");
  return std::string(found->data(), found->size());
}

Result<bool> JsonPlace::flag(bool otherwise) const {
  if (value_ == nullptr) return otherwise;
  const bool* found = value_->if_bool();
  if (found == nullptr) return mismatch("true or false");
  return *found;
}

Result<std::optional<bool>> JsonPlace::optional_flag() const {
  if (value_ == nullptr) return std::optional<bool>();
  const bool found = TRY(flag());
  return std::optional<bool>(found);
}

Result<std::optional<int64_t>> JsonPlace::integer(int64_t least, int64_t most) const {
  if (value_ == nullptr) return std::optional<int64_t>();
  const int64_t* found = value_->if_int64();
  if (found == nullptr || *found < least || *found > most)
    return mismatch(format("a number from {} to {}", least, most));
  return std::optional<int64_t>(*found);
}

Result<std::optional<uint64_t>> JsonPlace::unsigned_integer(uint64_t most) const {
  if (value_ == nullptr) return std::optional<uint64_t>();
  std::optional<uint64_t> found;
  if (const int64_t* number = value_->if_int64(); number != nullptr && *number >= 0)
    found = static_cast<uint64_t>(*number);
  if (const uint64_t* number = value_->if_uint64()) found = *number;
  if (!found.has_value() || *found > most) return mismatch(format("a number from 0 to {}", most));
  return found;
}

Result<std::optional<uint32_t>> JsonPlace::u32() const {
  const std::optional<uint64_t> found = TRY(unsigned_integer(UINT32_MAX));
  if (!found.has_value()) return std::optional<uint32_t>();
  return std::optional<uint32_t>(static_cast<uint32_t>(*found));
}

Result<std::vector<std::string>> JsonPlace::texts() const {
  std::vector<std::string> list;
  const std::vector<JsonPlace> places = TRY(items());
  list.reserve(places.size());
  for (const JsonPlace& place : places) {
    if (!place.present()) return place.error("expected a text, found null");
    std::string entry = TRY(place.text());
    list.push_back(std::move(entry));
  }
  return list;
}

bool JsonPlace::asks() const {
  if (value_ == nullptr) return false;
  switch (value_->kind()) {
    case json::kind::null: return false;
    case json::kind::bool_: return value_->get_bool();
    case json::kind::int64: return value_->get_int64() != 0;
    case json::kind::uint64: return value_->get_uint64() != 0;
    case json::kind::double_: return true;
    case json::kind::string: return !value_->get_string().empty();
    case json::kind::array: return !value_->get_array().empty();
    case json::kind::object: {
      for (const auto& member : value_->get_object())
        if (!member.value().is_null()) return true;
      return false;
    }
  }
  return true;
}

}  // namespace bulkhead::oci
