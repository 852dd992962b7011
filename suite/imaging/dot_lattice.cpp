// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/dot_lattice.hpp"

#include "suite/imaging/surface.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <utility>

namespace etalon::imaging {

namespace {

constexpr double kNear = 0.25;         // pitches from the expected place
constexpr int kFurthestStep = 3;       // places without a dot that are counted across
constexpr double kFollow = 0.3;        // weight of the newest step in the basis
constexpr double kLeastAcross = 0.15;  // amplitude of the second direction over that of the first
constexpr int kMostRounds = 6;
constexpr std::size_t kEnoughForCubic = 40;

using Place = std::pair<int, int>;
using Numbers = std::map<Place, std::size_t>;

/// Candidates by cell, so that neighbours are found at once.
class CandidateCells {
 public:
  CandidateCells(const std::vector<DotCandidate>& candidates, double cell)
      : candidates_(candidates), cell_(cell) {
    for (std::size_t k = 0; k < candidates.size(); ++k)
      cells_[cell_of(candidates[k].x, candidates[k].y)].push_back(k);
  }

  std::optional<std::size_t> nearest(double x, double y, double reach) const {
    std::optional<std::size_t> found;
    const auto [column, row] = cell_of(x, y);
    for (int dy = -1; dy <= 1; ++dy) {
      for (int dx = -1; dx <= 1; ++dx) {
        const auto cell = cells_.find({column + dx, row + dy});
        if (cell == cells_.end()) continue;
        for (const std::size_t k : cell->second) {
          const double off = std::hypot(candidates_[k].x - x, candidates_[k].y - y);
          if (off > reach) continue;
          reach = off;
          found = k;
        }
      }
    }
    return found;
  }

 private:
  Place cell_of(double x, double y) const {
    return {static_cast<int>(std::floor(x / cell_)), static_cast<int>(std::floor(y / cell_))};
  }
  const std::vector<DotCandidate>& candidates_;
  double cell_;
  std::map<Place, std::vector<std::size_t>> cells_;
};

struct Patch {
  Numbers numbers;
  std::vector<std::size_t> candidates;
};

void follow(double& x, double& y, double step_x, double step_y) {
  x += kFollow * (step_x - x);
  y += kFollow * (step_y - y);
}

/// All that can be reached from `seed`. `taken` are candidates of this and other patches.
Patch grow(const std::vector<DotCandidate>& candidates, const CandidateCells& cells,
           const LatticeBasis& basis, std::size_t seed, std::vector<bool>& taken) {
  struct Step {
    Place place;
    std::size_t candidate;
    LatticeBasis basis;
  };
  Patch patch;
  std::vector<Step> queue{{{0, 0}, seed, basis}};
  patch.numbers[{0, 0}] = seed;
  taken[seed] = true;
  for (std::size_t n = 0; n < queue.size(); ++n) {
    const Step from = queue[n];
    patch.candidates.push_back(from.candidate);
    const DotCandidate& dot = candidates[from.candidate];
    for (const auto& [di, dj] : {Place{1, 0}, Place{-1, 0}, Place{0, 1}, Place{0, -1}}) {
      const Place place{from.place.first + di, from.place.second + dj};
      if (patch.numbers.count(place) > 0) continue;
      const double x = dot.x + di * from.basis.ax + dj * from.basis.bx;
      const double y = dot.y + di * from.basis.ay + dj * from.basis.by;
      const auto next = cells.nearest(x, y, kNear * from.basis.shortest());
      if (!next || taken[*next]) continue;
      taken[*next] = true;
      patch.numbers[place] = *next;
      Step step{place, *next, from.basis};
      const int sign = di + dj;
      const double step_x = sign * (candidates[*next].x - dot.x);
      const double step_y = sign * (candidates[*next].y - dot.y);
      if (di != 0) follow(step.basis.ax, step.basis.ay, step_x, step_y);
      if (dj != 0) follow(step.basis.bx, step.basis.by, step_x, step_y);
      queue.push_back(step);
    }
  }
  return patch;
}

Patch largest_patch(const std::vector<DotCandidate>& candidates, const LatticeBasis& basis) {
  const CandidateCells cells(candidates, std::max(1.0, 0.5 * basis.shortest()));
  std::vector<bool> taken(candidates.size(), false);
  Patch largest;
  for (std::size_t seed = 0; seed < candidates.size(); ++seed) {
    if (taken[seed]) continue;
    Patch patch = grow(candidates, cells, basis, seed, taken);
    if (patch.candidates.size() > largest.candidates.size()) largest = std::move(patch);
  }
  return largest;
}

bool is_reachable(const Numbers& numbers, const Place& place) {
  for (int dj = -kFurthestStep; dj <= kFurthestStep; ++dj) {
    for (int di = -kFurthestStep; di <= kFurthestStep; ++di) {
      if (numbers.count({place.first + di, place.second + dj}) > 0) return true;
    }
  }
  return false;
}

/// Numbers as smooth functions of the place.
struct NumberSurfaces {
  Surface i;
  Surface j;
};

NumberSurfaces surfaces_of(const Numbers& numbers, const std::vector<DotCandidate>& candidates) {
  std::vector<SurfacePoint> i;
  std::vector<SurfacePoint> j;
  double right = 1;
  double bottom = 1;
  for (const auto& [place, k] : numbers) {
    i.push_back({candidates[k].x, candidates[k].y, static_cast<double>(place.first)});
    j.push_back({candidates[k].x, candidates[k].y, static_cast<double>(place.second)});
    right = std::max(right, candidates[k].x);
    bottom = std::max(bottom, candidates[k].y);
  }
  const int order = numbers.size() < kEnoughForCubic ? 1 : 3;
  const int width = static_cast<int>(right) + 1;
  const int height = static_cast<int>(bottom) + 1;
  return {fit_surface(i, order, width, height), fit_surface(j, order, width, height)};
}

/// One round of attaching; how many were attached.
std::size_t attach(Numbers& numbers, const std::vector<DotCandidate>& candidates,
                   std::vector<bool>& used) {
  const NumberSurfaces surfaces = surfaces_of(numbers, candidates);
  std::map<Place, std::pair<double, std::size_t>> best;
  for (std::size_t k = 0; k < candidates.size(); ++k) {
    if (used[k]) continue;
    const double i = surfaces.i.at(candidates[k].x, candidates[k].y);
    const double j = surfaces.j.at(candidates[k].x, candidates[k].y);
    if (!(std::abs(i) < 1e6) || !(std::abs(j) < 1e6)) continue;
    const Place place{static_cast<int>(std::round(i)), static_cast<int>(std::round(j))};
    const double off = std::hypot(i - place.first, j - place.second);
    if (off > kNear || numbers.count(place) > 0 || !is_reachable(numbers, place)) continue;
    const auto known = best.find(place);
    if (known == best.end() || off < known->second.first) best[place] = {off, k};
  }
  for (const auto& [place, found] : best) {
    numbers[place] = found.second;
    used[found.second] = true;
  }
  return best.size();
}

Place nearest_place(const Numbers& numbers, const std::vector<DotCandidate>& candidates, double x,
                    double y) {
  Place nearest{0, 0};
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [place, k] : numbers) {
    const double off = std::hypot(candidates[k].x - x, candidates[k].y - y);
    if (off < least) {
      least = off;
      nearest = place;
    }
  }
  return nearest;
}

double angle_between(const LineFamily& a, const LineFamily& b) {
  const double c = std::abs(a.fx * b.fx + a.fy * b.fy) / a.frequency() / b.frequency();
  return std::acos(std::min(1.0, c)) * 57.29577951308232;
}

}  // namespace

double LatticeBasis::length_a() const { return std::hypot(ax, ay); }
double LatticeBasis::length_b() const { return std::hypot(bx, by); }
double LatticeBasis::shortest() const { return std::min(length_a(), length_b()); }

std::optional<LatticeBasis> rough_lattice(const std::vector<LineFamily>& families) {
  if (families.empty()) return std::nullopt;
  const LineFamily& first = families.front();
  const auto second = std::find_if(families.begin(), families.end(), [&](const LineFamily& f) {
    const double ratio = f.frequency() / first.frequency();
    return angle_between(first, f) > 50 && ratio > 0.4 && ratio < 2.5 &&
           f.amplitude > kLeastAcross * first.amplitude;
  });
  if (second == families.end()) return std::nullopt;
  // The basis is the inverse of the matrix of frequencies.
  const double determinant = first.fx * second->fy - first.fy * second->fx;
  LatticeBasis basis{second->fy / determinant, -second->fx / determinant, -first.fy / determinant,
                     first.fx / determinant};
  if (std::abs(basis.ax) * basis.length_b() < std::abs(basis.bx) * basis.length_a()) {
    std::swap(basis.ax, basis.bx);
    std::swap(basis.ay, basis.by);
  }
  if (basis.ax < 0) {
    basis.ax = -basis.ax;
    basis.ay = -basis.ay;
  }
  if (basis.ax * basis.by - basis.ay * basis.bx < 0) {
    basis.bx = -basis.bx;
    basis.by = -basis.by;
  }
  return basis;
}

std::vector<NumberedDot> number_dots(const std::vector<DotCandidate>& candidates,
                                     const LatticeBasis& basis, double middle_x, double middle_y) {
  Patch patch = largest_patch(candidates, basis);
  std::vector<bool> used(candidates.size(), false);
  for (const std::size_t k : patch.candidates) used[k] = true;
  for (int round = 0; round < kMostRounds && patch.numbers.size() >= 9; ++round) {
    if (attach(patch.numbers, candidates, used) == 0) break;
  }
  const Place origin = nearest_place(patch.numbers, candidates, middle_x, middle_y);
  std::vector<NumberedDot> dots;
  for (const auto& [place, k] : patch.numbers)
    dots.push_back({place.first - origin.first, place.second - origin.second, k});
  return dots;
}

}  // namespace etalon::imaging
