// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/located_dot.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace etalon::imaging {

/// Brightness of the dots about their middle: 1 there, 0 between dots. Their own shape, so size,
/// blur and the sharpness of the rim need not be known.
struct DotProfile {
  double step = 0.25;  ///< samples between table entries
  std::vector<double> values;
  std::vector<double> slopes;  ///< per sample
  double value(double r) const;
  double slope(double r) const;
};

/// All good dots (a thousand of them at most) as one function of the distance from the middle, each
/// over its own mean, in bins of a quarter of a sample, smoothed by [1 2 1]/4.
DotProfile fold_dots(const Plane& plane, const std::vector<LocatedDot>& dots,
                     const std::vector<LightSlope>& light, double reach);

/// Profile, its slope over r, and weights that are 1 in the middle and fall to 0 at the reach so
/// that no sample enters or leaves abruptly; side by side, for a fit.
class DotFitTable {
 public:
  DotFitTable(const DotProfile& profile, double reach);
  struct Entry {
    double value;
    double turn;  ///< times the offset: what a shift by one sample changes
    double weight;
  };
  Entry at(double r) const {
    const double place = r * per_sample_;
    const auto k = std::min(static_cast<std::size_t>(place), entries_.size() - 2);
    const double t = place - static_cast<double>(k);
    const Entry& a = entries_[k];
    const Entry& b = entries_[k + 1];
    return {a.value + t * (b.value - a.value), a.turn + t * (b.turn - a.turn),
            a.weight + t * (b.weight - a.weight)};
  }

 private:
  double per_sample_;
  std::vector<Entry> entries_;
};

}  // namespace etalon::imaging
