// A driver starts one guest under one container technology. One file and one line in drivers.def.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/error.h"

namespace bulkhead::audit {

// What a run gives to every driver.
struct Setup {
  std::string scratch;                          // directory of this run on the host, removed afterwards
  std::string guest;                            // path of bulkhead-probe
  std::string bulkhead;                         // path of the runtime
  std::vector<std::string> bulkhead_arguments;  // --bulkhead-arg
  std::string cage;                             // cgroup path that everything is below, "/bulkhead-audit-PID"
};

// How one guest is started. The command inherits the pipes that the runner talks through.
struct StartPlan {
  std::vector<std::string> command;
  std::function<Status()> in_child;   // before exec, in the new process; may be empty
  std::vector<std::string> clean_up;  // command that removes what may be left; may be empty
  std::string share;                  // the guest's share directory, as the host names it
  bool in_plain_cgroup = false;       // joins the cage itself: for technologies without cgroups of their own
};

struct Driver {
  const char* name;
  const char* what;  // one line for --list
  // The version, or why it is not available here.
  Result<std::string> (*detect)(const Setup& setup);
  // `place`: a fresh directory for this guest; `token`: its unique name.
  Result<StartPlan> (*plan)(const Setup& setup, const std::string& place, const std::string& token);
  const char* notes = "";  // what had to be done so that it runs here at all
};

const std::vector<const Driver*>& drivers();

// --- for the files of the drivers ---
Result<std::string> first_line_of(
    const std::vector<std::string>& command);  // of its output; `unsupported` when it fails
// place/rootfs with the guest program as /probe and the usual empty directories; place/share, writable by all.
Status make_rootfs(const Setup& setup, const std::string& place);
// Config.json of `RUNTIME spec`, with the guest as its program and the share mounted on /share: the defaults, unchanged.
Status make_bundle(const Setup& setup, const std::string& runtime, const std::string& place, const std::string& token);

}  // namespace bulkhead::audit
