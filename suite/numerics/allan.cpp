// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/allan.hpp"

#include "suite/core/contract.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::numerics {

namespace {

/// Sums of the first 0, 1 ... N readings about their mean: small numbers stay exact.
std::vector<double> phases(const std::vector<double>& readings) {
  double mean = 0;
  for (const double v : readings) mean += v / static_cast<double>(readings.size());
  std::vector<double> sums{0};
  for (const double v : readings) sums.push_back(sums.back() + (v - mean));
  return sums;
}

/// SP 1065, table 5; n phases are one more than the readings.
double degrees_of(double n, double m) {
  const double white = (3 * (n - 1) / (2 * m) - 2 * (n - 2) / n) * 4 * m * m / (4 * m * m + 5);
  const double flicker =
      m == 1 ? 2 * (n - 2) * (n - 2) / (2.3 * n - 4.9) : 5 * n * n / (4 * m * (n + 3 * m));
  const double walk =
      (n - 2) / m * ((n - 1) * (n - 1) - 3 * m * (n - 1) + 4 * m * m) / ((n - 3) * (n - 3));
  return std::max(1.0, std::min({white, flicker, walk}));
}

AllanPoint point_of(const std::vector<double>& sums, std::size_t m) {
  double squares = 0;
  const std::size_t count = sums.size() - 2 * m;
  for (std::size_t j = 0; j < count; ++j)
    squares += std::pow(sums[j + 2 * m] - 2 * sums[j + m] + sums[j], 2);
  const auto length = static_cast<double>(m);
  return {m, std::sqrt(squares / (2 * length * length * static_cast<double>(count))),
          degrees_of(static_cast<double>(sums.size()), length)};
}

}  // namespace

double AllanPoint::uncertainty() const { return deviation / std::sqrt(2 * degrees_of_freedom); }

std::vector<AllanPoint> allan_deviation(const std::vector<double>& readings) {
  ETALON_EXPECTS(readings.size() >= 4);
  const auto sums = phases(readings);
  std::vector<AllanPoint> points;
  for (std::size_t m = 1; 4 * m <= readings.size(); m *= 2) points.push_back(point_of(sums, m));
  return points;
}

AllanPoint allan_deviation(const std::vector<double>& readings, std::size_t m) {
  ETALON_EXPECTS(readings.size() >= 4 && m >= 1 && 2 * m <= readings.size());
  return point_of(phases(readings), m);
}

}  // namespace etalon::numerics
