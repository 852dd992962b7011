// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/dot_location.hpp"

#include "suite/imaging/dot_light.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon::imaging {

namespace {

constexpr double kReach = 0.62;        // pitches
constexpr double kLeastReach = 2.8;    // samples
constexpr std::array kSteps{2, 1, 1};  // of Gauss and Newton, in each pass
constexpr double kFurthest = 0.3;      // pitches that a middle may move
constexpr double kFaint = 0.4;         // of the median contrast
constexpr double kStrong = 1.7;
constexpr double kMisfitReach = 8;  // robust standard deviations
constexpr double kHarmlessMisfit = 0.02;

bool inside(const Plane& plane, const LocatedDot& dot, double reach) {
  return dot.x - reach >= -0.5 && dot.y - reach >= -0.5 && dot.x + reach <= plane.width - 0.5 &&
         dot.y + reach <= plane.height - 0.5;
}

double median_of(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// a, c, c dx, c dy.
using Matrix4 = Eigen::Matrix<double, 4, 4>;
using Vector4 = Eigen::Matrix<double, 4, 1>;

struct Step {
  bool solved = false;
  double level = 0;
  double depth = 0;
  double dx = 0;
  double dy = 0;
  double variance = 0;
  double rest = 0;  ///< rms
};

Step step_of(const Plane& plane, const LocatedDot& dot, const LightSlope& light,
             const DotFitTable& table, double reach) {
  std::array<double, 10> n{};  // lower triangle, row by row
  std::array<double, 4> h{};
  double squares = 0;
  visit_samples(plane, dot, light, reach, [&](double v, double dx, double dy, double r) {
    const auto e = table.at(r);
    const double x = e.turn * dx;
    const double y = e.turn * dy;
    const double wt = e.weight * e.value;
    const double wx = e.weight * x;
    const double wy = e.weight * y;
    n[0] += e.weight;
    n[1] += wt;
    n[2] += wt * e.value;
    n[3] += wx;
    n[4] += wx * e.value;
    n[5] += wx * x;
    n[6] += wy;
    n[7] += wy * e.value;
    n[8] += wy * x;
    n[9] += wy * y;
    h[0] += e.weight * v;
    h[1] += wt * v;
    h[2] += wx * v;
    h[3] += wy * v;
    squares += e.weight * v * v;
  });
  Matrix4 normal;
  normal << n[0], n[1], n[3], n[6], n[1], n[2], n[4], n[7], n[3], n[4], n[5], n[8], n[6], n[7],
      n[8], n[9];
  const Vector4 right(h[0], h[1], h[2], h[3]);
  const double total = n[0];
  Step step;
  const auto solver = normal.ldlt();
  const Vector4 c = solver.solve(right);
  if (!c.allFinite() || !(total > 4) || !(std::abs(c[1]) > 0)) return step;
  step.solved = true;
  step.level = c[0];
  step.depth = c[1];
  step.dx = c[2] / c[1];
  step.dy = c[3] / c[1];
  const double rest = std::max(0.0, squares - c.dot(right)) / (total - 4);
  step.rest = std::sqrt(rest);
  const Matrix4 inverse = solver.solve(Matrix4::Identity());
  step.variance = rest * 0.5 * (inverse(2, 2) + inverse(3, 3)) / (c[1] * c[1]);
  return step;
}

struct Search {
  DotFitTable table;
  double reach;
  double furthest;  ///< that a middle may move
  int steps;
};

void refine(const Plane& plane, LocatedDot& dot, const LightSlope& light, const Search& search) {
  const double x = dot.x;
  const double y = dot.y;
  for (int k = 0; k < search.steps; ++k) {
    if (!inside(plane, dot, search.reach)) {
      dot.fate = DotFate::at_border;
      return;
    }
    const Step step = step_of(plane, dot, light, search.table, search.reach);
    const double off = std::hypot(dot.x + step.dx - x, dot.y + step.dy - y);
    if (!step.solved || !(off < search.furthest)) {
      dot.fate = DotFate::unlike;
      dot.x = x;
      dot.y = y;
      return;
    }
    dot.x += step.dx;
    dot.y += step.dy;
    dot.level = step.level;
    dot.depth = step.depth;
    dot.variance = step.variance;
    dot.misfit = step.rest / std::abs(step.depth);
  }
}

void judge(std::vector<LocatedDot>& dots) {
  std::vector<double> contrasts;
  std::vector<double> misfits;
  for (const LocatedDot& dot : dots) {
    if (dot.fate != DotFate::good) continue;
    contrasts.push_back(dot.depth / dot.light());
    misfits.push_back(dot.misfit);
  }
  const double contrast = median_of(contrasts);
  const double misfit = median_of(misfits);
  for (double& m : misfits) m = std::abs(m - misfit);
  const double limit =
      misfit + std::max(kHarmlessMisfit, kMisfitReach * 1.4826 * median_of(misfits));
  for (LocatedDot& dot : dots) {
    if (dot.fate != DotFate::good) continue;
    const double relative = dot.depth / dot.light() / contrast;
    if (!(relative > kFaint)) {
      dot.fate = DotFate::faint;
    } else if (!(relative < kStrong) || !(dot.misfit < limit)) {
      dot.fate = DotFate::unlike;
    }
  }
}

}  // namespace

LocatedDots locate_dots(const Plane& plane, const DotCandidates& candidates,
                        const std::vector<NumberedDot>& numbered, double pitch) {
  LocatedDots located;
  located.reach = std::max(kLeastReach, kReach * pitch);
  for (const NumberedDot& n : numbered) {
    const DotCandidate& c = candidates.dots[n.candidate];
    LocatedDot dot;
    dot.i = n.i;
    dot.j = n.j;
    dot.x = c.x;
    dot.y = c.y;
    if (!inside(plane, dot, located.reach)) dot.fate = DotFate::at_border;
    located.dots.push_back(dot);
  }
  std::vector<LightSlope> light(located.dots.size());
  for (const int steps : kSteps) {
    located.profile = fold_dots(plane, located.dots, light, located.reach);
    const Search search{DotFitTable(located.profile, located.reach), located.reach,
                        kFurthest * pitch, steps};
    for (std::size_t n = 0; n < located.dots.size(); ++n) {
      LocatedDot& dot = located.dots[n];
      if (dot.fate == DotFate::good) refine(plane, dot, light[n], search);
    }
    light = slopes_of_light(located.dots, located.reach);
  }
  judge(located.dots);
  return located;
}

}  // namespace etalon::imaging
