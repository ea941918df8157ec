// The host side of a start: everything up to a container that only has to be told to start.
#pragma once

#include <memory>
#include <string>

#include "isolation/stage.h"
#include "launch/channel.h"
#include "launch/state.h"
#include "sys/process.h"

namespace bulkhead::launch {

struct CreateRequest {
  std::string id;                    // checked by oci::parse_container_id
  std::string root_dir;              // of the runtime: holds one state directory per container
  std::string bundle_dir;            // absolute
  std::string pid_file;              // empty: none
  std::string console_socket;        // empty: none; a connected stream socket's path
  std::vector<std::string> lowered;  // controls that the user took down by name
  unsigned preserve_fds = 0;
  bool wait_at_gate = false;  // create: a later `start` opens the gate; run: this process says Start itself
  bool timings = false;
  bool systemd_cgroup = false;
};

struct Created {
  ContainerState state;
  sys::Process init;             // our child
  Channel channel;               // open when the request did not ask for a gate
  sys::UniqueFd console_master;  // when the program has a terminal and no console socket took it
  isolation::Timeline timeline;
};

// On failure nothing is left: no process, cgroup, mount, id range, file.
Result<Created> create_container(const oci::Spec& spec, const CreateRequest& request);

}  // namespace bulkhead::launch
