#include "isolation/resources/systemd_scope.h"

#include <gtest/gtest.h>

#include "isolation/resources/cpu_set.h"

namespace bulkhead::isolation {
namespace {

TEST(systemd_scope, names_as_engines_write_them) {
  EXPECT_EQ(scope_name("machine.slice:libpod:abc", "id", true).value(),
            (ScopeName{"machine.slice", "libpod-abc.scope"}));
  EXPECT_EQ(scope_name("", "web", true).value(), (ScopeName{"system.slice", "bulkhead-web.scope"}));
  EXPECT_EQ(scope_name("", "web", false).value(), (ScopeName{"user.slice", "bulkhead-web.scope"}));
  EXPECT_EQ(scope_name("::x+y", "id", true).value(), (ScopeName{"system.slice", "x\\x2by.scope"}));
}

TEST(systemd_scope, what_is_no_name) {
  for (const char* path : {"/a/b", "a.slice:b", "a.slice:b:", "a:b:c", "../x.slice:b:c", "a.slice:b:c:d"})
    EXPECT_FALSE(scope_name(path, "id", true).ok()) << path;
}

TEST(systemd_scope, lists_become_bits) {
  EXPECT_EQ(cpu_mask("0").value(), (std::vector<uint8_t>{1}));
  EXPECT_EQ(cpu_mask("0-2,9").value(), (std::vector<uint8_t>{7, 2}));
  for (const char* list : {"", "a", "3-1", "9999", "1-", "-1"}) EXPECT_FALSE(cpu_mask(list).ok()) << list;
}

}  // namespace
}  // namespace bulkhead::isolation
