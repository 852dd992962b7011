// SPDX-License-Identifier: Apache-2.0
#include "protocols/limit_reader.hpp"

#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"
#include "suite/metrics/metric.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace etalon::protocols {
namespace {

std::string with_nearest(const char* sentence, const std::string& name,
                         const std::vector<std::string>& known) {
  return fmt::format(fmt::runtime(sentence), etalon::quoted(name), nearest_of(name, known));
}

const metrics::Metric& read_metric(const YamlValue& value) {
  const std::string id = value.text();
  if (const auto* metric = metrics::find_metric(id)) return *metric;
  std::vector<std::string> known;
  for (const auto& row : metrics::metric_table()) known.push_back(row.id);
  value.refuse(with_nearest(tr("there is no metric {}{}"), id, known));
}

const metrics::Measurand& read_measurand(const YamlValue& value, const metrics::Metric& metric) {
  const std::string name = value.text();
  std::vector<std::string> known;
  for (const auto& measurand : metric.measurands) {
    if (measurand.name == name && measurand.kind == ResultKind::statistic) {
      value.refuse(
          fmt::format(fmt::runtime(tr("{} is a statistic; without an uncertainty it cannot "
                                      "be judged")),
                      etalon::quoted(name)));
    }
    if (measurand.name == name) return measurand;
    known.push_back(measurand.name);
  }
  value.refuse(with_nearest(tr("the metric has no measurand {}{}"), name, known));
}

/// "slanted_edge/spline v1": a method of the metric in a version that there has been.
std::string read_method(const YamlValue& value, const metrics::Metric& metric) {
  std::string text = value.text();
  std::vector<std::string> known;
  for (const auto& method : metric.methods) {
    for (int version = 1; version <= method.version; ++version) {
      if (text == fmt::format("{} v{}", method.id, version)) return text;
    }
    known.push_back(fmt::format("{} v{}", method.id, method.version));
  }
  value.refuse(with_nearest(tr("the metric has no method {}{}"), text, known));
}

/// The text as a number of this unit, if the unit is one of this kind.
template <class Kind>
std::optional<Outcome<double>> as_kind(const std::string& text, const std::string& unit) {
  for (const auto& candidate : units_of<Kind>()) {
    if (candidate.symbol != unit) continue;
    const auto quantity = parse_quantity<Kind>(text);
    if (!quantity) return Outcome<double>(fail(quantity.error()));
    return Outcome<double>(quantity->in(candidate));
  }
  return std::nullopt;
}

template <class... Kinds>
Outcome<double> number_in(const std::string& text, const std::string& unit) {
  std::optional<Outcome<double>> found;
  ((found ? void() : void(found = as_kind<Kinds>(text, unit))), ...);
  if (found) return *found;
  return fail("quantity.wrong_unit",
              fmt::format(fmt::runtime(tr("no limit can be set in {}")), unit));
}

/// A number with its unit, converted to `unit`: "50 %", "1.5". A bare number stands for a ratio of
/// unit 1 only: "50" must never become 5000 %.
double read_number(const YamlValue& value, const std::string& text, const std::string& unit) {
  if (unit != "1" && parse_number(text)) {
    value.refuse(fmt::format(fmt::runtime(tr("{} has no unit; expected {}")), etalon::quoted(text),
                             display_symbol(unit)));
  }
  return value.checked(
      number_in<kind::Ratio, kind::ObjectLength, kind::ImageLength, kind::ImageFrequency,
                kind::ObjectFrequency, kind::Time, kind::Angle, kind::DigitalNumber,
                kind::Electrons, kind::Photons, kind::Temperature>(text, unit));
}

/// ">= 50 %" or {at_least: 50 %}.
void read_bound(const YamlFile& file, const YamlValue& value, Limit& limit) {
  if (value.node().kind == YamlNode::Kind::map) {
    const YamlMap map(file, value, {"at_least", "at_most"});
    const auto at_least = map.find("at_least");
    const auto at_most = map.find("at_most");
    if (at_least.has_value() == at_most.has_value()) {
      value.refuse(tr("needs exactly one of at_least and at_most"));
    }
    const YamlValue& bound = at_least ? *at_least : *at_most;
    limit.direction = at_least ? Direction::at_least : Direction::at_most;
    limit.value = read_number(bound, bound.number_text(), limit.unit);
    return;
  }
  const std::string text = value.number_text();
  const bool at_least = text.starts_with(">=");
  if (!at_least && !text.starts_with("<=")) {
    value.refuse(fmt::format(fmt::runtime(tr("{} is no limit; expected one such as \">= 50 %\" or "
                                             "\"<= 1.5\"")),
                             etalon::quoted(text)));
  }
  limit.direction = at_least ? Direction::at_least : Direction::at_most;
  limit.value = read_number(value, std::string(trimmed(text.substr(2))), limit.unit);
}

Judged read_judged(const YamlMap& map) {
  const auto value = map.find("judge");
  if (!value || value->text() == "value") return Judged::value;
  if (value->text() == "relative_expanded_uncertainty")
    return Judged::relative_expanded_uncertainty;
  value->refuse(with_nearest(tr("{} cannot be judged{}"), value->text(),
                             {"value", "relative_expanded_uncertainty"}));
}

/// Published or proposed: exactly one, so that a report can say how many limits are which.
void read_origin(const YamlValue& entry, const YamlMap& map, Limit& limit) {
  const auto proposed = map.find("proposed");
  limit.source = map.text("source");
  limit.remark = map.text("remark");
  if ((proposed && proposed->yes_or_no()) == !limit.source.empty()) {
    entry.refuse(tr("needs exactly one of source (who published the limit) and \"proposed: yes\""));
  }
}

/// How large an uncertainty the limit can bear: said, or a third of the way to the ideal.
void read_room(const YamlValue& entry, const YamlMap& map, Limit& limit) {
  const auto ideal = map.find("ideal");
  const auto largest = map.find("largest_uncertainty");
  if (limit.judged == Judged::relative_expanded_uncertainty) {
    for (const auto& unused : {ideal, largest}) {
      if (unused) unused->refuse(tr("has no meaning where an uncertainty is judged"));
    }
    if (limit.direction != Direction::at_most || !(limit.value > 0)) {
      entry.refuse(tr("a limit of an uncertainty is \"<=\" and greater than zero"));
    }
    return;
  }
  if (!ideal && !largest) {
    entry.refuse(tr("needs ideal (what a perfect instrument would have) or largest_uncertainty"));
  }
  if (largest) {
    limit.largest_expanded_uncertainty = read_number(*largest, largest->number_text(), limit.unit);
    if (!(limit.largest_expanded_uncertainty > 0)) {
      largest->refuse(tr("must be greater than zero"));
    }
  }
  if (!ideal) return;
  limit.ideal = read_number(*ideal, ideal->number_text(), limit.unit);
  const bool better =
      limit.direction == Direction::at_most ? limit.ideal < limit.value : limit.ideal > limit.value;
  if (!better) ideal->refuse(tr("the ideal must be better than the limit"));
}

}  // namespace

Limit read_limit(const YamlFile& file, const YamlEntry& entry) {
  const YamlMap map(file, entry.value,
                    {"label", "metric", "measurand", "methods", "judge", "limit", "ideal",
                     "largest_uncertainty", "source", "proposed", "remark", "required"});
  Limit limit;
  limit.id = YamlValue(file, entry.key.node(), "limits").identifier();
  limit.label = map.required("label").text();
  const metrics::Metric& metric = read_metric(map.required("metric"));
  limit.metric = metric.id;
  const metrics::Measurand& measurand = read_measurand(map.required("measurand"), metric);
  limit.measurand = measurand.name;
  const YamlValue methods = map.required("methods");
  for (const YamlValue& method : methods.items()) {
    limit.methods.push_back(read_method(method, metric));
  }
  if (limit.methods.empty()) methods.refuse(tr("a limit needs at least one method"));
  limit.judged = read_judged(map);
  limit.unit = limit.judged == Judged::value ? measurand.unit : "%";
  read_bound(file, map.required("limit"), limit);
  read_origin(entry.key, map, limit);
  read_room(entry.key, map, limit);
  if (const auto required = map.find("required")) limit.required = required->yes_or_no();
  return limit;
}

}  // namespace etalon::protocols
