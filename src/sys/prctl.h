// prctl(2): attributes of the calling process.
#pragma once

#include "base/error.h"

namespace bulkhead::sys {

Status set_process_name(const char* name);   // 15 bytes, as ps and /proc/PID/comm show it
Status set_parent_death_signal(int number);  // sent when the thread that made this process ends
Status set_dumpable(bool on);           // off: nobody without CAP_SYS_PTRACE may trace or read /proc/PID/{fd,mem,...}
Status set_keep_capabilities(bool on);  // keep the permitted set across setuid from 0 (capabilities(7))
Status set_no_new_privileges();         // Linux 3.5; cannot be taken back

}  // namespace bulkhead::sys
