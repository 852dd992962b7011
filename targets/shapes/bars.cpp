// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/bars.hpp"

#include <algorithm>
#include <utility>

namespace etalon::targets {
namespace {

constexpr std::size_t kBranches = 8;
constexpr std::size_t kPlaces = 32;  // looked up together

Bar around(std::span<const Bar> boxes) {
  Bar box = boxes[0];
  for (const Bar& b : boxes) {
    box.x0 = std::min(box.x0, b.x0);
    box.x1 = std::max(box.x1, b.x1);
    box.y0 = std::min(box.y0, b.y0);
    box.y1 = std::max(box.y1, b.y1);
  }
  return box;
}

bool touch(const Bar& a, const Bar& b) {
  return a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1;
}

/// All that can matter at these places.
Bar reach_of(std::span<const double> x, std::span<const double> y, std::span<const double> sigma) {
  const auto [x0, x1] = std::minmax_element(x.begin(), x.end());
  const auto [y0, y1] = std::minmax_element(y.begin(), y.end());
  const double reach = NormalTable::kReach * *std::max_element(sigma.begin(), sigma.end());
  return {*x0 - reach, *x1 + reach, *y0 - reach, *y1 + reach};
}

}  // namespace

Bars::Bars(std::vector<Bar> bars) {
  levels_.push_back(std::move(bars));
  while (levels_.back().size() > 1) {
    const std::span<const Bar> below(levels_.back());
    std::vector<Bar> boxes;
    for (std::size_t i = 0; i < below.size(); i += kBranches)
      boxes.push_back(around(below.subspan(i, std::min(kBranches, below.size() - i))));
    levels_.push_back(std::move(boxes));
  }
}

void Bars::collect(const Bar& box, std::size_t level, std::size_t index,
                   std::vector<Bar>& near) const {
  const Bar& here = levels_[level][index];
  if (!touch(box, here)) return;
  if (level == 0) {
    near.push_back(here);
    return;
  }
  const std::size_t end = std::min((index + 1) * kBranches, levels_[level - 1].size());
  for (std::size_t i = index * kBranches; i < end; ++i) collect(box, level - 1, i, near);
}

double Bars::coverage_at(double x, double y, double sigma, const std::vector<Bar>& near) const {
  const double reach = NormalTable::kReach * sigma;
  const double per_sigma = 1 / sigma;
  double sum = 0;
  for (const Bar& bar : near) {
    if (x < bar.x0 - reach || x > bar.x1 + reach || y < bar.y0 - reach || y > bar.y1 + reach)
      continue;
    const double across =
        normal_.below((x - bar.x0) * per_sigma) - normal_.below((x - bar.x1) * per_sigma);
    const double along =
        normal_.below((y - bar.y0) * per_sigma) - normal_.below((y - bar.y1) * per_sigma);
    sum += across * along;
  }
  return sum;
}

void Bars::coverage(std::span<const double> x_um, std::span<const double> y_um,
                    std::span<const double> sigma_um, std::span<double> share) const {
  std::vector<Bar> near;
  for (std::size_t start = 0; start < share.size(); start += kPlaces) {
    const std::size_t count = std::min(kPlaces, share.size() - start);
    const Bar reach = reach_of(x_um.subspan(start, count), y_um.subspan(start, count),
                               sigma_um.subspan(start, count));
    near.clear();
    if (!levels_[0].empty()) collect(reach, levels_.size() - 1, 0, near);
    for (std::size_t k = start; k < start + count; ++k)
      share[k] = coverage_at(x_um[k], y_um[k], sigma_um[k], near);
  }
}

}  // namespace etalon::targets
