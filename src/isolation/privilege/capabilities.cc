// The capabilities of the program: the bounding set first, while there is a right to drop from it and before the user
// changes; then, as the last thing but the filter, exactly the sets asked for. Inheritable and ambient are empty unless
// asked for: a non-empty inheritable set handed file capabilities to programs of the image (CVE-2022-24769).
#include <charconv>

#include "base/format.h"
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/capability.h"

namespace bulkhead::isolation {
namespace {

Status drop_bounding(Stage& stage) { return sys::drop_bounding_except(stage.spec.process->capabilities->bounding); }

// A capability that is not permitted any more cannot be asked for: in a user namespace or without root some never were.
Status set_sets(Stage& stage) {
  const oci::Capabilities& asked = *stage.spec.process->capabilities;
  const sys::CapabilitySets have = TRY(sys::own_capabilities());
  sys::CapabilitySets sets;
  sets.permitted = asked.permitted & have.permitted;
  sets.effective = asked.effective & sets.permitted;
  sets.inheritable = asked.inheritable & asked.bounding;
  TRY(sys::set_capabilities(sets));
  return sys::set_ambient(asked.ambient & sets.permitted & sets.inheritable);
}

Status expect_set(const Observed& observed, const char* field, uint64_t most) {
  const std::string text = TRY(observed.status_field(field));
  uint64_t found = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), found, 16);
  if (parsed.ec != std::errc()) return differs(field, "a hexadecimal number", text);
  if ((found & ~most) == 0) return {};
  return differs(field, format("nothing beyond {:#x}", most), text);
}

Status confirm_sets(const Observed& observed) {
  const oci::Capabilities& asked = *observed.stage().spec.process->capabilities;
  TRY(expect_set(observed, "CapBnd", asked.bounding));
  if (!observed.running()) return {};
  TRY(expect_set(observed, "CapEff",
                 asked.effective | asked.bounding));  // a user other than root may gain by file capabilities
  TRY(expect_set(observed, "CapPrm", asked.permitted | asked.bounding));
  TRY(expect_set(observed, "CapInh", asked.inheritable));
  return expect_set(observed, "CapAmb", asked.ambient);
}

}  // namespace

extern const Control capabilities;
const Control capabilities{
    .id = "privilege/capabilities",
    .why = "root inside lacks the rights to mount, trace, load, configure the network or make devices",
    .wanted =
        [](const Stage& stage) {
          return stage.spec.process.has_value() && stage.spec.process->capabilities.has_value();
        },
    .drop_privilege = drop_bounding,
    .before_exec = set_sets,
    .confirm = confirm_sets,
};

}  // namespace bulkhead::isolation
