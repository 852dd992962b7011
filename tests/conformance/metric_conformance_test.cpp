// SPDX-License-Identifier: Apache-2.0
// What every metric promises: a new line in the metric table is checked here for free.
#include "suite/metrics/metric.hpp"
#include "tests/conformance/metric_scenes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace etalon;
using namespace etalon::metrics;
using namespace etalon::test;
using Catch::Matchers::WithinRel;

namespace {

std::set<std::string> codes_of(const std::vector<Code>& declared) {
  std::set<std::string> codes;
  for (const Code& code : declared) codes.insert(code.code);
  return codes;
}

void check_result(const MeasurementResult& result, const Metric& metric) {
  const auto declared =
      std::find_if(metric.measurands.begin(), metric.measurands.end(),
                   [&](const Measurand& m) { return m.name == result.measurand; });
  REQUIRE(declared != metric.measurands.end());
  CHECK(result.unit == declared->unit);
  CHECK(result.kind == declared->kind);
  CHECK(std::isfinite(result.value));
  CHECK(result.n >= 1);
  const auto known = codes_of(metric.caveats);
  for (const Caveat& caveat : result.caveats) {
    INFO(caveat.code);
    CHECK(known.count(caveat.code) == 1);
    CHECK_FALSE(caveat.detail.empty());
  }
  if (result.kind != ResultKind::estimate) return;
  CHECK(std::isfinite(result.standard_uncertainty));
  CHECK(result.standard_uncertainty > 0);
  CHECK(std::isfinite(result.interval.lower));
  CHECK(std::isfinite(result.interval.upper));
  CHECK(result.interval.lower < result.value);
  CHECK(result.interval.upper > result.value);
  CHECK(result.coverage_probability == 0.95);
  CHECK(result.degrees_of_freedom > 0);  // may be infinite, never NaN
}

void check_budget(const MeasurementResult& result) {
  if (result.kind != ResultKind::estimate) return;
  REQUIRE_FALSE(result.budget.empty());
  std::set<std::string> sources;
  for (const BudgetComponent& part : result.budget) {
    INFO(part.source);
    CHECK_FALSE(part.source.empty());
    CHECK(sources.insert(part.source).second);
    CHECK(std::isfinite(part.standard_uncertainty));
    CHECK(part.standard_uncertainty >= 0);
    CHECK(std::isfinite(part.sensitivity));
    CHECK(part.degrees_of_freedom > 0);
  }
  CHECK_THAT(combined_standard_uncertainty(result.budget),
             WithinRel(result.standard_uncertainty, 1e-9));
  const double degrees = effective_degrees_of_freedom(result.budget);
  CHECK((degrees == result.degrees_of_freedom ||
         std::abs(degrees / result.degrees_of_freedom - 1) < 1e-9));
}

/// What is a standard deviation: chi-squared makes its interval longer upwards. Where that of the
/// readings was taken from its square, and might be all of it (s^2 = total - known, and the lower
/// limit of the total is below what is known), it ends at zero; then the upper limit of the square
/// is at least as far above s^2 as s^2 is above zero.
bool is_scatter(const Metric& metric, const MeasurementResult& result) {
  static const std::set<std::string> names{
      "dark_noise/read_noise_rms", "dark_noise/read_noise_median_e", "dark_noise/read_noise_rms_e",
      "illumination_stability/cv"};
  return result.measurand.starts_with("repeatability") ||
         names.count(metric.id + "/" + result.measurand) == 1;
}

/// Of an image: Student's t. What repeats say together may have a longer side.
void check_symmetric_interval(const MeasurementResult& result, const Metric& metric) {
  if (result.kind != ResultKind::estimate) return;
  if (is_scatter(metric, result)) {
    if (result.interval.lower > 0) {
      CHECK(result.interval.upper - result.value >=
            (1 - 1e-9) * (result.value - result.interval.lower));
    } else {
      CHECK(result.interval.upper >= (1 - 1e-9) * std::sqrt(2.0) * result.value);
    }
    return;
  }
  if (result.measurand == "asymmetry") return;  // read from its square; checked with the metric
  const double half = coverage_factor(result.degrees_of_freedom) * result.standard_uncertainty;
  CHECK_THAT(result.interval.upper - result.value, WithinRel(half, 1e-6));
  CHECK_THAT(result.value - result.interval.lower, WithinRel(half, 1e-6));
}

void check_failures(const Evaluation& evaluation, const Metric& metric) {
  const auto known = codes_of(metric.failures);
  for (const Failure& failure : evaluation.failures) {
    INFO(failure.code);
    CHECK(known.count(failure.code) == 1);
    CHECK_FALSE(failure.detail.empty());
  }
}

/// Those that can be asked for; the others are of repeats, made by `combine`.
std::vector<Method> methods_of_images(const Metric& metric) {
  if (metric.methods.size() == 1) return metric.methods;
  std::vector<Method> found;
  for (const Method& method : metric.methods)
    if (metric.evaluate(Observation{}, {{"method", method.id}})) found.push_back(method);
  return found;
}

bool finite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

void check_items_and_curves(const Evaluation& evaluation) {
  std::set<std::string> ids;
  for (const Item& item : evaluation.items) {
    INFO(item.id);
    CHECK(ids.insert(item.id).second);
    for (const auto& [axis, place] : item.position_px) CHECK(std::isfinite(place));
    for (const auto& [name, value] : item.values) {
      INFO(name);
      CHECK(std::isfinite(value.value));
      CHECK(is_unit_symbol(value.unit));
      CHECK((!value.standard_uncertainty || std::isfinite(*value.standard_uncertainty)));
    }
  }
  for (const Curve& curve : evaluation.curves) {
    INFO(curve.name);
    CHECK(curve.x.size() == curve.y.size());
    CHECK(curve.x.size() > 1);
    CHECK((curve.standard_uncertainty.empty() ||
           curve.standard_uncertainty.size() == curve.y.size()));
    CHECK(finite(curve.x));
    CHECK(finite(curve.y));
    CHECK(finite(curve.standard_uncertainty));
  }
}

void check_pictures(const Evaluation& evaluation) {
  for (const Picture& picture : evaluation.pictures) {
    CHECK(picture.scale > 0);
    CHECK((picture.grey.empty() ||
           picture.grey.size() ==
               static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height)));
    for (const Overlay& overlay : picture.overlays) {
      CHECK(overlay.x_px.size() == overlay.y_px.size());
      CHECK(finite(overlay.x_px));
      CHECK(finite(overlay.y_px));
    }
  }
}

/// The default method may step back to one that needs less, where the image allows no more, and any
/// may step on to its own form for stacks ("..._through_focus"); all of them declared.
void check_method(const Evaluation& evaluation, const Metric& metric, const std::string& method) {
  CHECK(std::any_of(metric.methods.begin(), metric.methods.end(),
                    [&](const Method& m) { return m.id == evaluation.method; }));
  if (method == metric.methods.front().id) return;
  CHECK((evaluation.method == method || evaluation.method.rfind(method + "_", 0) == 0));
}

void check_evaluation(const Evaluation& evaluation, const Metric& metric,
                      const std::string& method) {
  INFO(described(evaluation));
  CHECK(evaluation.metric == metric.id);
  check_method(evaluation, metric, method);
  for (const OptionDeclaration& option : metric.options) {
    INFO(option.name);
    CHECK((option.name == "method" || evaluation.parameters.count(option.name) == 1));
  }
  for (const MeasurementResult& result : evaluation.results) {
    INFO(result.measurand);
    check_result(result, metric);
    check_budget(result);
  }
  check_failures(evaluation, metric);
  check_items_and_curves(evaluation);
  check_pictures(evaluation);
}

}  // namespace

TEST_CASE("ids of metrics are unique plain words and are found again", "[conformance]") {
  std::set<std::string> ids;
  REQUIRE_FALSE(metric_table().empty());
  for (const Metric& metric : metric_table()) {
    INFO(metric.id);
    CHECK(ids.insert(metric.id).second);
    CHECK(metric.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
          std::string::npos);
    CHECK(find_metric(metric.id) == &metric);
    CHECK_FALSE(metric.title.empty());
  }
  CHECK(find_metric("no_such_metric") == nullptr);
}

TEST_CASE("a metric is based on a document and never conforms to it", "[conformance]") {
  for (const Metric& metric : metric_table()) {
    INFO(metric.id);
    CHECK(metric.reference_document.rfind("based on ", 0) == 0);
    for (const std::string& text :
         {metric.title, metric.reference_document, metric.methods.at(0).meaning}) {
      CHECK(text.find("conform") == std::string::npos);
      CHECK(text.find("certif") == std::string::npos);
    }
  }
}

TEST_CASE("measurands have a known unit and a meaning", "[conformance]") {
  for (const Metric& metric : metric_table()) {
    std::set<std::string> names;
    REQUIRE_FALSE(metric.measurands.empty());
    for (const Measurand& measurand : metric.measurands) {
      INFO(metric.id << ": " << measurand.name);
      CHECK(names.insert(measurand.name).second);
      CHECK(is_unit_symbol(measurand.unit));
      CHECK_FALSE(measurand.meaning.empty());
    }
  }
}

TEST_CASE("methods carry the metric's name, a version and a meaning", "[conformance]") {
  for (const Metric& metric : metric_table()) {
    std::set<std::string> ids;
    REQUIRE_FALSE(metric.methods.empty());
    for (const Method& method : metric.methods) {
      INFO(method.id);
      CHECK(ids.insert(method.id).second);
      CHECK(method.id.rfind(metric.id + "/", 0) == 0);
      CHECK(method.version >= 1);
      CHECK_FALSE(method.meaning.empty());
    }
    const auto option = std::find_if(metric.options.begin(), metric.options.end(),
                                     [](const auto& o) { return o.name == "method"; });
    if (option != metric.options.end())
      CHECK(option->default_value == metric.methods.front().id);
    else
      CHECK(metric.methods.size() == 1);
  }
}

TEST_CASE("codes of failures and caveats are the metric's own and explained", "[conformance]") {
  for (const Metric& metric : metric_table()) {
    CHECK_FALSE(metric.failures.empty());
    for (const auto* list : {&metric.failures, &metric.caveats}) {
      std::set<std::string> codes;
      for (const Code& code : *list) {
        INFO(code.code);
        CHECK(codes.insert(code.code).second);
        CHECK(code.code.rfind(metric.id + ".", 0) == 0);
        CHECK_FALSE(code.meaning.empty());
      }
    }
  }
}

TEST_CASE("an evaluation says only what was declared, in finite numbers", "[conformance]") {
  const auto all = scenes();
  for (const Metric& metric : metric_table()) {
    for (const Method& method : methods_of_images(metric)) {
      bool measured_something = false;
      for (const auto& [name, observation] : all) {
        INFO(method.id << ": " << name);
        OptionTexts options;
        if (metric.methods.size() > 1) options["method"] = method.id;
        const auto evaluation = metric.evaluate(observation, options);
        REQUIRE(evaluation.has_value());
        check_evaluation(*evaluation, metric, method.id);
        for (const MeasurementResult& result : evaluation->results)
          check_symmetric_interval(result, metric);
        CHECK((!evaluation->results.empty() || !evaluation->failures.empty()));
        measured_something = measured_something || !evaluation->results.empty();
        CHECK(evaluation->method_version == method.version);
      }
      CHECK(measured_something);
    }
  }
}

TEST_CASE("every method is of an image, a stack or repeats, and all keep their promises",
          "[conformance]") {
  const Observation through = stack();
  std::vector<Observation> images;
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    images.push_back(with_instrument(observation_of(exposed(edge(), seed))));
  for (const Metric& metric : metric_table()) {
    std::set<std::string> reached;
    for (const Method& method : methods_of_images(metric)) {
      reached.insert(method.id);
      OptionTexts options;
      if (metric.methods.size() > 1) options["method"] = method.id;
      const Evaluation through_focus = metric.evaluate(through, options).value();
      check_evaluation(through_focus, metric, through_focus.method);
      reached.insert(through_focus.method);
      if (!metric.combine) continue;
      std::vector<Evaluation> repeats;
      for (const Observation& image : images)
        repeats.push_back(metric.evaluate(image, options).value());
      const Evaluation together = metric.combine(repeats);
      INFO(together.method);
      check_evaluation(together, metric, together.method);
      CHECK_FALSE(together.results.empty());
      CHECK(together.method != method.id);
      CHECK(canonical_text(together) == canonical_text(metric.combine(repeats)));
      CHECK(metric.combine({}).results.empty());
      CHECK_FALSE(metric.combine({}).failures.empty());
      reached.insert(together.method);
    }
    for (const Method& method : metric.methods) CHECK(reached.count(method.id) == 1);
    CHECK(reached.size() == metric.methods.size());
  }
}

TEST_CASE("pictures of nothing give declared failures, no results and no crash", "[conformance]") {
  const auto all = empty_scenes();
  for (const Metric& metric : metric_table()) {
    for (const Method& method : methods_of_images(metric)) {
      for (const auto& [name, observation] : all) {
        INFO(method.id << ": " << name);
        // Even light with noise is nothing to those who look for things, and a field to this one.
        if (metric.id == "field_uniformity" && name == "noise") continue;
        OptionTexts options;
        if (metric.methods.size() > 1) options["method"] = method.id;
        const auto evaluation = metric.evaluate(observation, options);
        REQUIRE(evaluation.has_value());
        CHECK_FALSE(evaluation->failures.empty());
        CHECK(evaluation->results.empty());
        check_evaluation(*evaluation, metric, method.id);
      }
    }
  }
}
