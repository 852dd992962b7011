// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/shapes/normal_table.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace etalon::targets {

/// A rectangle along the axes, in um.
struct Bar {
  double x0 = 0;
  double x1 = 0;
  double y0 = 0;
  double y1 = 0;
};

/// Rectangles that do not overlap, any number of any size. They are found through a tree of boxes,
/// each around eight neighbours in the list: list them so that neighbours lie near each other.
class Bars {
 public:
  explicit Bars(std::vector<Bar> bars);

  /// Share of the Gaussian about each place that lies on bars: the sum of products of two normal
  /// distributions each, right to 1e-8. Quick where neighbouring places lie near each other.
  void coverage(std::span<const double> x_um, std::span<const double> y_um,
                std::span<const double> sigma_um, std::span<double> share) const;

 private:
  void collect(const Bar& box, std::size_t level, std::size_t index, std::vector<Bar>& near) const;
  double coverage_at(double x, double y, double sigma, const std::vector<Bar>& near) const;

  NormalTable normal_;
  std::vector<std::vector<Bar>> levels_;  ///< the bars; boxes about 8 of them; ... ; one box
};

}  // namespace etalon::targets
