// The outer cage: a cgroup with hard limits of its own around everything that a run starts, so that an attack on
// resources can starve its victim and never the machine.
#pragma once

#include <string>

#include "base/error.h"
#include "sys/cgroup.h"

namespace bulkhead::audit {

class Cage {
 public:
  static Result<Cage> make();
  Cage(Cage&&) = default;
  Cage& operator=(Cage&&) = delete;
  ~Cage();  // ends what is left inside and removes it

  const std::string& path() const { return outer_.path(); }
  // For technologies without cgroups: attacker and victim share it.
  const sys::Cgroup& plain() const { return plain_; }

 private:
  Cage(sys::Cgroup outer, sys::Cgroup plain) : outer_(std::move(outer)), plain_(std::move(plain)) {}
  sys::Cgroup outer_;
  sys::Cgroup plain_;
  bool owned_ = true;
};

}  // namespace bulkhead::audit
