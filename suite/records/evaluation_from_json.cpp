// SPDX-License-Identifier: Apache-2.0
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/records/enum_text.hpp"
#include "suite/records/evaluation_json.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

namespace etalon::records {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// A value of the document together with its place, for messages such as
/// "a.json: results[2].value: expected a number, found a string".
class Node {
 public:
  Node(const Json& json, const std::string& where, std::string key)
      : json_(json), where_(where), key_(std::move(key)) {}

  [[noreturn]] void reject(const std::string& problem) const {
    throw FileError(where_, key_.empty() ? problem : key_ + ": " + problem);
  }

  bool has(const char* name) const { return json_.is_object() && json_.contains(name); }

  Node at(const char* name) const {
    const std::string key = key_.empty() ? name : key_ + "." + name;
    if (!json_.is_object()) wrong_type(tr("an object"));
    if (!json_.contains(name)) {
      throw FileError(where_, fmt::format(fmt::runtime(tr("{}: this key is missing")), key));
    }
    return {json_.at(name), where_, key};
  }

  /// null stands for a number that is not finite; what it was follows from the key.
  double number(double null_means = kNaN) const {
    if (json_.is_null()) return null_means;
    if (!json_.is_number()) wrong_type(tr("a number"));
    return json_.get<double>();
  }

  std::uint64_t count() const {
    const bool negative =
        !json_.is_number_unsigned() && json_.is_number_integer() && json_.get<std::int64_t>() < 0;
    if (!json_.is_number_integer() || negative) wrong_type(tr("a whole number, zero or more"));
    return json_.get<std::uint64_t>();
  }

  std::string text() const {
    if (!json_.is_string()) wrong_type(tr("a string"));
    return json_.get<std::string>();
  }

  template <class Enum>
  Enum word() const {
    const auto value = from_text<Enum>(text());
    if (!value) reject(fmt::format(fmt::runtime(tr("\"{}\" is not one of its words")), text()));
    return *value;
  }

  std::vector<Node> elements() const {
    if (!json_.is_array()) wrong_type(tr("an array"));
    std::vector<Node> all;
    for (std::size_t i = 0; i < json_.size(); ++i) {
      all.emplace_back(json_[i], where_, fmt::format("{}[{}]", key_, i));
    }
    return all;
  }

  std::map<std::string, Node> members() const {
    if (!json_.is_object()) wrong_type(tr("an object"));
    std::map<std::string, Node> all;
    for (const auto& entry : json_.items()) {
      all.emplace(entry.key(), Node(entry.value(), where_, key_ + "." + entry.key()));
    }
    return all;
  }

  std::vector<double> numbers() const {
    std::vector<double> all;
    for (const Node& element : elements()) all.push_back(element.number());
    return all;
  }

  std::map<std::string, std::string> texts() const {
    std::map<std::string, std::string> all;
    for (const auto& [key, member] : members()) all[key] = member.text();
    return all;
  }

 private:
  [[noreturn]] void wrong_type(const std::string& expected) const {
    reject(fmt::format(fmt::runtime(tr("expected {}, found {}")), expected, json_.type_name()));
  }

  const Json& json_;
  const std::string& where_;
  std::string key_;
};

template <class Read>
auto list_of(const Node& array, Read read) {
  std::vector<decltype(read(array))> all;
  for (const Node& element : array.elements()) all.push_back(read(element));
  return all;
}

std::map<std::string, std::string> subject_of(const Node& node) {
  return node.has("subject") ? node.at("subject").texts() : std::map<std::string, std::string>{};
}

InputFile read_input(const Node& node) {
  return {.path = node.at("path").text(), .sha256 = node.at("sha256").text()};
}

Caveat read_caveat(const Node& node) {
  return {.code = node.at("code").text(), .detail = node.at("detail").text()};
}

BudgetComponent read_component(const Node& node) {
  BudgetComponent component;
  component.source = node.at("source").text();
  component.input = node.at("input").text();
  component.type = node.at("type").word<EvaluationType>();
  component.distribution = node.at("distribution").word<Distribution>();
  component.standard_uncertainty = node.at("standard_uncertainty").number();
  component.sensitivity = node.at("sensitivity").number();
  if (node.has("degrees_of_freedom")) {
    component.degrees_of_freedom = node.at("degrees_of_freedom").number(kInfinity);
  }
  return component;
}

Interval read_interval(const Node& node) {
  const auto ends = node.elements();
  if (ends.size() != 2) node.reject(tr("expected two numbers, the lower and the upper end"));
  return {.lower = ends[0].number(-kInfinity), .upper = ends[1].number(kInfinity)};
}

MeasurementResult read_result(const Node& node) {
  MeasurementResult result;
  result.measurand = node.at("measurand").text();
  result.kind = node.at("kind").word<ResultKind>();
  result.value = node.at("value").number();
  result.unit = node.at("unit").text();
  result.n = node.at("n").count();
  result.subject = node.at("subject").texts();
  result.caveats = list_of(node.at("caveats"), read_caveat);
  if (result.kind == ResultKind::estimate) {
    result.standard_uncertainty = node.at("standard_uncertainty").number();
    result.degrees_of_freedom = node.at("degrees_of_freedom").number(kInfinity);
    result.coverage_probability = node.at("coverage_probability").number();
    result.interval = read_interval(node.at("coverage_interval"));
    result.budget = list_of(node.at("budget"), read_component);
  }
  return result;
}

ItemValue read_item_value(const Node& node) {
  ItemValue value;
  value.value = node.at("value").number();
  value.unit = node.at("unit").text();
  if (node.has("standard_uncertainty")) {
    value.standard_uncertainty = node.at("standard_uncertainty").number();
  }
  return value;
}

Item read_item(const Node& node) {
  Item item;
  item.id = node.at("id").text();
  const Node position = node.at("position");
  if (position.at("unit").text() != "px") position.at("unit").reject(tr("expected \"px\""));
  for (const auto& [axis, value] : position.members()) {
    if (axis != "unit") item.position_px[axis] = value.number();
  }
  for (const Node& flag : node.at("flags").elements()) item.flags.push_back(flag.text());
  for (const auto& [name, value] : node.at("values").members()) {
    item.values[name] = read_item_value(value);
  }
  item.subject = subject_of(node);
  return item;
}

Curve read_curve(const Node& node) {
  return {.name = node.at("name").text(),
          .x_unit = node.at("x_unit").text(),
          .y_unit = node.at("y_unit").text(),
          .x = node.at("x").numbers(),
          .y = node.at("y").numbers(),
          .standard_uncertainty = node.at("standard_uncertainty").numbers(),
          .subject = subject_of(node)};
}

int read_small(const Node& node) {
  const std::uint64_t count = node.count();
  if (count > std::uint64_t{std::numeric_limits<int>::max()}) {
    node.reject(tr("this number is too large"));
  }
  return static_cast<int>(count);
}

Map read_map(const Node& node) {
  Map map{.name = node.at("name").text(),
          .unit = node.at("unit").text(),
          .width = read_small(node.at("width")),
          .height = read_small(node.at("height")),
          .x0_px = node.at("x0_px").number(),
          .y0_px = node.at("y0_px").number(),
          .pitch_px = node.at("pitch_px").number(),
          .values = node.at("values").numbers(),
          .standard_uncertainty = node.at("standard_uncertainty").numbers(),
          .subject = subject_of(node)};
  const auto places = static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height);
  if (map.values.size() != places) {
    node.at("values").reject(
        fmt::format(fmt::runtime(tr("expected width times height numbers, {}, found {}")), places,
                    map.values.size()));
  }
  if (!map.standard_uncertainty.empty() && map.standard_uncertainty.size() != places) {
    node.at("standard_uncertainty").reject(tr("expected none or as many numbers as values"));
  }
  return map;
}

PeerValue read_peer(const Node& node) {
  return {.definition = node.at("definition").text(),
          .value = node.at("value").number(),
          .unit = node.at("unit").text()};
}

Failure read_failure(const Node& node) {
  return {.code = node.at("code").text(),
          .detail = node.at("detail").text(),
          .advice = node.at("advice").text()};
}

}  // namespace

Evaluation evaluation_from_json(const nlohmann::ordered_json& json, const std::string& where) {
  const Node root(json, where, "");
  const std::string schema = root.at("schema").text();
  if (schema != "etalon.evaluation/1") {
    root.at("schema").reject(
        fmt::format(fmt::runtime(tr("expected \"etalon.evaluation/1\", found \"{}\"")), schema));
  }
  Evaluation evaluation;
  evaluation.metric = root.at("metric").text();
  evaluation.method = root.at("method").text();
  evaluation.method_version = read_small(root.at("method_version"));
  evaluation.parameters = root.at("parameters").texts();
  evaluation.inputs = list_of(root.at("inputs"), read_input);
  evaluation.results = list_of(root.at("results"), read_result);
  evaluation.items = list_of(root.at("items"), read_item);
  evaluation.curves = list_of(root.at("curves"), read_curve);
  if (root.has("maps")) evaluation.maps = list_of(root.at("maps"), read_map);
  evaluation.peers = list_of(root.at("peers"), read_peer);
  evaluation.failures = list_of(root.at("failures"), read_failure);
  return evaluation;
}

MeasurementResult result_from_json(const nlohmann::ordered_json& json, const std::string& where) {
  return read_result(Node(json, where, ""));
}

}  // namespace etalon::records
