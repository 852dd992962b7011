// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

namespace etalon::numerics {

/// Cubic B-splines on increasing knots, all of compact support inside [knots.front(),
/// knots.back()]: each function and its first two derivatives vanish at both ends. With n knots
/// there are n - 4.
class BsplineBasis {
 public:
  explicit BsplineBasis(std::vector<double> knots);

  int size() const { return static_cast<int>(knots_.size()) - 4; }
  const std::vector<double>& knots() const { return knots_; }
  /// Middle knot of function k: where it is largest on even knots.
  double centre(int k) const { return knots_[static_cast<std::size_t>(k) + 2]; }

  /// The functions that may differ from zero at x: four from `first` on (clipped to the existing
  /// ones by the caller through valid(k)). `order` 0: values, 1: first derivatives.
  struct Local {
    int first = 0;
    std::array<double, 4> values{};
  };
  Local at(double x, int order = 0) const;
  bool valid(int k) const { return k >= 0 && k < size(); }

 private:
  std::vector<double> knots_;
};

}  // namespace etalon::numerics
