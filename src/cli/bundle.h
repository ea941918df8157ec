// Reading a bundle: a directory with a config.json.
#pragma once

#include <string>

#include "base/error.h"
#include "oci/spec.h"

namespace bulkhead::cli {

struct Bundle {
  std::string directory;  // absolute, without symlinks
  oci::Spec spec;
};
Result<Bundle> read_bundle(const std::string& path);

// Warnings about what a configuration asks for and this program must ignore (unknown capability names).
void warn_about(const oci::Spec& spec);

}  // namespace bulkhead::cli
