// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/usaf_scale.hpp"

#include "suite/core/translate.hpp"
#include "suite/numerics/common_mean.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace etalon::metrics {

namespace {

constexpr double kDegrees = 57.29577951308232;
constexpr double kSquare = 0.001;       // half-width: pixels are square within it
constexpr double kBarModel = 0.005;     // samples, half-width: of the outer bars' distance
constexpr double kVisible = 1e-3;       // relative distortion worth a sentence
constexpr double kSmallestStep = 1e-9;  // relative, of numerical derivatives

struct Direction {
  numerics::CommonMean periods;
  numerics::CommonMean angle;
  int triplets = 0;
};

/// What one triplet says.
struct Reading {
  BarsInView bars;
  double angle = 0;
  double angle_variance = 0;
};

Reading reading_of(const UsafTriplet& t, const UsafView& view) {
  const imaging::TripletPlace& p = t.free.place;
  const double own = 1 / (p.period * std::exp2(t.index / 6.0));
  const double model = kBarModel / std::sqrt(3.0) / (2 * p.period);
  const double x = (p.x - view.middle_x) / view.corner;
  const double y = (p.y - view.middle_y) / view.corner;
  Reading r;
  r.bars.standing = t.standing;
  r.bars.periods = own;
  r.bars.variance = own * own * (t.free.period_variance / (p.period * p.period) + model * model);
  r.bars.along_normal = x * p.normal_x + y * p.normal_y;
  r.bars.along_bars = y * p.normal_x - x * p.normal_y;
  const double side = t.standing ? p.normal_x : p.normal_y;
  const double across = t.standing ? p.normal_y : -p.normal_x;
  r.angle = std::atan(across / side);
  r.angle_variance = t.free.angle_variance + model * model;
  return r;
}

std::vector<Reading> readings_of(const UsafSurvey& survey, const UsafView& view) {
  std::vector<Reading> readings;
  for (const UsafTriplet& t : survey.triplets) {
    if (t.found && !t.poor_fit && !t.saturated) readings.push_back(reading_of(t, view));
  }
  return readings;
}

/// The mean of one direction, without the radial distortion `k`.
std::optional<Direction> direction_of(const std::vector<Reading>& readings, bool standing,
                                      double k) {
  std::vector<double> periods;
  std::vector<double> period_variances;
  std::vector<double> angles;
  std::vector<double> angle_variances;
  for (const Reading& r : readings) {
    if (r.bars.standing != standing) continue;
    const double scale = 1 - k * r.bars.stretch();
    periods.push_back(r.bars.periods / scale);
    period_variances.push_back(r.bars.variance / (scale * scale));
    angles.push_back(r.angle + k * r.bars.turn());
    angle_variances.push_back(r.angle_variance);
  }
  if (periods.empty()) return std::nullopt;
  return Direction{numerics::common_mean(periods, period_variances),
                   numerics::common_mean(angles, angle_variances),
                   static_cast<int>(periods.size())};
}

void take(const Direction& d, UsafMeasuredMap& m, bool standing) {
  const auto set = [&](double UsafMap::*length, double UsafMap::*angle) {
    m.map.*length = d.periods.value;
    m.uncertainty.*length = d.periods.uncertainty;
    m.degrees_of_freedom.*length = d.periods.degrees_of_freedom;
    m.map.*angle = d.angle.value;
    m.uncertainty.*angle = d.angle.uncertainty;
    m.degrees_of_freedom.*angle = d.angle.degrees_of_freedom;
  };
  if (standing)
    set(&UsafMap::periods_standing, &UsafMap::angle_standing);
  else
    set(&UsafMap::periods_lying, &UsafMap::angle_lying);
  m.triplets += d.triplets;
  if (d.periods.scattered)
    m.distortion = std::max(m.distortion, d.periods.own_error / d.periods.value);
}

double pixel_size_x(const UsafMap& m, double period) {
  return period * std::hypot(m.periods_standing * std::cos(m.angle_standing),
                             m.periods_lying * std::sin(m.angle_lying));
}
double pixel_size_y(const UsafMap& m, double period) {
  return period * std::hypot(m.periods_standing * std::sin(m.angle_standing),
                             m.periods_lying * std::cos(m.angle_lying));
}

/// By the triplets, freed of the radial distortion `k`.
std::optional<UsafMeasuredMap> map_without(const std::vector<Reading>& readings, double k) {
  const auto standing = direction_of(readings, true, k);
  const auto lying = direction_of(readings, false, k);
  if (!standing && !lying) return std::nullopt;
  UsafMeasuredMap m;
  m.standing = standing.has_value();
  m.lying = lying.has_value();
  if (standing) take(*standing, m, true);
  if (lying) take(*lying, m, false);
  // The other direction follows: square pixels, right angles.
  if (!standing) {
    m.map.periods_standing = m.map.periods_lying;
    m.map.angle_standing = m.map.angle_lying;
  }
  if (!lying) {
    m.map.periods_lying = m.map.periods_standing;
    m.map.angle_lying = m.map.angle_standing;
  }
  return m;
}

std::vector<Caveat> own_caveats(const std::string& metric, const UsafMeasuredMap& measured) {
  std::vector<Caveat> caveats;
  if (!(measured.standing && measured.lying)) {
    caveats.push_back({metric + ".one_direction",
                       tr("bars of one direction only: pixels are taken to be square within 0.1 % "
                          "and the axes to be at right angles")});
  }
  if (measured.radial && std::abs(measured.radial->k) > kVisible) {
    caveats.push_back(
        {metric + ".distortion",
         fmt::format(
             fmt::runtime(tr("the lens shifts the corners of the image by {:+.2g} % of their "
                             "distance; the pixel size is that in the middle of the image")),
             100 * measured.radial->k)});
  }
  if (measured.distortion > kVisible) {
    caveats.push_back({metric + ".distortion",
                       fmt::format(fmt::runtime(tr("periods of single triplets differ by {:.2g} % "
                                                   "(standard deviation) from those of the whole "
                                                   "target: distortion, or a tilted target")),
                                   100 * measured.distortion)});
  }
  if (measured.triplets < 3) {
    caveats.push_back({metric + ".few_triplets",
                       tr("fewer than three triplets: how far single ones are off, or the field "
                          "is distorted, is not known")});
  }
  return caveats;
}

}  // namespace

std::optional<UsafMeasuredMap> measured_map(const UsafSurvey& survey, const UsafView& view) {
  const auto readings = readings_of(survey, view);
  std::vector<BarsInView> bars;
  for (const Reading& r : readings) bars.push_back(r.bars);
  const auto radial = radial_distortion(bars);
  auto m = map_without(readings, radial ? radial->k : 0);
  if (!m || !radial) return m;
  m->radial = radial;
  m->with_more_radial = map_without(readings, radial->k + radial->uncertainty)->map;
  return m;
}

Budget budget_of(const UsafMeasuredMap& measured, const OfUsafMap& function) {
  struct Input {
    const char* source;
    double UsafMap::*member;
    double UsafMap::*follower;  ///< of a direction without triplets
  };
  const std::array<Input, 4> inputs{
      Input{"periods of standing bars", &UsafMap::periods_standing, &UsafMap::periods_lying},
      Input{"periods of lying bars", &UsafMap::periods_lying, &UsafMap::periods_standing},
      Input{"direction of standing bars", &UsafMap::angle_standing, &UsafMap::angle_lying},
      Input{"direction of lying bars", &UsafMap::angle_lying, &UsafMap::angle_standing}};
  const bool both = measured.standing && measured.lying;
  const auto slope = [&](const Input& input, double step, bool alone) {
    UsafMap up = measured.map;
    UsafMap down = measured.map;
    up.*input.member += step;
    down.*input.member -= step;
    if (!alone) {
      up.*input.follower += step;
      down.*input.follower -= step;
    }
    return (function(up) - function(down)) / (2 * step);
  };
  Budget budget;
  for (const Input& input : inputs) {
    const double u = measured.uncertainty.*input.member;
    if (!(u > 0)) continue;
    const double step = std::max(u, kSmallestStep * std::abs(measured.map.*input.member));
    BudgetComponent part;
    part.source = input.source;
    part.standard_uncertainty = u;
    part.sensitivity = slope(input, step, both);
    part.degrees_of_freedom = measured.degrees_of_freedom.*input.member;
    if (part.contribution() > 0) budget.push_back(part);
  }
  if (measured.radial) {
    BudgetComponent part;
    part.source = "radial distortion";
    part.standard_uncertainty =
        std::abs(function(measured.with_more_radial) - function(measured.map));
    part.degrees_of_freedom = measured.radial->degrees_of_freedom;
    if (part.contribution() > 0) budget.push_back(part);
  }
  if (!both) {
    const Input& missing = inputs[measured.standing ? 1 : 0];
    BudgetComponent square;
    square.source = "square pixels";
    square.type = EvaluationType::B;
    square.distribution = Distribution::rectangular;
    square.standard_uncertainty = standard_from_half_width(kSquare * measured.map.*missing.member);
    square.sensitivity = slope(missing, square.standard_uncertainty, true);
    if (square.contribution() > 0) budget.push_back(square);
  }
  return budget;
}

void append_usaf_scale(const std::string& metric, const UsafSurvey& survey, const UsafView& view,
                       double pitch, const std::optional<UsafTarget>& target, std::size_t frames,
                       const std::vector<Caveat>& caveats, Evaluation& evaluation) {
  const auto measured = measured_map(survey, view);
  if (!measured) return;
  const auto own = own_caveats(metric, *measured);
  const auto add = [&](const char* measurand, const char* unit, const OfUsafMap& function,
                       bool length) {
    const double value = function(measured->map);
    Budget budget = budget_of(*measured, function);
    if (length && measured->distortion > 0) {
      BudgetComponent part;
      part.source = "distortion over the span";
      part.type = EvaluationType::B;
      part.standard_uncertainty = measured->distortion;
      part.sensitivity = value;
      budget.push_back(part);
    }
    if (length && target->relative_uncertainty) {
      BudgetComponent part;
      part.source = "lengths of the target";
      part.input = target->certificate;
      part.type = EvaluationType::B;
      part.standard_uncertainty = *target->relative_uncertainty;
      part.sensitivity = value;
      budget.push_back(part);
    }
    if (budget.empty()) return;
    MeasurementResult result = estimate_from_budget(measurand, value, unit, std::move(budget));
    result.n = frames;
    result.caveats = caveats;
    result.caveats.insert(result.caveats.end(), own.begin(), own.end());
    if (length && !target->relative_uncertainty) {
      result.caveats.push_back(
          {metric + ".target_uncertainty_unknown",
           tr("nobody says how exact the target is; the interval leaves that out")});
    }
    evaluation.results.push_back(std::move(result));
  };
  if (target) {
    const double period = 1000 / usaf_line_pairs_per_mm(target->rung) / pitch;
    add(
        "pixel_size_x", "um", [=](const UsafMap& m) { return pixel_size_x(m, period); }, true);
    add(
        "pixel_size_y", "um", [=](const UsafMap& m) { return pixel_size_y(m, period); }, true);
  }
  const bool standing = measured->standing;
  add(
      "rotation", "deg",
      [=](const UsafMap& m) { return kDegrees * (standing ? m.angle_standing : m.angle_lying); },
      false);
  if (measured->standing && measured->lying) {
    add(
        "shear", "deg",
        [](const UsafMap& m) { return kDegrees * (m.angle_standing - m.angle_lying); }, false);
  }
}

}  // namespace etalon::metrics
