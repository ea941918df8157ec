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

}  // namespace
}  // namespace bulkhead::isolation
