// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/ruler_geometry.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

constexpr double kDegrees = 57.29577951308232;
/// Half-width of what pixels may be off square: adapters and cameras are far better than this.
constexpr double kAspectHalfWidth = 1e-3;

/// Half-width, px, of what the distance of the first and the last line may be off without showing
/// in the scatter: lines along the pixels meet few phases of them. Found in noise-free scenes.
constexpr double kLineModel = 0.003;
/// The same for the two ends of a line, which the ends of its neighbours pull.
constexpr double kLineModelAlong = 0.01;

double stretched(double slope) { return std::sqrt(1 + slope * slope); }

BudgetComponent component(std::string source, EvaluationType type, double u, double sensitivity,
                          double degrees) {
  BudgetComponent c;
  c.source = std::move(source);
  c.type = type;
  c.distribution = type == EvaluationType::A ? Distribution::normal : Distribution::rectangular;
  c.standard_uncertainty = u;
  c.sensitivity = sensitivity;
  c.degrees_of_freedom = degrees;
  return c;
}

/// d(function)/d(step of the input `change` makes).
double derivative(const RulerGeometry& g, const OfGeometry& function, double step,
                  const std::function<void(RulerGeometry&, double)>& change) {
  RulerGeometry up = g;
  RulerGeometry down = g;
  change(up, step);
  change(down, -step);
  return (function(up) - function(down)) / (2 * step);
}

double slope_sensitivity(const RulerDirection& d, double px, const RulerGeometry& g,
                         const OfGeometry& function) {
  double RulerGeometry::*spacing =
      d.standing ? &RulerGeometry::spacing : &RulerGeometry::spacing_lying;
  double RulerGeometry::*slope = d.standing ? &RulerGeometry::slope : &RulerGeometry::slope_lying;
  // Lines whose middles drift along them: a wrong slope also stretches their distances.
  return derivative(g, function, 1e-4, [&](RulerGeometry& x, double s) {
    x.*slope += s;
    x.*spacing += s * d.drift * px;
  });
}

double mean_length(const RulerDirection& d) {
  double sum = 0;
  for (const auto& line : d.located.lines) sum += line.last_y - line.first_y;
  return sum / static_cast<double>(d.located.lines.size());
}

/// What the model of the line leaves open in the slopes.
double slope_model(const MeasuredGeometry& m, const OfGeometry& function) {
  double sum = 0;
  for (const RulerDirection* d : {m.standing, m.lying}) {
    if (d == nullptr) continue;
    const double u = standard_from_half_width(kLineModelAlong) / mean_length(*d) / m.px_per_sample;
    sum += std::pow(u * slope_sensitivity(*d, m.px_per_sample, m.geometry, function), 2);
  }
  return std::sqrt(sum);
}

void add_direction(const RulerDirection& d, double px, const RulerGeometry& g,
                   const OfGeometry& function, const std::string& places, const std::string& turns,
                   Budget& budget) {
  double RulerGeometry::*spacing =
      d.standing ? &RulerGeometry::spacing : &RulerGeometry::spacing_lying;
  // Nothing is located better than a millionth of a pixel in floating-point arithmetic.
  const double smallest = 1e-6 / static_cast<double>(d.lines_used());
  const double u = std::max(d.fit.spacing_uncertainty * px, smallest);
  const double by_spacing = derivative(g, function, 1e-4 * g.*spacing,
                                       [&](RulerGeometry& x, double s) { x.*spacing += s; });
  budget.push_back(component(places, EvaluationType::A, u, by_spacing, d.fit.degrees_of_freedom));
  const double by_slope = slope_sensitivity(d, px, g, function);
  budget.push_back(component(turns, EvaluationType::A, std::max(d.located.slope_uncertainty, 1e-8),
                             by_slope, d.located.slope_degrees));
}

/// Root of the sum over the directions of (effect of a relative change of the spacing)^2.
double by_spacings(const MeasuredGeometry& m, const OfGeometry& function,
                   const std::function<double(const RulerDirection&)>& change_px) {
  double sum = 0;
  for (const RulerDirection* d : {m.standing, m.lying}) {
    if (d == nullptr) continue;
    double RulerGeometry::*spacing =
        d->standing ? &RulerGeometry::spacing : &RulerGeometry::spacing_lying;
    const double by_spacing = derivative(m.geometry, function, 1e-4 * m.geometry.*spacing,
                                         [&](RulerGeometry& x, double s) { x.*spacing += s; });
    sum += std::pow(by_spacing * change_px(*d), 2);
  }
  return std::sqrt(sum);
}

}  // namespace

double aspect_of(const RulerGeometry& g) {
  if (g.square || !g.standing || !g.lying) return g.aspect;
  double r = 1;
  for (int i = 0; i < 200; ++i) {
    const double next =
        g.spacing_lying * stretched(g.slope * r) / (g.spacing * stretched(g.slope_lying / r));
    const bool settled = std::abs(next - r) < 1e-14;
    r = next;
    if (settled) break;
  }
  return r;
}

double pixel_size_x(const RulerGeometry& g, double pitch) {
  return pitch * stretched(g.slope * aspect_of(g)) / g.spacing;
}

double pixel_size_y(const RulerGeometry& g, double pitch) {
  return pitch * stretched(g.slope_lying / aspect_of(g)) / g.spacing_lying;
}

double rotation_standing(const RulerGeometry& g) {
  return std::atan(g.slope * aspect_of(g)) * kDegrees;
}

double rotation_lying(const RulerGeometry& g) {
  return std::atan(-g.slope_lying / aspect_of(g)) * kDegrees;
}

MeasuredGeometry geometry_of(const RulerSurvey& survey, double px_per_sample) {
  MeasuredGeometry m;
  m.px_per_sample = px_per_sample;
  RulerGeometry& g = m.geometry;
  for (const RulerDirection& d : survey.directions) {
    if (d.standing) {
      m.standing = &d;
      g.standing = true;
      g.spacing = d.fit.spacing * px_per_sample;
      g.slope = d.slope();
    } else {
      m.lying = &d;
      g.lying = true;
      g.spacing_lying = d.fit.spacing * px_per_sample;
      g.slope_lying = d.slope();
    }
  }
  const double limit = std::tan(kLargestRotation / kDegrees);
  g.square =
      !(g.standing && g.lying) || std::abs(g.slope) > limit || std::abs(g.slope_lying) > limit;
  return m;
}

Budget budget_of(const MeasuredGeometry& m, const OfGeometry& function) {
  Budget budget;
  // The direction that decides first.
  const auto weight = [&](const RulerDirection* d) {
    if (d == nullptr) return -1.0;
    double RulerGeometry::*spacing =
        d->standing ? &RulerGeometry::spacing : &RulerGeometry::spacing_lying;
    return std::abs(derivative(m.geometry, function, 1e-4 * m.geometry.*spacing,
                               [&](RulerGeometry& x, double s) { x.*spacing += s; }));
  };
  const bool standing_first = weight(m.standing) >= weight(m.lying);
  const RulerDirection* first = standing_first ? m.standing : m.lying;
  const RulerDirection* second = standing_first ? m.lying : m.standing;
  add_direction(*first, m.px_per_sample, m.geometry, function, "line positions",
                "rotation of the ruler", budget);
  const bool both = second != nullptr && (weight(second) > 0 || !m.geometry.square);
  if (both) {
    add_direction(*second, m.px_per_sample, m.geometry, function, "line positions across",
                  "rotation of the lines across", budget);
  }
  const double across = by_spacings(m, function, [&](const RulerDirection& d) {
    const auto& lines = d.located.lines;
    return standard_from_half_width(kLineModel) / (lines.back().number - lines.front().number);
  });
  const double model = std::hypot(across, slope_model(m, function));
  if (model > 0) {
    budget.push_back(
        component("line model", EvaluationType::B, model, 1, kInfiniteDegreesOfFreedom));
  }
  const double bend = by_spacings(
      m, function, [&](const RulerDirection& d) { return d.fit.bend * m.px_per_sample; });
  if (bend > 0) {
    budget.push_back(component("distortion over the span", EvaluationType::B, bend, 1,
                               kInfiniteDegreesOfFreedom));
  }
  if (m.geometry.square) {
    const double by_aspect =
        derivative(m.geometry, function, 1e-4, [](RulerGeometry& x, double s) { x.aspect += s; });
    if (by_aspect != 0) {
      budget.push_back(component("square pixels", EvaluationType::B,
                                 standard_from_half_width(kAspectHalfWidth), by_aspect,
                                 kInfiniteDegreesOfFreedom));
    }
  }
  return budget;
}

}  // namespace etalon::metrics
