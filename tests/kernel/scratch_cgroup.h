// A cgroup of the test's own with the controls under test, and processes in it. Nothing of it is left afterwards.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <initializer_list>
#include <string>

#include "isolation/stage.h"
#include "oci/spec.h"
#include "sys/process.h"

namespace bulkhead::test {

class ScratchCgroup {
 public:
  // Runs "resources/cgroup" and the controls named, as a start does. `spec` needs no more than what they read.
  explicit ScratchCgroup(oci::Spec spec, std::initializer_list<const char*> controls = {});
  ~ScratchCgroup();
  ScratchCgroup(const ScratchCgroup&) = delete;
  ScratchCgroup& operator=(const ScratchCgroup&) = delete;

  const Status& status() const { return status_; }
  isolation::Stage& stage() { return stage_; }
  sys::Cgroup& cgroup() { return *stage_.cgroup; }

  // The exit status of a process that runs `body` inside; the body's value is its exit code.
  sys::ExitStatus run(const std::function<int()>& body);
  sys::Process start(const std::function<int()>& body);

  // Reads the control back from the kernel while a process is inside.
  Status confirm(const char* control);

 private:
  Status run_step(const char* control, isolation::Phase phase);

  oci::Spec spec_;
  isolation::Stage stage_;
  Status status_;
};

// "/bulkhead-test-PID/N": no two tests share one.
std::string scratch_path();

}  // namespace bulkhead::test

// A test that cannot run says so; it never passes.
#define NEEDS_ROOT() \
  if (::geteuid() != 0) GTEST_SKIP() << "needs root: it makes cgroups"
#define NEEDS_CONTROLLER(scratch, name) \
  if (!(scratch).cgroup().has(name)) GTEST_SKIP() << "this machine has no controller " << (name)
