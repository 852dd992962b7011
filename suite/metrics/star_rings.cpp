// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/star_rings.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace etalon::metrics {

using imaging::ModulationCell;
using imaging::StarModulation;

namespace {

constexpr std::size_t kNeighbours = 20;  // rings to either side
constexpr double kHubOff = 0.15;         // of the amplitude
constexpr std::size_t kHubMargin = 8;    // rings
constexpr double kRingOff = 0.03;        // of the amplitude

/// A plain disc in the middle would look like spokes that are no longer resolved; its mean is not
/// that of spokes. So is all within the last ring that most of those inside it resemble.
void leave_out_hub(const std::vector<double>& level, double amplitude, std::vector<bool>& used) {
  const double usual = median(level);
  std::size_t off = 0;
  std::size_t end = 0;
  for (std::size_t i = 0; i < level.size(); ++i) {
    if (std::abs(level[i] - usual) < kHubOff * amplitude) continue;
    ++off;
    if (5 * off >= 4 * (i + 1)) end = std::min(level.size(), i + 1 + kHubMargin);
  }
  std::fill_n(used.begin(), end, false);
}

}  // namespace

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double level_of(const ModulationCell& c) {
  const double determinant = c.n * c.weight - c.cosine * c.cosine;
  if (!(determinant > 1e-6 * c.n * c.weight)) return 0;
  return (c.level * c.weight - c.product * c.cosine) / determinant;
}

std::vector<ModulationCell> whole_rings(const StarModulation& m) {
  std::vector<ModulationCell> rings(static_cast<std::size_t>(m.rings));
  for (int r = 0; r < m.rings; ++r)
    for (int s = 0; s < m.sectors; ++s) rings[static_cast<std::size_t>(r)] += m.cell(r, s);
  return rings;
}

std::vector<bool> usable_rings(const std::vector<ModulationCell>& rings, double amplitude) {
  std::vector<double> level;
  for (const ModulationCell& ring : rings) level.push_back(level_of(ring));
  std::vector<double> off;
  for (std::size_t i = 0; i < level.size(); ++i) {
    const std::size_t first = i < kNeighbours ? 0 : i - kNeighbours;
    const std::size_t last = std::min(level.size(), i + kNeighbours + 1);
    off.push_back(level[i] - median({level.begin() + static_cast<std::ptrdiff_t>(first),
                                     level.begin() + static_cast<std::ptrdiff_t>(last)}));
  }
  std::vector<double> sizes;
  for (const double o : off) sizes.push_back(std::abs(o));
  const double limit = std::max(6 * 1.4826 * median(sizes), kRingOff * amplitude);
  std::vector<bool> used(rings.size(), true);
  for (std::size_t i = 0; i < rings.size(); ++i) {
    // Few samples scatter more.
    const double few = std::sqrt(1 + 100 / std::max(1.0, rings[i].n));
    if (rings[i].n < 6) used[i] = false;
    if (sizes[i] <= limit * few) continue;
    for (std::size_t k = i < 3 ? 0 : i - 3; k < std::min(rings.size(), i + 4); ++k) used[k] = false;
  }
  leave_out_hub(level, amplitude, used);
  return used;
}

}  // namespace etalon::metrics
