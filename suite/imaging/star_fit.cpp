// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/star_fit.hpp"

#include "suite/imaging/star_zones.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace etalon::imaging {

namespace {

using std::numbers::pi;

constexpr double kRoughSamples = 30'000;
constexpr double kSamples = 150'000;
constexpr int kRoughIterations = 5;
constexpr int kParameters = 7;
constexpr int kIterations = 8;
constexpr double kCoarse = 0.5;  // of the largest amplitude: where spokes count as seen well

using Parameters = Eigen::Matrix<double, kParameters, 1>;
using Normal = Eigen::Matrix<double, kParameters, kParameters>;

std::size_t strongest(const std::vector<StarRing>& rings) {
  const auto weaker = [](const StarRing& a, const StarRing& b) { return a.size < b.size; };
  return static_cast<std::size_t>(std::max_element(rings.begin(), rings.end(), weaker) -
                                  rings.begin());
}

/// d psi / d (phase, x, y, stretch, skew, coma_x, coma_y) at the middle of a cell.
Parameters slopes_of(const StarCell& cell, int pairs) {
  const double dx = cell.dx / cell.n;
  const double dy = cell.dy / cell.n;
  const double square = dx * dx + dy * dy;
  const double f = pairs * cell.n / (2 * pi * cell.radius);
  const double to_x = pairs * dy / square;
  const double to_y = -pairs * dx / square;
  Parameters p;
  p << -1, to_x, to_y, -pairs * 2 * dx * dy / square, pairs * (dx * dx - dy * dy) / square,
      to_x * f * f, to_y * f * f;
  return p;
}

struct Step {
  Parameters change = Parameters::Zero();
  Normal unscaled = Normal::Zero();  ///< inverse of the normal matrix
  double scale = 1;                  ///< variance of a residual of unit weight
  bool solved = false;
};

/// Each cell says c = A p'change with variance 2 s^2/n.
Step step_of(StarZones& zones, const std::vector<StarRing>& rings, int pairs, int parameters,
             double least_radius) {
  struct Row {
    Parameters slopes;
    double value = 0;
    double weight = 0;
  };
  std::vector<Row> rows;
  for (int z = 0; z < zones.zones(); ++z) {
    const StarRing& ring = rings[static_cast<std::size_t>(z)];
    if (zones.radius(z) < least_radius || ring.n == 0) continue;
    for (int s = 0; s < zones.sectors(); ++s) {
      const StarCell& cell = zones.at(z, s);
      if (!cell.fitted) continue;
      Row row;
      row.slopes = ring.in_phase * slopes_of(cell, pairs);
      for (int k = parameters; k < kParameters; ++k) row.slopes[k] = 0;
      // psi is wrong by e: the light is A cos(psi + e), so c = -A e; the star has to follow by e.
      row.value = -cell.sine;
      row.weight = cell.n;
      rows.push_back(row);
    }
  }
  Step step;
  if (rows.size() < 2 * kParameters) return step;
  double cut = 0;
  for (int pass = 0; pass < 3; ++pass) {
    Normal normal = Normal::Zero();
    Parameters right = Parameters::Zero();
    std::vector<double> off;
    double chi = 0;
    double weights = 0;
    for (const Row& row : rows) {
      const double r = (row.value - row.slopes.dot(step.change)) * std::sqrt(row.weight);
      off.push_back(std::abs(r));
      const double robust = cut > 0 ? 1 / (1 + r * r / (cut * cut)) : 1;
      chi += robust * r * r;
      weights += robust;
      normal += robust * row.weight * row.slopes * row.slopes.transpose();
      right += robust * row.weight * row.value * row.slopes;
    }
    for (int k = 0; k < kParameters; ++k)
      normal(k, k) += k < parameters ? 1e-12 * normal.trace() : 1;
    const auto solver = normal.ldlt();
    step.change = solver.solve(right);
    step.unscaled = solver.solve(Normal::Identity());
    step.scale = chi / std::max(1.0, weights - parameters);
    const auto middle = off.begin() + static_cast<std::ptrdiff_t>(off.size() / 2);
    std::nth_element(off.begin(), middle, off.end());
    cut = 2.4 * 1.4826 * *middle;
  }
  step.solved = step.change.allFinite();
  return step;
}

void apply(const Parameters& change, StarGeometry& star) {
  star.phase += change[0];
  star.x += change[1];
  star.y += change[2];
  star.stretch += change[3];
  star.skew += change[4];
  star.coma_x += change[5];
  star.coma_y += change[6];
}

double farthest(const Plane& plane, const StarGeometry& star) {
  return std::hypot(std::max(star.x, plane.width - 1 - star.x),
                    std::max(star.y, plane.height - 1 - star.y));
}

/// The simplest surface that the levels ask for (Schwarz 1978): a needless fourth order errs by a
/// thousandth in the corners, and the contrast of coarse spokes with it. Residuals are cut off at
/// five robust standard deviations of the most flexible one.
Surface light_of(const std::vector<SurfacePoint>& points, int width, int height) {
  const auto residual = [](const Surface& s, const SurfacePoint& p) {
    return (p.value - s.at(p.x, p.y)) * std::sqrt(p.weight);
  };
  Surface best = fit_surface(points, 4, width, height);
  if (points.size() < 30) return fit_surface(points, 0, width, height);
  std::vector<double> sizes;
  for (const SurfacePoint& p : points) sizes.push_back(std::abs(residual(best, p)));
  const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
  std::nth_element(sizes.begin(), middle, sizes.end());
  const double cut = 5 * 1.4826 * *middle;
  const double n = static_cast<double>(points.size());
  double least = std::numeric_limits<double>::infinity();
  for (int order = 0; order <= 4; ++order) {
    Surface surface = fit_surface(points, order, width, height);
    double squares = 1e-300;
    for (const SurfacePoint& p : points)
      squares += std::pow(std::min(std::abs(residual(surface, p)), cut), 2);
    const double criterion =
        n * std::log(squares / n) + 0.5 * (order + 1) * (order + 2) * std::log(n);
    if (!(criterion < least)) continue;
    least = criterion;
    best = std::move(surface);
  }
  return best;
}

/// StarZones of which less is seen than half of the best: a few corners would stand for all
/// directions.
double end_of_view(const StarZones& zones, const std::vector<StarRing>& rings) {
  double most = 0;
  const auto seen = [&](int z) { return rings[static_cast<std::size_t>(z)].n / zones.radius(z); };
  for (int z = 0; z < zones.zones(); ++z)
    if (rings[static_cast<std::size_t>(z)].cells > 3) most = std::max(most, seen(z));
  int last = zones.zones() - 1;
  while (last > 0 && seen(last) < 0.5 * most) --last;
  return zones.outer(last);
}

/// Outwards from the strongest zone, over circles drawn on the star.
double end_of_spokes(const StarZones& zones, const std::vector<StarRing>& rings) {
  constexpr int kCircle = 3;  // zones
  const std::size_t first = strongest(rings);
  const double seen = kCoarse * rings[first].size;
  int last = static_cast<int>(first);
  for (int z = last; z < zones.zones() && z - last <= kCircle; ++z)
    if (rings[static_cast<std::size_t>(z)].size > seen) last = z;
  return zones.outer(last);
}

/// Levels again where the light is divided out: a slope of it within a cell mixes with the spokes.
void improve_light(const StarZones& zones, const Plane& plane, std::vector<SurfacePoint>& points,
                   StarFit& fit) {
  for (const SurfacePoint& p : points)
    if (!(fit.light.at(p.x, p.y) > 0)) return;
  StarZones even(zones);
  even.clear();
  even.collect(plane, kSamples, &fit.light);
  points.clear();
  for (const StarCell& cell : even.cells()) {
    if (!cell.fitted) continue;
    const double x = fit.star.x + cell.dx / cell.n;
    const double y = fit.star.y + cell.dy / cell.n;
    points.push_back({x, y, cell.level * fit.light.at(x, y), cell.n});
  }
  fit.light = light_of(points, plane.width, plane.height);
}

void summarise(StarZones& zones, const std::vector<StarRing>& rings, const Plane& plane,
               StarFit& fit) {
  double seen = 0;
  for (const StarRing& ring : rings) seen = std::max(seen, ring.in_phase);
  fit.amplitude = seen;
  fit.inner_radius = fit.outer_radius;
  double square_in = 0;
  double square_all = 0;
  double off = 0;
  double off_weight = 0;
  double even = 0;
  double even_weight = 0;
  int outer_cells = 0;
  int outer_seen = 0;
  std::vector<SurfacePoint> points;
  for (int z = 0; z < zones.zones(); ++z) {
    const StarRing& ring = rings[static_cast<std::size_t>(z)];
    const double radius = zones.radius(z);
    if (ring.in_phase > 4 * ring.deviation) fit.inner_radius = std::min(fit.inner_radius, radius);
    for (int s = 0; s < zones.sectors(); ++s) {
      const StarCell& cell = zones.at(z, s);
      const bool outer = radius > 0.5 * fit.outer_radius;
      outer_cells += outer;
      if (!cell.fitted) continue;
      outer_seen += outer;
      const double x = fit.star.x + cell.dx / cell.n;
      const double y = fit.star.y + cell.dy / cell.n;
      points.push_back({x, y, cell.level, cell.n});
      if (ring.in_phase < kCoarse * seen) continue;
      const double noise = 2 * cell.variance / cell.n;
      square_in += cell.n * cell.cosine * std::abs(cell.cosine);
      square_all += cell.n * (std::pow(cell.cosine, 2) + std::pow(cell.sine, 2));
      const double per_sample = 2 * pi * fit.star.pairs * cell.n / (2 * pi * cell.radius);
      off += cell.n * (cell.sine * cell.sine - noise) / std::pow(per_sample, 2);
      off_weight += cell.n * ring.in_phase * ring.in_phase;
      even += 2 * (cell.v2 - cell.level * cell.c2);
      even_weight += cell.n * ring.in_phase;
    }
  }
  fit.visible = outer_cells > 0 ? static_cast<double>(outer_seen) / outer_cells : 0;
  fit.explained = square_all > 0 ? square_in / square_all : 0;
  fit.displacement = off_weight > 0 ? std::sqrt(std::max(0.0, off / off_weight)) : 0;
  fit.even = even_weight > 0 ? even / even_weight : 0;
  fit.light = light_of(points, plane.width, plane.height);
  improve_light(zones, plane, points, fit);
  fit.darkest = fit.brightest = points.empty() ? 0 : fit.light.at(points[0].x, points[0].y);
  for (const SurfacePoint& p : points) {
    const double v = fit.light.at(p.x, p.y);
    fit.darkest = std::min(fit.darkest, v);
    fit.brightest = std::max(fit.brightest, v);
  }
}

}  // namespace

StarFit fit_star(const Plane& plane, const StarGeometry& start) {
  StarFit fit;
  fit.star = start;
  const double inner = std::max(start.pairs / pi, 4.0);
  fit.outer_radius = farthest(plane, start);
  if (fit.outer_radius < 1.5 * inner) return fit;
  for (int i = 0; i < kIterations; ++i) {
    StarZones zones(fit.star, inner, fit.outer_radius);
    zones.collect(plane, i < kRoughIterations ? kRoughSamples : kSamples);
    if (i == 0) {
      const auto rings = rings_of(zones);
      const StarRing& best = rings[strongest(rings)];
      fit.star.phase += std::atan2(best.across, best.in_phase);
      fit.outer_radius = std::min(end_of_spokes(zones, rings), end_of_view(zones, rings));
      if (fit.outer_radius < 1.5 * inner) return fit;
      continue;
    }
    const auto rings = rings_of(zones);
    // Coarse spokes first: fine ones may be off by more than half a period.
    const bool rough = i < kRoughIterations - 1;
    const Step step = step_of(zones, rings, start.pairs,
                              i < 3                  ? 3
                              : i < kRoughIterations ? 5
                                                     : kParameters,
                              rough ? 0.5 * fit.outer_radius : 0);
    if (!step.solved) return fit;
    if (i == kIterations - 1) {
      summarise(zones, rings, plane, fit);
      const auto uncertainty = [&](int k) { return std::sqrt(step.scale * step.unscaled(k, k)); };
      fit.centre_uncertainty = std::max(uncertainty(1), uncertainty(2));
      fit.converged = std::hypot(step.change[1], step.change[2]) < 0.1;
      break;
    }
    apply(step.change, fit.star);
  }
  return fit;
}

}  // namespace etalon::imaging
