#include "base/error.h"

#include <gtest/gtest.h>
#include <cerrno>

namespace bulkhead {
namespace {

Status inner() { return Error::system(EPERM, "mount(proc)").hint("look at /proc"); }
Status outer() {
  TRY(inner().context("filesystem/proc-mount"));
  return {};
}

TEST(Error, ReadsFromTheCommandDownToTheKernel) {
  const Status status = outer().context("create demo");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().to_string(), "create demo: filesystem/proc-mount: mount(proc): EPERM (hint: look at /proc)");
}

TEST(Error, KeepsTheInnermostHint) {
  const Status status = outer().hint("something vaguer");
  EXPECT_EQ(status.error().detail().hint, "look at /proc");
}

}  // namespace
}  // namespace bulkhead
