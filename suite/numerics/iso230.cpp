// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/iso230.hpp"

#include "suite/core/contract.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace etalon::numerics {

namespace {

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

double deviation_of(const std::vector<double>& values, double mean) {
  double sum = 0;
  for (const double v : values) sum += (v - mean) * (v - mean);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

Iso230AtPosition at_position(const Iso230Position& position) {
  ETALON_EXPECTS(position.up.size() > 1 && position.down.size() > 1);
  Iso230AtPosition at;
  at.mean_up = mean_of(position.up);
  at.mean_down = mean_of(position.down);
  at.s_up = deviation_of(position.up, at.mean_up);
  at.s_down = deviation_of(position.down, at.mean_down);
  at.reversal = at.mean_up - at.mean_down;
  at.mean = (at.mean_up + at.mean_down) / 2;
  at.r_up = 4 * at.s_up;
  at.r_down = 4 * at.s_down;
  at.r = std::max({2 * at.s_up + 2 * at.s_down + std::abs(at.reversal), at.r_up, at.r_down});
  return at;
}

/// From the lowest to the highest of what was taken in.
struct Range {
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -std::numeric_limits<double>::infinity();
  void take(double value, double margin = 0) {
    lowest = std::min(lowest, value - margin);
    highest = std::max(highest, value + margin);
  }
  double length() const { return highest - lowest; }
};

}  // namespace

Iso230Figures iso230_figures(const std::vector<Iso230Position>& positions) {
  ETALON_EXPECTS(!positions.empty());
  Iso230Figures figures;
  Range means_up, means_down, means, middles, limits_up, limits_down, limits;
  for (const Iso230Position& position : positions) {
    const Iso230AtPosition at = at_position(position);
    figures.reversal = std::max(figures.reversal, std::abs(at.reversal));
    figures.mean_reversal += at.reversal / static_cast<double>(positions.size());
    figures.r_up = std::max(figures.r_up, at.r_up);
    figures.r_down = std::max(figures.r_down, at.r_down);
    figures.r = std::max(figures.r, at.r);
    means_up.take(at.mean_up);
    means_down.take(at.mean_down);
    middles.take(at.mean);
    limits_up.take(at.mean_up, 2 * at.s_up);
    limits_down.take(at.mean_down, 2 * at.s_down);
    for (const auto& [mean, s] :
         {std::pair(at.mean_up, at.s_up), std::pair(at.mean_down, at.s_down)}) {
      means.take(mean);
      limits.take(mean, 2 * s);
    }
    figures.positions.push_back(at);
  }
  figures.e_up = means_up.length();
  figures.e_down = means_down.length();
  figures.e = means.length();
  figures.mean_deviation = middles.length();
  figures.a_up = limits_up.length();
  figures.a_down = limits_down.length();
  figures.a = limits.length();
  return figures;
}

}  // namespace etalon::numerics
