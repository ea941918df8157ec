#include "isolation/registry.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace bulkhead::isolation {
namespace {

TEST(Registry, EveryControlCanBeReadBackOrSaysWhyNot) {
  for (const Control* control : controls()) {
    EXPECT_NE(control->confirm == nullptr, control->unread == nullptr) << control->id;
  }
}

TEST(Registry, EveryControlHasItsOwnIdAndReason) {
  std::set<std::string> ids;
  for (const Control* control : controls()) {
    EXPECT_TRUE(ids.insert(control->id).second) << control->id;
    EXPECT_GT(std::string(control->why).size(), 20u) << control->id;
    EXPECT_EQ(find_control(control->id), control);
  }
}

TEST(Registry, EveryControlDoesSomething) {
  for (const Control* control : controls()) {
    bool acts = control->clone_flag != 0;
    for (int phase = 0; phase < phase_count; ++phase)
      acts = acts || control->step(static_cast<Phase>(phase)) != nullptr;
    EXPECT_TRUE(acts) << control->id;
  }
}

// exec runs drop_privilege and before_exec for a further process. What the host prepares for those steps of init, it must
// prepare for them there, too, or the wall is missing on that process.
TEST(registry, what_the_host_prepares_for_init_it_prepares_for_a_further_process) {
  for (const Control* control : controls()) {
    const bool for_every_process = control->drop_privilege != nullptr || control->before_exec != nullptr;
    const bool prepared = control->host_prepare != nullptr || control->host_meanwhile != nullptr;
    EXPECT_TRUE(!(for_every_process && prepared) || control->host_join != nullptr) << control->id;
  }
}

}  // namespace
}  // namespace bulkhead::isolation
