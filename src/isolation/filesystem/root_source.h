// The directory of the host that a container's root is made of.
#pragma once

#include "isolation/stage.h"
#include "sys/mount.h"

namespace bulkhead::isolation {

// root.path of the configuration, absolute, after the checks that every kind of root needs: it exists, is a directory,
// and is not the host's own root.
Result<std::string> checked_root_path(const Stage& stage);

// Whether ids on disk are to be shown through the container's id map: only where the runtime chose the map. Engines that
// write their own mappings prepare the owner of the files themselves.
bool maps_ids_on_disk(const Stage& stage);

// A detached tree of a host directory, id-mapped where wanted. On the host side, so that directories which the
// container's root may not even enter can be given to it.
Result<sys::DetachedMount> host_tree(const Stage& stage, const std::string& path, bool recursive);

// The tree that the host handed over, or - where an ordinary user has no right to make one - a copy made here.
Result<sys::DetachedMount> received_tree(Stage& stage, Slot slot, const std::string& path, bool recursive);
// The same for root.path, which init itself may have no right to look at.
Result<sys::DetachedMount> received_root(Stage& stage, bool recursive);

}  // namespace bulkhead::isolation
