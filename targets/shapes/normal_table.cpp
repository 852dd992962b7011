// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/normal_table.hpp"

#include <cmath>
#include <numbers>

namespace etalon::targets {

const std::array<NormalTable::Cubic, NormalTable::kCells>& NormalTable::table() {
  static const auto cells = [] {
    const auto value = [](double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); };
    const auto slope = [](double z) {
      return std::exp(-z * z / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2 / kPerUnit;
    };
    std::array<Cubic, kCells> all{};
    for (std::size_t i = 0; i < kCells; ++i) {
      const double z0 = static_cast<double>(i) / kPerUnit - kReach;
      const double z1 = static_cast<double>(i + 1) / kPerUnit - kReach;
      const double rise = value(z1) - value(z0);
      all[i] = {value(z0), slope(z0), 3 * rise - 2 * slope(z0) - slope(z1),
                slope(z0) + slope(z1) - 2 * rise};
    }
    return all;
  }();
  return cells;
}

}  // namespace etalon::targets
