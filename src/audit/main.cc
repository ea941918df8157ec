// The program `bulkhead-audit`: the same attacker and the same victim under every container technology that is here.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <optional>

#include "audit/runner.h"
#include "base/format.h"
#include "base/log.h"
#include "base/parse.h"
#include "sys/file.h"

namespace bulkhead::audit {
namespace {

struct Options {
  std::vector<std::string> targets;
  std::vector<std::string> probes;
  std::string style = "table";
  std::string output;
  std::string bulkhead;
  std::vector<std::string> bulkhead_arguments;
  std::string fail_on;
  bool list = false;
  bool quiet = false;
};

void add_options(CLI::App& app, Options& options) {
  app.add_option("--target", options.targets, "Technology to attack, repeatable (all)")->allow_extra_args(false);
  app.add_option("--probe", options.probes, "Experiment to run, repeatable (all)")->allow_extra_args(false);
  app.add_option("--format", options.style, "table or json")->check(CLI::IsMember({"table", "json"}));
  app.add_option("--output", options.output, "Write the report to this file");
  app.add_option("--bulkhead", options.bulkhead, "The runtime to test (the one beside this program)");
  app.add_option("--bulkhead-arg", options.bulkhead_arguments, "Argument for `bulkhead run`, repeatable")
      ->allow_extra_args(false);
  app.add_option("--fail-on", options.fail_on, "VERDICT[,VERDICT...]:TARGET: exit code 1 when one of them is found");
  app.add_flag("--list", options.list, "List the experiments and technologies");
  app.add_flag("--quiet", options.quiet, "No progress on standard error");
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void list_all() {
  print("technologies\n");
  for (const Driver* driver : drivers()) print(format("  {:<10} {}\n", driver->name, driver->what));
  print("experiments\n");
  for (const Probe* probe : probes())
    print(format("  {:<5} {:<11} {}\n        reaching means: {}\n        seen by: {}\n", probe->id,
                 to_string(probe->requirement), probe->tries, probe->reaching, probe->observer));
}

std::string directory_of_self() {
  const Result<std::string> self = sys::read_link_at(sys::Fd(AT_FDCWD), "/proc/self/exe");
  return self.ok() ? self.value().substr(0, self.value().find_last_of('/')) : ".";
}

Result<std::string> find_guest() {
  const std::string here = directory_of_self();
  for (const std::string& path : {here + "/bulkhead-probe", here + "/../libexec/bulkhead/bulkhead-probe"})
    if (sys::stat_path(path).ok()) return path;
  return Error::not_found("bulkhead-probe is neither beside bulkhead-audit nor in ../libexec/bulkhead");
}

Status pick(const Options& options, RunRequest& request) {
  for (const Driver* driver : drivers()) {
    const bool named = std::find(options.targets.begin(), options.targets.end(), driver->name) != options.targets.end();
    // The control always runs.
    if (options.targets.empty() || named || std::string_view(driver->name) == "none") request.targets.push_back(driver);
  }
  for (const std::string& name : options.targets) {
    const auto known = [&](const Driver* driver) { return name == driver->name; };
    if (std::none_of(drivers().begin(), drivers().end(), known))
      return Error::config(format("--target {}: unknown", bulkhead::quoted(name))).hint("--list shows them");
  }
  for (const std::string& name : options.probes) {
    const Probe* probe = find_probe(name);
    if (probe == nullptr)
      return Error::config(format("--probe {}: unknown", bulkhead::quoted(name))).hint("--list shows them");
    request.probes.push_back(probe);
  }
  if (request.probes.empty()) request.probes = probes();
  return {};
}

// "reached,partial:bulkhead"
struct FailRule {
  std::vector<Verdict> verdicts;
  std::string target;
};

Result<std::optional<FailRule>> fail_rule(const std::string& text) {
  if (text.empty()) return std::optional<FailRule>();
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() != 2) return Error::config("--fail-on: expected VERDICT[,VERDICT...]:TARGET");
  FailRule rule;
  rule.target = parts[1];
  for (std::string_view word : split(parts[0], ',')) {
    const auto* found = std::find_if(std::begin(all_verdicts), std::end(all_verdicts),
                                     [&](Verdict verdict) { return to_string(verdict) == word; });
    if (found == std::end(all_verdicts)) return Error::config(format("--fail-on: {} is no verdict", quoted(word)));
    rule.verdicts.push_back(*found);
  }
  for (const Driver* driver : drivers())
    if (driver->name == parts[1]) return std::optional<FailRule>(std::move(rule));
  return Error::config(format("--fail-on: {} is no technology", quoted(parts[1])));
}

bool must_fail(const FailRule& rule, const Report& report) {
  bool ran = false;
  for (const TargetRow& row : report.targets) ran = ran || (row.name == rule.target && row.ran);
  for (const ResultRow& row : report.results)
    for (Verdict verdict : rule.verdicts)
      if (row.target == rule.target && row.judgement.verdict == verdict) return true;
  return !ran;  // a target that did not run has shown nothing
}

Status deliver(const Options& options, const Report& report) {
  const bool to_file = !options.output.empty();
  const bool colour = !to_file && ::isatty(1) == 1;
  const std::string text = options.style == "json" ? to_json(report) : to_table(report, colour);
  if (!to_file) {
    print(text);
    return {};
  }
  const sys::UniqueFd file =
      TRY(sys::open_file(options.output, O_WRONLY | O_CREAT | O_TRUNC, 0644).context("--output"));
  return sys::write_all(file, text).context("--output");
}

Result<int> audit(const Options& options) {
  RunRequest request;
  const std::optional<FailRule> rule = TRY(fail_rule(options.fail_on));
  TRY(pick(options, request));
  request.guest = TRY(find_guest());
  request.bulkhead = options.bulkhead.empty() ? directory_of_self() + "/bulkhead" : options.bulkhead;
  request.bulkhead_arguments = options.bulkhead_arguments;
  request.progress = [&](const std::string& line) {
    if (!options.quiet && ::isatty(2) == 1) std::fprintf(stderr, "auditing %s\n", line.c_str());
  };
  const Report report = TRY(run_audit(request));
  TRY(deliver(options, report));
  return rule.has_value() && must_fail(*rule, report) ? 1 : 0;
}

}  // namespace
}  // namespace bulkhead::audit

int main(int count, char** values) {
  using namespace bulkhead::audit;
  CLI::App app(
      "Attack every container technology on this machine and report what held\n"
      "exit codes: 0 ran, 1 failed or --fail-on found something, 2 usage",
      "bulkhead-audit");
  Options options;
  add_options(app, options);
  app.set_version_flag("--version", "bulkhead-audit " BULKHEAD_VERSION);
  try {
    app.parse(count, values);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (options.list) {
    list_all();
    return 0;
  }
  const bulkhead::Result<int> result = audit(options);
  if (result.ok()) return result.value();
  bulkhead::log::report_error(result.error());
  return result.error().kind() == bulkhead::ErrorKind::config ? 2 : 1;
}
