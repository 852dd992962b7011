// SPDX-License-Identifier: Apache-2.0
#include "suite/records/evaluation_json.hpp"

#include "suite/core/version.hpp"
#include "suite/records/enum_text.hpp"
#include "suite/records/json_text.hpp"
#include "suite/trust/digest.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <string_view>

namespace etalon::records {
namespace {

using Json = nlohmann::ordered_json;

/// JSON has neither infinity nor NaN.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json numbers(const std::vector<double>& values) {
  Json array = Json::array();
  for (const double value : values) array.push_back(number(value));
  return array;
}

Json text(const std::string& value) { return valid_utf8(value); }

Json texts(const std::map<std::string, std::string>& values) {
  Json object = Json::object();
  for (const auto& [key, value] : values) object[valid_utf8(key)] = text(value);
  return object;
}

/// A JSON array of `convert(element)`; empty arrays stay in the contract.
template <class Elements, class Convert>
Json array_of(const Elements& elements, Convert convert) {
  Json array = Json::array();
  for (const auto& element : elements) array.push_back(convert(element));
  return array;
}

Json json_of(const InputFile& input) {
  return {{"path", text(input.path)}, {"sha256", input.sha256}};
}

Json json_of(const Caveat& caveat) {
  return {{"code", caveat.code}, {"detail", text(caveat.detail)}};
}

Json json_of(const BudgetComponent& component) {
  return {{"source", text(component.source)},
          {"input", text(component.input)},
          {"type", to_text(component.type)},
          {"distribution", to_text(component.distribution)},
          {"standard_uncertainty", number(component.standard_uncertainty)},
          {"sensitivity", number(component.sensitivity)},
          {"degrees_of_freedom", number(component.degrees_of_freedom)}};
}

/// A statistic claims no uncertainty, so it has none of the keys that state one.
Json json_of(const MeasurementResult& result) {
  const bool estimate = result.kind == ResultKind::estimate;
  Json json = {{"measurand", result.measurand},
               {"kind", to_text(result.kind)},
               {"value", number(result.value)},
               {"unit", result.unit}};
  if (estimate) {
    json["standard_uncertainty"] = number(result.standard_uncertainty);
    json["degrees_of_freedom"] = number(result.degrees_of_freedom);
    json["coverage_probability"] = number(result.coverage_probability);
    json["coverage_interval"] =
        Json::array({number(result.interval.lower), number(result.interval.upper)});
  }
  json["n"] = result.n;
  json["subject"] = texts(result.subject);
  json["caveats"] = array_of(result.caveats, [](const Caveat& caveat) { return json_of(caveat); });
  if (estimate) {
    json["budget"] = array_of(result.budget,
                              [](const BudgetComponent& component) { return json_of(component); });
  }
  return json;
}

/// There can be thousands: no lists of pairs, which are copied.
Json json_of(const ItemValue& value) {
  Json json = Json::object();
  json["value"] = number(value.value);
  json["unit"] = value.unit;
  if (value.standard_uncertainty) {
    json["standard_uncertainty"] = number(*value.standard_uncertainty);
  }
  return json;
}

Json json_of(const Item& item) {
  Json position = Json::object();
  for (const auto& [axis, value] : item.position_px) position[axis] = number(value);
  position["unit"] = "px";
  Json values = Json::object();
  for (const auto& [name, value] : item.values) values[name] = json_of(value);
  Json json = Json::object();
  json["id"] = text(item.id);
  json["position"] = std::move(position);
  json["flags"] = array_of(item.flags, text);
  json["values"] = std::move(values);
  json["subject"] = texts(item.subject);
  return json;
}

Json json_of(const Curve& curve) {
  return {{"name", curve.name},
          {"x", numbers(curve.x)},
          {"x_unit", curve.x_unit},
          {"y", numbers(curve.y)},
          {"y_unit", curve.y_unit},
          {"standard_uncertainty", numbers(curve.standard_uncertainty)},
          {"subject", texts(curve.subject)}};
}

Json json_of(const Map& map) {
  return {{"name", map.name},
          {"unit", map.unit},
          {"width", map.width},
          {"height", map.height},
          {"x0_px", number(map.x0_px)},
          {"y0_px", number(map.y0_px)},
          {"pitch_px", number(map.pitch_px)},
          {"values", numbers(map.values)},
          {"standard_uncertainty", numbers(map.standard_uncertainty)},
          {"subject", texts(map.subject)}};
}

Json json_of(const PeerValue& peer) {
  return {{"definition", peer.definition}, {"value", number(peer.value)}, {"unit", peer.unit}};
}

Json json_of(const Failure& failure) {
  return {
      {"code", failure.code}, {"detail", text(failure.detail)}, {"advice", text(failure.advice)}};
}

}  // namespace

nlohmann::ordered_json to_json(const MeasurementResult& result) { return json_of(result); }

nlohmann::ordered_json to_json(const Evaluation& evaluation) {
  const auto convert = [](const auto& element) { return json_of(element); };
  Json json;
  json["schema"] = "etalon.evaluation/1";
  json["etalon"] = {{"version", kVersion}, {"build", kBuild}};
  json["digest"] = trust::result_digest(evaluation);
  json["metric"] = evaluation.metric;
  json["method"] = evaluation.method;
  json["method_version"] = evaluation.method_version;
  json["parameters"] = texts(evaluation.parameters);
  json["inputs"] = array_of(evaluation.inputs, convert);
  json["results"] = array_of(evaluation.results, convert);
  json["items"] = array_of(evaluation.items, convert);
  json["curves"] = array_of(evaluation.curves, convert);
  json["maps"] = array_of(evaluation.maps, convert);
  json["peers"] = array_of(evaluation.peers, convert);
  json["failures"] = array_of(evaluation.failures, convert);
  return json;
}

}  // namespace etalon::records
