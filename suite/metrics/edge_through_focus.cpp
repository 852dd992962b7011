// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/edge_through_focus.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

namespace etalon::metrics {

namespace {

using numerics::FocusProblem;
using numerics::FocusValue;

constexpr double kClearAsymmetry = 0.1;  // odd part of the loss over the even one
constexpr int kCurvePoints = 81;

/// Highest mtf50 of the planes that could be measured; the first plane when none could.
std::size_t sharpest_of(const std::vector<SurveyedEdge>& frames) {
  const auto sharpness = [](const SurveyedEdge& edge) {
    return edge.measurement ? edge.measurement->mtf50.value : 0.0;
  };
  const auto best =
      std::max_element(frames.begin(), frames.end(),
                       [&](const auto& a, const auto& b) { return sharpness(a) < sharpness(b); });
  return static_cast<std::size_t>(best - frames.begin());
}

Failure why_no_peak(const EdgeStack& stack, const std::vector<int>& planes, int sharpest) {
  const std::set<int> all(planes.begin(), planes.end());
  if (stack.peak.problem == FocusProblem::outside) {
    return {
        "slanted_edge.focus_outside",
        fmt::format(fmt::runtime(tr("the edge is sharpest in plane {} of {}: best focus lies at "
                                    "the end of the stack or beyond")),
                    sharpest + 1, all.size()),
        tr("Record the stack from well below focus to well above it.")};
  }
  if (stack.peak.problem == FocusProblem::too_few) {
    std::set<double> measured;
    for (const auto& reading : stack.readings) measured.insert(reading.z);
    return {"slanted_edge.few_planes",
            fmt::format(fmt::runtime(tr("{} of {} planes show the edge well enough, too few of "
                                        "them near best focus; five there are the least")),
                        measured.size(), all.size()),
            tr("Record planes at smaller steps, from one side of focus to the other.")};
  }
  return {"slanted_edge.no_focus_peak", tr("MTF50 does not rise and fall again through the stack"),
          tr("Is it a stack through focus? Record it from well below focus to well above it, with "
             "more light.")};
}

/// The value of the peak as a reading, beside what belongs to each of its planes alike.
EdgeReading reading_of(const numerics::FocusPeak& peak, const EdgeReading& plane) {
  EdgeReading reading;
  reading.exists = true;
  reading.value = peak.sharpness.value;
  reading.noise = peak.sharpness.noise;
  reading.focus = peak.sharpness.shape;
  reading.tail = plane.tail;
  reading.model = plane.model;
  reading.degrees_of_freedom = peak.degrees_of_freedom;
  return reading;
}

void add_asymmetry_caveat(const numerics::FocusPeak& peak, SurveyedEdge& edge) {
  const double u = std::hypot(peak.asymmetry.noise, peak.asymmetry.shape);
  const double size = std::abs(peak.asymmetry.value);
  if (size < kClearAsymmetry || size < 3 * u) return;
  edge.caveats.push_back(
      {"slanted_edge.asymmetric_focus",
       fmt::format(
           fmt::runtime(peak.asymmetry.value > 0
                            ? tr("MTF50 falls faster towards later planes (by {:.0f} % of the "
                                 "loss): spherical aberration? Check cover glass and correction "
                                 "collar")
                            : tr("MTF50 falls faster towards earlier planes (by {:.0f} % of the "
                                 "loss): spherical aberration? Check cover glass and correction "
                                 "collar")),
           100 * size)});
}

BudgetComponent component(const char* source, EvaluationType type, double u, double degrees) {
  BudgetComponent part;
  part.source = source;
  part.type = type;
  part.standard_uncertainty = u;
  part.degrees_of_freedom = degrees;
  return part;
}

class StackAppender {
 public:
  StackAppender(const EdgeSeries& series, const EdgeStack& stack, const Observation& observation,
                Evaluation& evaluation)
      : series_(series), stack_(stack), observation_(observation), evaluation_(evaluation) {}

  /// A length along the axis, in planes and, where the step is known, in the object.
  void length(const std::string& in_planes, const std::string& in_um, const FocusValue& value) {
    const Budget budget{
        component("noise", EvaluationType::A, value.noise, stack_.peak.degrees_of_freedom),
        component(kPeakShape, EvaluationType::B, value.shape, kInfiniteDegreesOfFreedom)};
    add(estimate_from_budget(in_planes, value.value, "1", budget));
    const auto& step = observation_.references.axial_step;
    if (!step) return;
    const double step_um = step->value.per_plane.in(um);
    Budget object = scaled(budget, step_um);
    if (step->standard_uncertainty) {
      BudgetComponent part =
          component("axial step", EvaluationType::B, step->standard_uncertainty->per_plane.in(um),
                    step->degrees_of_freedom);
      part.distribution = step->distribution;
      part.input = step->id;
      part.sensitivity = value.value;
      for (auto& half : split_by_input(part, step->shared_variance)) object.push_back(half);
    }
    MeasurementResult result =
        estimate_from_budget(in_um, value.value * step_um, "um", std::move(object));
    if (!step->standard_uncertainty) {
      result.caveats.push_back(
          {"slanted_edge.axial_step_uncertainty_unknown",
           tr("the axial step came without an uncertainty; the interval leaves it out")});
    }
    add(std::move(result));
  }

  void curves() {
    const auto& step = observation_.references.axial_step;
    const double per_plane = step ? step->value.per_plane.in(um) : 1;
    const std::string unit = step ? "um" : "1";
    Curve measured{"mtf50_through_focus", unit, "cycles/px", {}, {}, {}, series_.subject};
    for (const auto& reading : stack_.readings) {
      measured.x.push_back(reading.z * per_plane);
      measured.y.push_back(reading.sharpness / series_.pitch);
      measured.standard_uncertainty.push_back(reading.noise / series_.pitch);
    }
    Curve fit{"mtf50_through_focus_fit", unit, "cycles/px", {}, {}, {}, series_.subject};
    const auto& peak = stack_.peak;
    const double from = std::max(stack_.readings.front().z, peak.centre - peak.half_width);
    const double to = std::min(stack_.readings.back().z, peak.centre + peak.half_width);
    for (int i = 0; i < kCurvePoints; ++i) {
      const double z = from + (to - from) * i / (kCurvePoints - 1);
      fit.x.push_back(z * per_plane);
      fit.y.push_back(peak.at(z) / series_.pitch);
    }
    evaluation_.curves.push_back(std::move(measured));
    evaluation_.curves.push_back(std::move(fit));
  }

 private:
  void add(MeasurementResult result) {
    result.n = stack_.peak.used;
    result.subject = series_.subject;
    const auto& caveats = series_.frames.front().caveats;
    result.caveats.insert(result.caveats.begin(), caveats.begin(), caveats.end());
    evaluation_.results.push_back(std::move(result));
  }

  const EdgeSeries& series_;
  const EdgeStack& stack_;
  const Observation& observation_;
  Evaluation& evaluation_;
};

}  // namespace

bool is_through_focus(const std::string& method) {
  const std::string_view end = kThroughFocus;
  return method.size() > end.size() &&
         method.compare(method.size() - end.size(), end.size(), end) == 0;
}

Outcome<std::vector<int>> planes_of_stack(const Observation& observation) {
  const auto& places = observation.places;
  if (channel_count(places) > 1) {
    return fail("slanted_edge.several_channels",
                fmt::format(fmt::runtime(tr("the file holds {} channels, each with a sharpness of "
                                            "its own")),
                            channel_count(places)),
                tr("Export each channel to a file and measure them one by one."));
  }
  std::vector<int> planes;
  if (plane_count_z(places) < 2) return planes;
  if (!is_complete(places) || places.size() != observation.frames->size()) {
    return fail("slanted_edge.stack_incomplete",
                fmt::format(fmt::runtime(tr("{} frames do not make a stack of {} planes")),
                            observation.frames->size(), plane_count_z(places)),
                tr("Export the whole stack again, every plane once."));
  }
  for (const FramePlace& place : places) planes.push_back(place.z);
  return planes;
}

void keep_sharpest_curves(EdgeSeries& series) {
  const std::size_t sharpest = sharpest_of(series.frames);
  for (std::size_t i = 0; i < series.frames.size(); ++i) {
    auto& measurement = series.frames[i].measurement;
    if (i == sharpest || !measurement) continue;
    for (auto* curve : {&measurement->frequency, &measurement->mtf, &measurement->mtf_uncertainty,
                        &measurement->distance, &measurement->esf, &measurement->lsf}) {
      *curve = {};
    }
  }
}

EdgeStack to_best_focus(EdgeSeries& series, const std::vector<int>& planes) {
  EdgeStack stack;
  for (std::size_t i = 0; i < series.frames.size(); ++i) {
    const auto& measurement = series.frames[i].measurement;
    if (!measurement) continue;
    const EdgeReading& m = measurement->mtf50;
    stack.readings.push_back(
        {static_cast<double>(planes[i]), m.value, std::hypot(m.noise, m.location)});
  }
  std::stable_sort(stack.readings.begin(), stack.readings.end(),
                   [](const auto& a, const auto& b) { return a.z < b.z; });
  const std::size_t sharpest = sharpest_of(series.frames);
  SurveyedEdge best = std::move(series.frames[sharpest]);
  if (best.measurement) {
    stack.peak = numerics::find_focus_peak(stack.readings);
    if (stack.peak.problem == FocusProblem::none) {
      EdgeMeasurement& m = *best.measurement;
      m.mtf50 = reading_of(stack.peak, m.mtf50);
      m.mtf10 = m.edge_width = m.lsf_fwhm = {};  // they belong to one plane
      add_asymmetry_caveat(stack.peak, best);
    } else {
      best.failure = why_no_peak(stack, planes, planes[sharpest]);
      best.measurement.reset();
    }
  }
  series.frames.clear();
  series.frames.push_back(std::move(best));
  return stack;
}

void append_through_focus(const EdgeSeries& series, const EdgeStack& stack,
                          const Observation& observation, std::size_t first,
                          Evaluation& evaluation) {
  for (std::size_t i = first; i < evaluation.results.size(); ++i) {
    if (evaluation.results[i].measurand != "edge_angle") evaluation.results[i].n = stack.peak.used;
  }
  StackAppender appender(series, stack, observation, evaluation);
  appender.length("best_focus_plane", "best_focus", stack.peak.position);
  const auto item =
      std::find_if(evaluation.items.begin(), evaluation.items.end(), [&](const Item& candidate) {
        return candidate.id == series.edge + (series.plane.empty() ? "" : "-" + series.plane);
      });
  if (item != evaluation.items.end()) {
    const auto& place = stack.peak.position;
    item->position_px["z"] = place.value;
    item->values["best_focus_plane"] = {place.value, "1", std::hypot(place.noise, place.shape)};
  }
  if (stack.peak.depth) {
    appender.length("depth_of_focus_planes", "depth_of_focus", *stack.peak.depth);
  } else if (item != evaluation.items.end()) {
    item->flags.push_back("depth_outside");
  }
  const bool alone = series.subject.count("edge") == 0;
  if (!stack.peak.depth && alone) {
    evaluation.failures.push_back(
        {"slanted_edge.depth_outside",
         tr("the stack ends before MTF50 has fallen to 80 % on both sides of best focus"),
         tr("Record a longer stack if you want the depth of focus.")});
  }
  appender.curves();
}

}  // namespace etalon::metrics
