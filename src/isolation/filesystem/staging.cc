#include "isolation/filesystem/staging.h"

#include <sys/stat.h>

#include "sys/file.h"

namespace bulkhead::isolation {

Result<std::string> staging_place() {
  for (const char* place : {"/mnt", "/media", "/srv", "/tmp"}) {
    const Result<struct stat> found = sys::stat_path(place);
    if (found.ok() && S_ISDIR(found.value().st_mode)) return std::string(place);
  }
  return Error::unsupported("the host has none of /mnt, /media, /srv, /tmp to mount a new root on");
}

Result<sys::UniqueFd> attach_root(sys::DetachedMount root) {
  const std::string place = TRY(staging_place());
  return std::move(root).attach(place);
}

}  // namespace bulkhead::isolation
