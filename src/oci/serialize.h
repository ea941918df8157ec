// Spec -> config.json: for `bulkhead spec`, and for the copy that the runtime keeps of what it understood. Parsing the
// result gives an equal Spec.
#pragma once

#include <string>

#include "oci/spec.h"

namespace bulkhead::oci {

std::string serialize(const Spec& spec);
std::string serialize(const Seccomp& filter);
std::string serialize_indented(const Spec& spec);  // tab-indented, for people

}  // namespace bulkhead::oci
