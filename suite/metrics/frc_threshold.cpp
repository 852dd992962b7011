// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/frc_threshold.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

/// A pair with this signal/noise ratio in their sum correlates by that much, scatter included
/// (van Heel and Schatz 2005, eq. 17).
double information(double ratio, double root) {
  return (ratio + 2 * std::sqrt(ratio) / root + 1 / root) /
         (ratio + 1 + 2 * std::sqrt(ratio) / root);
}

}  // namespace

double frc_threshold(const std::string& method, double independent_samples) {
  const double root = std::sqrt(std::max(independent_samples, 1.0));
  double level = 1.0 / 7;
  // Half of 2^(1/2) - 1 and of 2^1 - 1: the information of a sum of two images, per image.
  if (method == "frc/half_bit") level = information((std::sqrt(2.0) - 1) / 2, root);
  if (method == "frc/one_bit") level = information(0.5, root);
  if (method == "frc/three_sigma") level = 3 / root;
  return std::min(level, 0.999);
}

}  // namespace etalon::metrics
