// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/illumination_oddities.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

constexpr std::size_t kFewest = 12;
constexpr std::size_t kAbout = 5;
constexpr double kFar = 8;
constexpr double kMedianOfNormal = 0.6745;
constexpr std::size_t kLongRow = 8;
constexpr double kNoChance = 1e-6;

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::vector<std::size_t> outliers_of(const std::vector<double>& readings) {
  if (readings.size() < kFewest) return {};
  std::vector<double> away;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const std::size_t first =
        std::min(i < kAbout / 2 ? 0 : i - kAbout / 2, readings.size() - kAbout);
    const auto begin = readings.begin() + static_cast<std::ptrdiff_t>(first);
    away.push_back(std::abs(readings[i] - median_of({begin, begin + kAbout})));
  }
  const double spread = median_of(away) / kMedianOfNormal;
  std::vector<std::size_t> outliers;
  for (std::size_t i = 0; i < away.size() && spread > 0; ++i)
    if (away[i] > kFar * spread) outliers.push_back(i);
  return outliers;
}

std::size_t longest_repeat_of(const std::vector<double>& readings) {
  std::size_t longest = 1;
  std::size_t row = 1;
  std::size_t equal = 0;
  for (std::size_t i = 1; i < readings.size(); ++i) {
    const bool same = readings[i] == readings[i - 1];
    row = same ? row + 1 : 1;
    equal += same ? 1U : 0U;
    longest = std::max(longest, row);
  }
  if (longest < kLongRow) return 0;
  const auto n = static_cast<double>(readings.size());
  const auto length = static_cast<double>(longest);
  const double elsewhere = (static_cast<double>(equal) - (length - 1)) / std::max(1.0, n - length);
  const double share = std::max(elsewhere, 1 / n);
  return n * std::pow(share, length - 1) < kNoChance ? longest : 0;
}

}  // namespace etalon::metrics
