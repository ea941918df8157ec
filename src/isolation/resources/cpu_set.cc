#include "isolation/resources/cpu_set.h"

#include "base/format.h"
#include "base/parse.h"

namespace bulkhead::isolation {

Result<std::vector<uint8_t>> cpu_mask(const std::string& list) {
  constexpr uint32_t most = 8191;
  std::vector<uint8_t> mask;
  for (std::string_view part : split(trimmed(list), ',')) {
    const size_t dash = part.find('-');
    const uint32_t first = TRY(parse_u32(part.substr(0, dash)));
    const uint32_t last = dash == std::string_view::npos ? first : TRY(parse_u32(part.substr(dash + 1)));
    if (last < first || last > most) return Error::config(format("{} is not a list of processors", quoted(list)));
    if (mask.size() < last / 8 + 1) mask.resize(last / 8 + 1);
    for (uint32_t number = first; number <= last; ++number) mask[number / 8] |= static_cast<uint8_t>(1u << number % 8);
  }
  return mask;
}

}  // namespace bulkhead::isolation
