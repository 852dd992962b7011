// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/dot_geometry.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace etalon::metrics {

namespace {

using numerics::LatticeCovariance;
using numerics::LatticeSteps;

constexpr double kDegrees = 57.29577951308232;

/// Half-width, px, of what the places of the first and the last column (row) may be off against
/// each other without showing in the scatter. Found in noise-free scenes.
constexpr double kDotModel = 0.002;

/// Pixel steps counted in steps of the lattice.
struct InverseSteps {
  double ix;  ///< columns in a step of one pixel along x
  double iy;
  double jx;  ///< rows
  double jy;
};

InverseSteps inverse(const LatticeSteps& s) {
  const double determinant = s.xi * s.yj - s.xj * s.yi;
  return {s.yj / determinant, -s.xj / determinant, -s.yi / determinant, s.xi / determinant};
}

/// The derivatives of a function with respect to the four steps.
LatticeSteps gradient(const OfSteps& function, const LatticeSteps& at) {
  const double h = 1e-4 * (std::hypot(at.xi, at.yi) + std::hypot(at.xj, at.yj));
  LatticeSteps g;
  for (double LatticeSteps::*member :
       {&LatticeSteps::xi, &LatticeSteps::yi, &LatticeSteps::xj, &LatticeSteps::yj}) {
    LatticeSteps up = at;
    LatticeSteps down = at;
    up.*member += h;
    down.*member -= h;
    g.*member = (function(up) - function(down)) / (2 * h);
  }
  return g;
}

double propagated(const LatticeSteps& g, const LatticeCovariance& c) {
  const double variance = g.xi * g.xi * c.x.ii + 2 * g.xi * g.xj * c.x.ij + g.xj * g.xj * c.x.jj +
                          g.yi * g.yi * c.y.ii + 2 * g.yi * g.yj * c.y.ij + g.yj * g.yj * c.y.jj;
  return std::sqrt(std::max(0.0, variance));
}

void add(Budget& budget, std::string source, EvaluationType type, double u, double degrees) {
  if (!(u > 0)) return;
  BudgetComponent c;
  c.source = std::move(source);
  c.type = type;
  c.distribution = type == EvaluationType::A ? Distribution::normal : Distribution::rectangular;
  c.standard_uncertainty = u;
  c.degrees_of_freedom = degrees;
  budget.push_back(c);
}

}  // namespace

LatticeSteps scaled(const LatticeSteps& s, double factor) {
  return {s.xi * factor, s.yi * factor, s.xj * factor, s.yj * factor};
}

double pixel_size_x(const LatticeSteps& steps, double pitch) {
  const InverseSteps n = inverse(steps);
  return pitch * std::hypot(n.ix, n.jx);
}

double pixel_size_y(const LatticeSteps& steps, double pitch) {
  const InverseSteps n = inverse(steps);
  return pitch * std::hypot(n.iy, n.jy);
}

double dot_rotation(const LatticeSteps& steps) {
  const InverseSteps n = inverse(steps);
  return std::atan2(n.iy, n.jy) * kDegrees;
}

double dot_shear(const LatticeSteps& steps) {
  const InverseSteps n = inverse(steps);
  return (std::atan2(n.iy, n.jy) - std::atan2(-n.jx, n.ix)) * kDegrees;
}

double column_distance(const LatticeSteps& steps) {
  const InverseSteps n = inverse(steps);
  return 1 / std::hypot(n.ix, n.iy);
}

double row_distance(const LatticeSteps& steps) {
  const InverseSteps n = inverse(steps);
  return 1 / std::hypot(n.jx, n.jy);
}

Budget budget_of(const DotSurvey& survey, double px, const OfSteps& function) {
  Budget budget;
  const auto& fit = survey.fit;
  LatticeSteps g = gradient(function, scaled(fit.steps, px));
  const double span_i = 2 * fit.half_i;
  const double span_j = 2 * fit.half_j;
  const double model = standard_from_half_width(kDotModel) *
                       std::hypot(std::hypot(g.xi, g.yi) / span_i, std::hypot(g.xj, g.yj) / span_j);
  g = scaled(g, px);  // per sample from here on
  add(budget, "dot positions", EvaluationType::A, propagated(g, fit.marks),
      fit.marks.degrees_of_freedom);
  add(budget, "columns of dots", EvaluationType::A, propagated(g, fit.columns),
      fit.columns.degrees_of_freedom);
  add(budget, "rows of dots", EvaluationType::A, propagated(g, fit.rows),
      fit.rows.degrees_of_freedom);
  add(budget, "dot model", EvaluationType::B, model, kInfiniteDegreesOfFreedom);
  return budget;
}

void add_distortion(const DotSurvey& survey, double px, const OfSteps& function, Budget& budget) {
  if (!survey.fit.bent) return;
  const double mean = function(scaled(survey.fit.steps, px));
  double sum = 0;
  double count = 0;
  for (std::size_t k = 0; k < survey.good.size(); ++k) {
    if (!survey.fit.used[k]) continue;
    const auto& dot = survey.located.dots[survey.good[k]];
    sum += std::pow(function(scaled(survey.fit.steps_at(dot.i, dot.j), px)) - mean, 2);
    count += 1;
  }
  add(budget, "distortion over the span", EvaluationType::B, std::sqrt(sum / count),
      kInfiniteDegreesOfFreedom);
}

void add_lopsidedness(const DotSurvey& survey, double px, const OfSteps& function, Budget& budget) {
  if (!survey.fit.bent) return;
  const auto middle = survey.fit.steps_at(survey.fit.middle_i, survey.fit.middle_j);
  const double off = function(scaled(middle, px)) - function(scaled(survey.fit.steps, px));
  add(budget, "distortion over the span", EvaluationType::B, std::abs(off),
      kInfiniteDegreesOfFreedom);
}

}  // namespace etalon::metrics
