#include "audit/runner.h"

#include <sys/utsname.h>
#include <unistd.h>

#include "audit/cage.h"
#include "audit/guest_process.h"
#include "base/format.h"
#include "base/log.h"
#include "sys/environment.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/random.h"

namespace bulkhead::audit {
namespace {

// A directory of the run, below TMPDIR or /tmp, removed with everything in it.
class Scratch {
 public:
  static Result<Scratch> make() {
    const std::string name = TRY(sys::random_name());
    const std::string parent = sys::environment_variable("TMPDIR");
    const std::string path = (parent.starts_with('/') ? parent : "/tmp") + "/bulkhead-audit-" + name;
    TRY(sys::make_directory(path, 0755));
    return Scratch(path);
  }
  Scratch(Scratch&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Scratch& operator=(Scratch&&) = delete;
  ~Scratch() {
    if (path_.empty()) return;
    const Result<sys::CommandResult> removed = sys::run_command({"rm", "-rf", "--one-file-system", path_});
    if (!removed.ok() || removed.value().status.shell_code() != 0) log::warn("could not remove " + path_);
  }
  const std::string& path() const { return path_; }

 private:
  explicit Scratch(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

// Evidence is for readers: the long random name of the run's directory says nothing.
std::string shortened(std::string evidence, const std::string& scratch) {
  for (size_t at = evidence.find(scratch); at != std::string::npos; at = evidence.find(scratch, at))
    evidence.replace(at, scratch.size(), "SCRATCH");
  return evidence;
}

class Pair : public Trial {
 public:
  Pair(GuestProcess& victim, GuestProcess& attacker, const Probe& probe, std::string canary, const std::string& scratch)
      : victim_(victim), attacker_(attacker), probe_(probe), canary_(std::move(canary)), scratch_(scratch) {}

  Answer victim(std::string_view part, const Words& words) override { return victim_.ask(request(part, words)); }
  Answer attacker(std::string_view part, const Words& words) override { return attacker_.ask(request(part, words)); }
  int victim_pid() const override { return victim_.pid(); }
  int attacker_pid() const override { return attacker_.pid(); }
  const std::string& canary() const override { return canary_; }
  const std::string& host_scratch() const override { return scratch_; }
  const std::string& attacker_share() const override { return attacker_.share(); }

 private:
  std::string request(std::string_view part, const Words& words) const {
    std::string line = format("{} {}", probe_.id, part);
    for (const std::string& word : words) line += " " + word;
    return line;
  }

  GuestProcess& victim_;
  GuestProcess& attacker_;
  const Probe& probe_;
  std::string canary_;
  const std::string& scratch_;
};

class Run {
 public:
  Run(const RunRequest& request, Setup setup, const Cage& cage)
      : request_(request), setup_(std::move(setup)), cage_(cage) {}

  Result<Report> all() {
    utsname names{};
    ::uname(&names);
    report_.host = format("Linux {} {}", names.release, names.machine);
    for (const Driver* driver : request_.targets) {
      if (interrupted()) return Error::system(EINTR, "interrupted");
      TargetRow row = one_target(*driver);
      report_.targets.push_back(std::move(row));
    }
    if (interrupted()) return Error::system(EINTR, "interrupted");
    judge_by_control();
    return std::move(report_);
  }

 private:
  TargetRow one_target(const Driver& driver) {
    TargetRow row;
    row.name = driver.name;
    row.notes = driver.notes;
    request_.progress(format("{} ...", driver.name));
    Result<std::string> version = driver.detect(setup_);
    if (!version.ok()) {
      row.reason = version.error().to_string();
      return row;
    }
    row.version = version.value();
    Result<GuestProcess> victim = start(driver, "victim");
    Result<GuestProcess> attacker =
        victim.ok() ? start(driver, "attacker") : Result<GuestProcess>(victim.error().copy());
    if (!attacker.ok()) {
      row.reason = attacker.error().to_string();
      return row;
    }
    row.ran = true;
    for (const Probe* probe : request_.probes) one_probe(driver, *probe, victim.value(), attacker.value());
    return row;
  }

  Result<GuestProcess> start(const Driver& driver, const char* role) {
    const std::string name = TRY(sys::random_name());
    return GuestProcess::start(driver, setup_, &cage_.plain(), format("audit-{}-{}-{}", driver.name, role, name));
  }

  void one_probe(const Driver& driver, const Probe& probe, GuestProcess& victim, GuestProcess& attacker) {
    if (interrupted()) return;
    ResultRow row;
    row.target = driver.name;
    row.probe = &probe;
    Result<std::string> canary = sys::random_name();
    if (canary.ok()) {
      Pair pair(victim, attacker, probe, std::move(canary).value(), setup_.scratch);
      row.judgement = probe.run(pair);
      row.judgement.evidence = shortened(std::move(row.judgement.evidence), setup_.scratch);
    } else {
      row.judgement = inconclusive(canary.error().to_string());
    }
    report_.results.push_back(std::move(row));
  }

  // A probe that did not reach where there are no walls has not shown that it can.
  void judge_by_control() {
    for (ResultRow& row : report_.results) {
      const ResultRow* control = report_.find("none", row.probe);
      if (row.target == "none" || (control != nullptr && control->judgement.verdict == Verdict::reached)) continue;
      const std::string why = control == nullptr ? "the control did not run" : control->judgement.evidence;
      row.judgement = inconclusive("did not reach on none either: " + why);
    }
  }

  const RunRequest& request_;
  Setup setup_;
  const Cage& cage_;
  Report report_;
};

}  // namespace

Result<Report> run_audit(const RunRequest& request) {
  if (::geteuid() != 0) return Error::unsupported("the audit starts containers of every kind and needs root");
  catch_signals();
  const Scratch scratch = TRY(Scratch::make());
  const Cage cage = TRY(Cage::make());
  Setup setup;
  setup.scratch = scratch.path();
  setup.guest = request.guest;
  setup.bulkhead = request.bulkhead;
  setup.bulkhead_arguments = request.bulkhead_arguments;
  setup.cage = cage.path();
  return Run(request, std::move(setup), cage).all();
}

}  // namespace bulkhead::audit
