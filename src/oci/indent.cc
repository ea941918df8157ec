#include "oci/indent.h"

namespace bulkhead::oci {
namespace {

namespace json = boost::json;

void write(std::string& out, const json::value& value, size_t depth) {
  const auto new_line = [&](size_t tabs) {
    out += '\n';
    out.append(tabs, '\t');
  };
  if (const json::object* object = value.if_object(); object != nullptr && !object->empty()) {
    out += '{';
    const char* separator = "";
    for (const auto& member : *object) {
      out += separator;
      separator = ",";
      new_line(depth + 1);
      out += json::serialize(json::string(member.key()));
      out += ": ";
      write(out, member.value(), depth + 1);
    }
    new_line(depth);
    out += '}';
  } else if (const json::array* array = value.if_array(); array != nullptr && !array->empty()) {
    out += '[';
    const char* separator = "";
    for (const json::value& item : *array) {
      out += separator;
      separator = ",";
      new_line(depth + 1);
      write(out, item, depth + 1);
    }
    new_line(depth);
    out += ']';
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string indented(const json::value& value) {
  std::string out;
  write(out, value, 0);
  return out + '\n';
}

}  // namespace bulkhead::oci
