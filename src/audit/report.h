// What a run found, and its two forms. The JSON form is described by docs/audit-report.schema.json.
#pragma once

#include <string>
#include <vector>

#include "audit/probe.h"

namespace bulkhead::audit {

struct TargetRow {
  std::string name;
  std::string version;
  bool ran = false;
  std::string reason;  // why it did not run
  std::string notes;
};

struct ResultRow {
  std::string target;
  const Probe* probe = nullptr;
  Judgement judgement;
};

struct Report {
  std::string host;  // kernel and machine
  std::vector<TargetRow> targets;
  std::vector<ResultRow> results;

  const ResultRow* find(std::string_view target, const Probe* probe) const;
};

std::string to_json(const Report& report);
std::string to_table(const Report& report, bool colour);

}  // namespace bulkhead::audit
