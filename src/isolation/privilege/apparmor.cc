// The AppArmor profile of the configuration: named before execve(2), which puts it on.
#include "base/format.h"
#include "base/parse.h"
#include "isolation/observed.h"
#include "isolation/privilege/security_label.h"
#include "isolation/stage.h"
#include "sys/security_module.h"

namespace bulkhead::isolation {
namespace {

const std::string& wanted_label(const Stage& stage) { return stage.spec.process->apparmor_profile; }

// "docker-default (enforce)", "unconfined"
Status confirm_label(const Observed& observed) {
  if (!observed.running()) return {};
  Result<std::string> label = observed.read("attr/apparmor/current");
  if (!label.ok() && label.error().number() == ENOENT) label = observed.read("attr/current");
  const std::string text = TRY(std::move(label));
  const std::string_view found = trimmed(std::string_view(text).substr(0, text.find(" (")));
  const std::string& expected = wanted_label(observed.stage());
  return found == expected ? Status() : differs("AppArmor profile", expected, found);
}

Status prepare(Stage& stage) {
  if (!sys::apparmor_enabled())
    return Error::unsupported(
               format("config.json: /process/apparmorProfile: {}: AppArmor is not enabled on this kernel",
                      quoted(wanted_label(stage))))
        .hint("leave the field out, or start the kernel with lsm=...,apparmor");
  return open_proc_for_label(stage);
}

}  // namespace

extern const Control apparmor;
const Control apparmor{
    .id = "privilege/apparmor",
    .why = "the profile of the administrator confines the program whatever else fails",
    .wanted = [](const Stage& stage) { return stage.spec.process.has_value() && !wanted_label(stage).empty(); },
    .host_prepare = prepare,
    .host_join = prepare,
    .before_exec = [](Stage& stage) { return sys::set_apparmor_on_exec(stage.host_proc, wanted_label(stage)); },
    .confirm = confirm_label,
};

}  // namespace bulkhead::isolation
