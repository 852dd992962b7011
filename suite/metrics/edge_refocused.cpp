// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/edge_refocused.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/edge_expectation.hpp"
#include "suite/metrics/edge_focusings.hpp"
#include "suite/metrics/edge_through_focus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

constexpr std::size_t kEnoughFocusings = 5;

/// Mean loss of MTF50 from which MTF10 and the line width of a lens are no longer quadratic in its
/// defocus: 4 % are 0.1 waves at the rim (docs/methods/slanted_edge.md); the estimate scatters.
constexpr double kLargeLoss = 0.03;

struct RefocusedMeasurand {
  const char* name;
  MeasurementResult (*combine)(const Readings&);
  bool quadratic;  ///< in the defocus as far as MTF50 itself; always where there is none
};

constexpr RefocusedMeasurand kMeasurands[] = {
    {"mtf50", lowered_by_defocus, true},
    {"mtf50_object", lowered_by_defocus, true},
    {"mtf10", lowered_by_defocus, false},
    {"mtf10_object", lowered_by_defocus, false},
    {"edge_width_10_90_px", raised_by_defocus, true},
    {"edge_width_10_90", raised_by_defocus, true},
    {"lsf_fwhm_px", raised_by_defocus, false},
    {"lsf_fwhm", raised_by_defocus, false},
    {"edge_angle", unmoved_by_defocus, true},
    {"mtf50_ratio", lowered_by_defocus, true},
};

/// Those of all repeats, each code once; what only the combined interval can say is said anew.
std::vector<Caveat> caveats_of(const Readings& readings, const MeasurementResult& result) {
  std::vector<Caveat> caveats;
  const Caveat* above_ideal = nullptr;
  for (const auto* reading : readings) {
    for (const auto& caveat : reading->caveats) {
      if (caveat.code == "slanted_edge.above_ideal") {
        above_ideal = &caveat;
        continue;
      }
      if (std::none_of(caveats.begin(), caveats.end(),
                       [&](const Caveat& known) { return known.code == caveat.code; })) {
        caveats.push_back(caveat);
      }
    }
  }
  if (above_ideal && result.interval.lower > 1) caveats.push_back(*above_ideal);
  if (readings.size() < kEnoughFocusings) {
    caveats.push_back(
        {"slanted_edge.few_focusings",
         fmt::format(fmt::runtime(tr("focused only {} times: the interval is wide; {} or more "
                                     "tell how focus scatters")),
                     readings.size(), kEnoughFocusings)});
  }
  return caveats;
}

std::string words(const std::map<std::string, std::string>& subject) {
  std::string text;
  for (const auto& [key, value] : subject)
    text += (text.empty() ? "" : " ") + (key == "edge" ? value : key + " " + value);
  return text.empty() ? std::string(tr("the edge")) : text;
}

class Combination {
 public:
  Combination(const std::vector<Evaluation>& repeats, Evaluation& evaluation)
      : repeats_(repeats), evaluation_(evaluation) {}

  void run() {
    report_empty();
    const auto edges = match_edges(repeats_);
    if (edges.empty()) too_few(tr("the edge"), 0);
    for (const auto& edge : edges) combine(edge);
  }

 private:
  void combine(const FocusedEdge& edge) {
    Readings mtf50;
    for (std::size_t i = 0; i < repeats_.size(); ++i) {
      if (edge.mtf50[i]) {
        mtf50.push_back(edge.mtf50[i]);
        add_item(edge, i);
      } else if (!repeats_[i].results.empty()) {
        evaluation_.failures.push_back(
            {"slanted_edge.focusing_left_out",
             fmt::format(fmt::runtime(tr("focusing {} of {} gave no MTF50 of {} at this place")),
                         i + 1, repeats_.size(), words(edge.subject)),
             tr("Keep the slide where it is while you focus anew.")});
      }
    }
    if (mtf50.size() < 2) {
      too_few(words(edge.subject), mtf50.size());
      return;
    }
    MeasurementResult sharpness = lowered_by_defocus(mtf50);
    sharpness.n = mtf50.size();
    const bool far = relative_loss(sharpness) > kLargeLoss;
    for (const auto& measurand : kMeasurands)
      add_result(edge, measurand, mtf50.size(), far && !measurand.quadratic);
    add_curve(edge);
  }

  /// A measurand that some focusings lack is not combined: which ones lack it depends on its value.
  void add_result(const FocusedEdge& edge, const RefocusedMeasurand& measurand, std::size_t n,
                  bool not_quadratic) {
    Readings readings;
    for (std::size_t i = 0; i < repeats_.size(); ++i) {
      if (!edge.mtf50[i]) continue;
      if (const auto* reading = beside(repeats_[i], *edge.mtf50[i], measurand.name))
        readings.push_back(reading);
    }
    if (readings.empty()) return;
    if (readings.size() < n) {
      evaluation_.failures.push_back(
          {"slanted_edge.not_in_every_focusing",
           fmt::format(fmt::runtime(tr("{} of {}: only {} of {} focusings have it")),
                       measurand.name, words(edge.subject), readings.size(), n),
           tr("Look at the single focusings.")});
      return;
    }
    MeasurementResult result = measurand.combine(readings);
    result.n = n;
    result.subject = edge.subject;
    result.caveats = caveats_of(readings, result);
    if (not_quadratic) {
      result.caveats.push_back(
          {"slanted_edge.large_defocus",
           tr("focus scatters so far that the loss is no longer quadratic: the interval may be too "
              "short")});
    }
    evaluation_.results.push_back(std::move(result));
  }

  void add_item(const FocusedEdge& edge, std::size_t i) {
    Item item;
    item.id = fmt::format("focusing-{}", i + 1);
    for (const auto& [key, value] : edge.subject) item.id += "-" + value;
    item.subject = edge.subject;
    const auto& mtf50 = *edge.mtf50[i];
    item.values["mtf50"] = {mtf50.value, mtf50.unit, mtf50.standard_uncertainty};
    evaluation_.items.push_back(std::move(item));
  }

  void add_curve(const FocusedEdge& edge);

  void too_few(const std::string& subject, std::size_t n) {
    evaluation_.failures.push_back(
        {"slanted_edge.too_few_focusings",
         fmt::format(fmt::runtime(tr("{}: measured in {} of {} focusings; two are the least")),
                     subject, n, repeats_.size()),
         tr("Focus anew and record the edge again, five times or more.")});
  }

  /// A focusing without any result says why.
  void report_empty() {
    for (std::size_t i = 0; i < repeats_.size(); ++i) {
      if (!repeats_[i].results.empty()) continue;
      for (Failure lost : repeats_[i].failures) {
        lost.detail = fmt::format(fmt::runtime(tr("focusing {} of {}, left out: {}")), i + 1,
                                  repeats_.size(), lost.detail);
        evaluation_.failures.push_back(std::move(lost));
      }
    }
  }

  const std::vector<Evaluation>& repeats_;
  Evaluation& evaluation_;
};

void Combination::add_curve(const FocusedEdge& edge) {
  std::vector<const Curve*> curves;
  for (std::size_t i = 0; i < repeats_.size(); ++i) {
    if (!edge.mtf50[i]) continue;
    for (const auto& curve : repeats_[i].curves) {
      if (curve.name == "mtf" && curve.subject == edge.mtf50[i]->subject && curve.x.size() > 1)
        curves.push_back(&curve);
    }
  }
  if (curves.size() < 2) return;
  evaluation_.curves.push_back(mean_curve(curves));
  evaluation_.curves.back().subject = edge.subject;
}

std::map<std::string, std::string> common_parameters(const std::vector<Evaluation>& repeats) {
  auto common = repeats.front().parameters;
  for (const auto& repeat : repeats) {
    for (auto p = common.begin(); p != common.end();) {
      const auto found = repeat.parameters.find(p->first);
      const bool same = found != repeat.parameters.end() && found->second == p->second;
      p = same ? std::next(p) : common.erase(p);
    }
  }
  return common;
}

}  // namespace

Evaluation combine_refocused(const std::vector<Evaluation>& repeats) {
  Evaluation evaluation;
  evaluation.metric = "slanted_edge";
  evaluation.method =
      (repeats.empty() ? "slanted_edge/spline" : repeats.front().method) + "_refocused";
  evaluation.method_version = 1;
  if (!repeats.empty()) evaluation.parameters = common_parameters(repeats);
  for (const auto& repeat : repeats) {
    evaluation.inputs.insert(evaluation.inputs.end(), repeat.inputs.begin(), repeat.inputs.end());
  }
  const bool alike = std::all_of(repeats.begin(), repeats.end(), [&](const Evaluation& repeat) {
    return repeat.method == repeats.front().method &&
           repeat.method_version == repeats.front().method_version;
  });
  if (!alike) {
    evaluation.failures.push_back({"slanted_edge.repeats_differ",
                                   tr("the focusings were measured by different methods"),
                                   tr("Measure all of them by one method.")});
    return evaluation;
  }
  if (!repeats.empty() && is_through_focus(repeats.front().method)) {
    evaluation.method = repeats.front().method;
    evaluation.failures.push_back(
        {"slanted_edge.stacks_not_combined",
         tr("the repeats are stacks, each with a best focus of its own: focusing is no error here"),
         tr("Look at the single stacks, or record one image after each focusing.")});
    return evaluation;
  }
  Combination(repeats, evaluation).run();
  return evaluation;
}

}  // namespace etalon::metrics
