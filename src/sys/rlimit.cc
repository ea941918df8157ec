#include "sys/rlimit.h"

#include <sys/resource.h>

#include "sys/checked.h"

namespace bulkhead::sys {
namespace {

struct Kind {
  std::string_view type;
  __rlimit_resource_t number;
  const char* title;  // fs/proc/base.c, lnames
};

constexpr Kind kinds[] = {
    {"RLIMIT_AS", RLIMIT_AS, "Max address space"},
    {"RLIMIT_CORE", RLIMIT_CORE, "Max core file size"},
    {"RLIMIT_CPU", RLIMIT_CPU, "Max cpu time"},
    {"RLIMIT_DATA", RLIMIT_DATA, "Max data size"},
    {"RLIMIT_FSIZE", RLIMIT_FSIZE, "Max file size"},
    {"RLIMIT_LOCKS", RLIMIT_LOCKS, "Max file locks"},
    {"RLIMIT_MEMLOCK", RLIMIT_MEMLOCK, "Max locked memory"},
    {"RLIMIT_MSGQUEUE", RLIMIT_MSGQUEUE, "Max msgqueue size"},
    {"RLIMIT_NICE", RLIMIT_NICE, "Max nice priority"},
    {"RLIMIT_NOFILE", RLIMIT_NOFILE, "Max open files"},
    {"RLIMIT_NPROC", RLIMIT_NPROC, "Max processes"},
    {"RLIMIT_RSS", RLIMIT_RSS, "Max resident set"},
    {"RLIMIT_RTPRIO", RLIMIT_RTPRIO, "Max realtime priority"},
    {"RLIMIT_RTTIME", RLIMIT_RTTIME, "Max realtime timeout"},
    {"RLIMIT_SIGPENDING", RLIMIT_SIGPENDING, "Max pending signals"},
    {"RLIMIT_STACK", RLIMIT_STACK, "Max stack size"},
};

Result<const Kind*> find(std::string_view type) {
  for (const Kind& kind : kinds)
    if (kind.type == type) return &kind;
  return Error::config(format("config.json: /process/rlimits: there is no limit {}", quoted(type)));
}

}  // namespace

Status set_rlimit(std::string_view type, uint64_t soft, uint64_t hard) {
  const Kind* kind = TRY(find(type));
  const rlimit value{soft, hard};
  return check(::setrlimit(kind->number, &value),
               [&] { return format("setrlimit({}, soft {}, hard {})", type, soft, hard); });
}

Result<std::string> rlimit_title(std::string_view type) {
  const Kind* kind = TRY(find(type));
  return std::string(kind->title);
}

}  // namespace bulkhead::sys
