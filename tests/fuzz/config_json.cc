// config.json as a stranger may have written it: parsing ends, and what is accepted survives being written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "launch/state_json.h"
#include "oci/parse.h"
#include "oci/serialize.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)bulkhead::launch::state_from_json(text);
  const auto spec = bulkhead::oci::parse_spec(text);
  if (!spec.ok()) return 0;
  const auto again = bulkhead::oci::parse_spec(bulkhead::oci::serialize(spec.value()));
  if (!again.ok() || !(again.value() == spec.value())) std::abort();
  return 0;
}
