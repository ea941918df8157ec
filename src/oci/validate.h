// What a configuration must satisfy beyond the types of its fields.
#pragma once

#include <string_view>

#include "base/error.h"
#include "oci/spec.h"

namespace bulkhead::oci {

Status check_version(std::string_view version);  // 1.0.0 ... 1.3.x; a 1.x that is newer may add what we would ignore
Status validate(const Spec& spec);

// "[A-Za-z0-9_+.-]", at most 255 bytes, beginning with a letter, a digit or "_".
Result<std::string> parse_container_id(std::string_view text);

}  // namespace bulkhead::oci
