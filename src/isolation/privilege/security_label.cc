#include "isolation/privilege/security_label.h"

#include "isolation/stage.h"
#include "sys/security_module.h"

namespace bulkhead::isolation {

Status open_proc_for_label(Stage& stage) {
  if (!stage.host_proc.valid()) stage.host_proc = TRY(sys::open_proc());
  return {};
}

}  // namespace bulkhead::isolation
