// SPDX-License-Identifier: Apache-2.0
#include "suite/records/grade_json.hpp"

#include "suite/records/enum_text.hpp"
#include "suite/records/json_text.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace etalon::records {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json texts(const std::vector<std::string>& values) {
  Json array = Json::array();
  for (const std::string& value : values) array.push_back(valid_utf8(value));
  return array;
}

Json json_of(const Limit& limit) {
  return {{"judged", to_text(limit.judged)},
          {"direction", to_text(limit.direction)},
          {"value", number(limit.value)},
          {"unit", limit.unit},
          {"source", limit.source.empty() ? "proposed" : valid_utf8(limit.source)},
          {"remark", valid_utf8(limit.remark)},
          {"ideal", number(limit.ideal)},
          {"largest_expanded_uncertainty", number(limit.largest_expanded_uncertainty)},
          {"methods", texts(limit.methods)},
          {"required", limit.required}};
}

/// A statistic has a value and no interval.
Json interval_of(const MeasurementResult& result) {
  if (result.kind == ResultKind::statistic) return nullptr;
  return Json::array({number(result.interval.lower), number(result.interval.upper)});
}

Json json_of(const Judgement& judgement) {
  const Limit& limit = judgement.limit;
  const auto& result = judgement.result;
  return {{"id", valid_utf8(limit.id)},
          {"label", valid_utf8(limit.label)},
          {"metric", limit.metric},
          {"measurand", limit.measurand},
          {"method", judgement.method},
          {"verdict", to_text(judgement.verdict)},
          {"value", result ? number(result->value) : Json(nullptr)},
          {"unit", result ? result->unit : limit.unit},
          {"interval", result ? interval_of(*result) : Json(nullptr)},
          {"limit", json_of(limit)},
          {"guard_band", number(judgement.guard_band)},
          {"conformance_probability", number(judgement.conformance_probability)},
          {"tier", to_text(judgement.tier)},
          {"caps", texts(judgement.caps)},
          {"reason", valid_utf8(judgement.reason)}};
}

}  // namespace

nlohmann::ordered_json to_json(const Grade& grade) {
  Json judgements = Json::array();
  for (const Judgement& judgement : grade.judgements) judgements.push_back(json_of(judgement));
  return {{"profile", valid_utf8(grade.profile)}, {"version", valid_utf8(grade.profile_version)},
          {"sha256", grade.profile_sha256},       {"title", valid_utf8(grade.title)},
          {"fit_for", texts(grade.fit_for)},      {"verdict", to_text(grade.verdict)},
          {"tier", to_text(grade.tier)},          {"rule", grade.rule},
          {"judgements", std::move(judgements)}};
}

}  // namespace etalon::records
