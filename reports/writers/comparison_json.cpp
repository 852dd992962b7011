// SPDX-License-Identifier: Apache-2.0
#include "reports/comparison.hpp"
#include "suite/core/version.hpp"
#include "suite/records/json_text.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <ostream>

namespace etalon::reports {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json run_of(const records::RunDetail& run) {
  return {{"id", run.summary.id},
          {"instrument", records::valid_utf8(run.start.instrument.id)},
          {"site", records::valid_utf8(run.start.site)},
          {"protocol", records::valid_utf8(run.summary.protocol)},
          {"started", run.summary.started},
          {"digest", run.summary.digest}};
}

Json side_of(const std::optional<grading::ComparedSide>& side) {
  if (!side) return nullptr;
  const MeasurementResult& result = side->result;
  return {{"method", side->method},
          {"value", number(result.value)},
          {"standard_uncertainty", number(result.standard_uncertainty)},
          {"coverage_interval", {number(result.interval.lower), number(result.interval.upper)}}};
}

Json row_of(const grading::ComparisonRow& row) {
  Json json = {
      {"metric", row.metric},   {"measurand", row.measurand},  {"unit", row.unit},
      {"subject", row.subject}, {"first", side_of(row.first)}, {"second", side_of(row.second)}};
  if (!row.difference) {
    json["difference"] = nullptr;
    json["refusal"] = row.refusal;
    return json;
  }
  const grading::Difference& d = *row.difference;
  json["difference"] = {{"value", number(d.value)},
                        {"standard_uncertainty", number(d.standard_uncertainty)},
                        {"degrees_of_freedom", number(d.degrees_of_freedom)},
                        {"coverage_probability", 0.95},
                        {"coverage_interval", {number(d.interval.lower), number(d.interval.upper)}},
                        {"shared_inputs", d.shared},
                        {"p_value", number(d.p_value)},
                        {"told_apart", d.told_apart}};
  return json;
}

}  // namespace

void write_comparison_json(const ComparisonReport& report, std::ostream& out) {
  Json others = Json::array();
  for (const auto& other : report.others) {
    Json rows = Json::array();
    for (const auto& row : other.rows) rows.push_back(row_of(row));
    others.push_back({{"run", run_of(other.run)}, {"rows", rows}});
  }
  const Json json = {{"schema", "etalon.comparison/1"},
                     {"etalon", {{"version", kVersion}, {"build", kBuild}}},
                     {"first", run_of(report.first)},
                     {"others", others}};
  out << json.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

}  // namespace etalon::reports
