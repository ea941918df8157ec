#include "isolation/stage.h"

#include <algorithm>

namespace bulkhead::isolation {

bool Stage::is_lowered(std::string_view control) const {
  return std::find(lowered.begin(), lowered.end(), control) != lowered.end();
}

bool Stage::has_namespace(oci::NamespaceType type) const {
  for (const oci::Namespace& entry : spec.linux.namespaces)
    if (entry.type == type) return true;
  return false;
}

bool Stage::new_namespace(oci::NamespaceType type) const {
  for (const oci::Namespace& entry : spec.linux.namespaces)
    if (entry.type == type) return entry.path.empty();
  return false;
}

std::string_view Stage::annotation(std::string_view key) const {
  const auto found = spec.annotations.find(std::string(key));
  return found == spec.annotations.end() ? std::string_view() : std::string_view(found->second);
}

void Stage::hand(Slot slot, sys::UniqueFd fd, uint32_t offset) {
  handed[static_cast<uint32_t>(slot) + offset] = std::move(fd);
}

sys::UniqueFd Stage::take_handed(Slot slot, uint32_t offset) {
  const auto found = handed.find(static_cast<uint32_t>(slot) + offset);
  if (found == handed.end()) return {};
  sys::UniqueFd fd = std::move(found->second);
  handed.erase(found);
  return fd;
}

}  // namespace bulkhead::isolation
