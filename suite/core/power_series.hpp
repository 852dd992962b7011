// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon {

/// One reading of a meter for the power of light.
struct PowerReading {
  Time time{};  ///< since the first reading
  double value = 0;
  std::optional<Ratio> set_point{};   ///< of the source, over its highest
  std::optional<Time> integration{};  ///< over which the meter averaged
};

/// Readings in the order in which they were taken, all in one unit.
struct PowerSeries {
  std::string unit;  ///< as the meter names it: "mW"
  std::vector<PowerReading> readings;
};

}  // namespace etalon
