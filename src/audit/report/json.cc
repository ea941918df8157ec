#include <boost/json.hpp>

#include "audit/report.h"
#include "base/error.h"
#include "oci/indent.h"

namespace bulkhead::audit {

namespace json = boost::json;

const ResultRow* Report::find(std::string_view target, const Probe* probe) const {
  for (const ResultRow& row : results)
    if (row.target == target && row.probe == probe) return &row;
  return nullptr;
}

namespace {

json::object write_target(const TargetRow& row) {
  return {{"name", row.name},
          {"version", row.version},
          {"status", row.ran ? "ran" : "unavailable"},
          {"reason", row.reason},
          {"notes", row.notes}};
}

json::object write_result(const ResultRow& row) {
  json::array goals;
  for (AttackGoal goal : row.probe->goals) goals.emplace_back(to_string(goal));
  const int number = row.judgement.error_number;
  return {{"target", row.target},
          {"probe", row.probe->id},
          {"name", row.probe->name},
          {"requirement", to_string(row.probe->requirement)},
          {"goals", std::move(goals)},
          {"channel", to_string(row.probe->channel)},
          {"verdict", to_string(row.judgement.verdict)},
          {"layer", row.judgement.layer},
          {"errno", number == 0 ? "" : errno_name(number)},
          {"evidence", row.judgement.evidence}};
}

}  // namespace

std::string to_json(const Report& report) {
  json::array targets;
  for (const TargetRow& row : report.targets) targets.push_back(write_target(row));
  json::array results;
  for (const ResultRow& row : report.results) results.push_back(write_result(row));
  return oci::indented(json::object{{"version", BULKHEAD_VERSION},
                                    {"host", report.host},
                                    {"targets", std::move(targets)},
                                    {"results", std::move(results)}});
}

}  // namespace bulkhead::audit
