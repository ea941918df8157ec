// The matrix for people: probes x technologies, then requirements x technologies, then the evidence.
#include "audit/report.h"
#include "base/error.h"
#include "base/format.h"

namespace bulkhead::audit {
namespace {

constexpr size_t cell_width = 14;
constexpr size_t head_width = 34;

struct Paint {
  bool on;
  std::string operator()(std::string_view text, std::string_view code) const {
    return on ? format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
};

std::string_view colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::stopped: return "32";
    case Verdict::reached: return "1;31";
    case Verdict::partial:
    case Verdict::degraded: return "33";
    default: return "2";
  }
}

std::string padded(std::string_view text, size_t width) {
  std::string out(text.substr(0, width));
  out.append(width - std::min(width, out.size()), ' ');
  return out;
}

std::string header(const Report& report, std::string_view title, const Paint& paint) {
  std::string line = paint(padded(title, head_width), "1");
  for (const TargetRow& target : report.targets) line += paint(padded(target.name, cell_width), "1");
  return line + "\n";
}

std::string cell(const ResultRow* row, const Paint& paint) {
  if (row == nullptr) return paint(padded("-", cell_width), "2");
  const Judgement& judgement = row->judgement;
  std::string text(to_string(judgement.verdict));
  if (judgement.verdict == Verdict::stopped && judgement.error_number != 0)
    text = format("stopped {}", errno_name(judgement.error_number).substr(1));
  return paint(padded(text, cell_width - 1) + " ", colour_of(judgement.verdict));
}

std::string probe_matrix(const Report& report, const Paint& paint) {
  std::string out = header(report, "probe", paint);
  Requirement last = Requirement::processes;
  bool first = true;
  for (const Probe* probe : probes()) {
    bool any = false;
    for (const ResultRow& row : report.results) any = any || row.probe == probe;
    if (!any) continue;
    if (first || probe->requirement != last) out += paint(to_string(probe->requirement), "2") + "\n";
    first = false;
    last = probe->requirement;
    out += padded(format("  {:<5} {}", probe->id, probe->name), head_width);
    for (const TargetRow& target : report.targets) out += cell(report.find(target.name, probe), paint);
    out += "\n";
  }
  return out;
}

std::string requirement_matrix(const Report& report, const Paint& paint) {
  std::string out = header(report, "requirement (probes that held)", paint);
  for (uint8_t i = 0; i <= static_cast<uint8_t>(Requirement::privilege); ++i) {
    const auto requirement = static_cast<Requirement>(i);
    std::string line = padded(format("  {}", to_string(requirement)), head_width);
    bool any = false;
    for (const TargetRow& target : report.targets) {
      int held = 0;
      int judged = 0;
      for (const ResultRow& row : report.results) {
        if (row.target != target.name || row.probe->requirement != requirement) continue;
        const Verdict verdict = row.judgement.verdict;
        if (verdict == Verdict::inconclusive || verdict == Verdict::not_applicable) continue;
        ++judged;
        if (verdict == Verdict::stopped) ++held;
      }
      any = any || judged > 0;
      const std::string text = judged == 0 ? "-" : format("{} of {}", held, judged);
      line += paint(padded(text, cell_width), judged == 0 ? "2" : held == judged ? "32" : held == 0 ? "1;31" : "33");
    }
    if (any) out += line + "\n";
  }
  return out;
}

std::string targets_text(const Report& report, const Paint& paint) {
  std::string out;
  for (const TargetRow& target : report.targets) {
    out += padded("  " + target.name, cell_width);
    out += target.ran ? target.version : paint("unavailable: " + target.reason, "33");
    if (!target.notes.empty()) out += paint("  (" + target.notes + ")", "2");
    out += "\n";
  }
  return out;
}

std::string evidence(const Report& report, const Paint& paint) {
  std::string out;
  for (const ResultRow& row : report.results) {
    if (row.judgement.verdict == Verdict::stopped || row.target == "none") continue;
    out += padded(format("  {} {}", row.target, row.probe->id), cell_width + 4) +
           paint(padded(to_string(row.judgement.verdict), 13), colour_of(row.judgement.verdict)) +
           row.judgement.evidence + "\n";
  }
  return out;
}

}  // namespace

std::string to_table(const Report& report, bool colour) {
  const Paint paint{colour};
  std::string out = paint("bulkhead audit", "1") + "  " + report.host + "\n\n" + targets_text(report, paint) + "\n" +
                    probe_matrix(report, paint) + "\n";
  const std::string findings = evidence(report, paint);
  if (!findings.empty()) out += paint("what got through, and what could not be judged", "1") + "\n" + findings + "\n";
  out += requirement_matrix(report, paint);
  return out +
         paint(
             "\nstopped: the attacker was refused (what the kernel said) · reached: victim or host saw it succeed · "
             "partial: existence only\ndegraded: the victim lost part of its share · inconclusive: the probe proved "
             "nothing, see above\n",
             "2");
}

}  // namespace bulkhead::audit
