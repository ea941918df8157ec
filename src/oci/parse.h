// config.json -> Spec. Every error names the place by its JSON pointer. A field of the specification that Bulkhead does not
// support yet is an error; a field that the specification does not know is ignored, as it asks.
#pragma once

#include <string_view>

#include "base/error.h"
#include "oci/spec.h"

namespace bulkhead::oci {

class JsonPlace;

// Parses and validates (validate.h).
Result<Spec> parse_spec(std::string_view json_text);

// The sections, one function each; used by parse_spec and by `exec --process`.
Result<Process> parse_process(const JsonPlace& place);
Result<Hooks> parse_hooks(const JsonPlace& place);
Result<Linux> parse_linux(const JsonPlace& place);
Result<Resources> parse_resources(const JsonPlace& place);
Result<Seccomp> parse_seccomp(const JsonPlace& place);
Result<std::vector<Mount>> parse_mounts(const JsonPlace& place);
Result<IdMap> parse_id_map(const JsonPlace& place);
MountOptions sort_mount_options(const std::vector<std::string>& options);
Result<std::map<std::string, std::string>> parse_text_map(const JsonPlace& place);

}  // namespace bulkhead::oci
