// A container that exists: its state, its configuration, and a handle on its init that cannot be confused with another
// process.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "isolation/stage.h"
#include "launch/state.h"
#include "sys/process.h"

namespace bulkhead::launch {

class Container {
 public:
  static Result<Container> open(const std::string& root_dir, const std::string& id);

  // One that this process has just made: nothing is read again.
  static Result<Container> known(const std::string& root_dir, const ContainerState& state, const oci::Spec& spec);

  const ContainerState& state() const { return state_; }
  const oci::Spec& spec() const { return *spec_; }
  std::string root_dir() const;  // of the runtime
  const StateDir& directory() const { return directory_; }
  ContainerStatus status() const { return status_of(state_, directory_.fd()); }

  // Init, if it still lives; checked by its start time.
  std::optional<sys::Process> init() const;

  // The plan it was made from: what the controls wanted, with the ids it got.
  isolation::Stage stage() const { return stage_for(*spec_); }
  // The same for another process in it; `spec` must outlive the result.
  isolation::Stage stage_for(const oci::Spec& spec) const;

 private:
  Container(StateDir directory, ContainerState state, std::unique_ptr<oci::Spec> spec)
      : directory_(std::move(directory)), state_(std::move(state)), spec_(std::move(spec)) {}
  StateDir directory_;
  ContainerState state_;
  std::unique_ptr<oci::Spec> spec_;
};

}  // namespace bulkhead::launch
