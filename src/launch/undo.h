// Clean-up of a start that fails half-way, newest first. It lives in the host process only: init is a copy of that process
// and must never unwind it, so init leaves by execve or exit_now.
#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace bulkhead::launch {

class UndoStack {
 public:
  UndoStack() = default;
  UndoStack(const UndoStack&) = delete;
  UndoStack& operator=(const UndoStack&) = delete;
  ~UndoStack() {
    while (!steps_.empty()) {
      steps_.back()();
      steps_.pop_back();
    }
  }
  void add(std::function<void()> step) { steps_.push_back(std::move(step)); }
  void dismiss() { steps_.clear(); }

 private:
  std::vector<std::function<void()>> steps_;
};

}  // namespace bulkhead::launch
