// All controls, in the order of registry.def, and the loops over them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "isolation/control.h"

namespace bulkhead::isolation {

class Timeline;

std::span<const Control* const> controls();
const Control* find_control(std::string_view id);  // nullptr when there is none

// Whether the control applies to this container: the configuration asks for it and nobody lowered it.
bool is_up(const Control& control, const Stage& stage);

// Runs one phase of every control that is up, in order. An error carries the control's id.
Status run_phase(Phase phase, Stage& stage);

// CLONE_NEW* of every namespace control that is up.
uint64_t clone_flags(const Stage& stage);

// Reads every wall that is up back from the kernel; all differences, not only the first.
struct Difference {
  std::string control;
  std::string what;
  bool read = true;  // false: the reading itself failed, as it does while a process ends
};
struct Confirmation {
  std::vector<Difference> differences;
  std::vector<Difference> unread;  // what the kernel shows to root only, with the reason
};
Confirmation confirm_all(const Observed& observed, Timeline* timeline = nullptr);

}  // namespace bulkhead::isolation
