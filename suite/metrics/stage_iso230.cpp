// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/stage_iso230.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace etalon::metrics {

namespace {

/// Positions without the drift, by place and direction.
std::map<std::pair<int, int>, std::vector<double>> groups_of(const StageAxis& axis) {
  std::map<std::pair<int, int>, std::vector<double>> groups;
  for (std::size_t i = 0; i < axis.visits.size(); ++i)
    groups[{axis.visits[i].place, axis.visits[i].direction}].push_back(axis.fit.steady[i]);
  return groups;
}

struct Moments {
  double mean = 0;
  double deviation = 0;
};

Moments moments_of(const std::vector<double>& values) {
  Moments m;
  const auto n = static_cast<double>(values.size());
  for (const double v : values) m.mean += v / n;
  for (const double v : values) m.deviation += (v - m.mean) * (v - m.mean);
  m.deviation = values.size() > 1 ? std::sqrt(m.deviation / (n - 1)) : 0;
  return m;
}

}  // namespace

std::optional<numerics::Iso230Figures> stage_iso230(const StageAnalysis& analysis,
                                                    const StageAxis& axis) {
  auto groups = groups_of(axis);
  std::vector<numerics::Iso230Position> positions;
  for (std::size_t p = 0; p < analysis.visits.places.size(); ++p) {
    const int place = static_cast<int>(p);
    numerics::Iso230Position position{groups[{place, 1}], groups[{place, -1}]};
    if (position.up.size() > 1 && position.down.size() > 1) positions.push_back(position);
  }
  if (positions.empty()) return std::nullopt;
  return numerics::iso230_figures(positions);
}

std::optional<double> accuracy_range(const StageAnalysis& analysis, const StageAxis& axis,
                                     double pixel_size_um, double deviations) {
  const std::size_t k = axis.name == 'x' ? 0 : 1;
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -lowest;
  std::set<double> commanded_places;
  for (const auto& [key, values] : groups_of(axis)) {
    const auto p = static_cast<std::size_t>(key.first);
    const auto& reference = analysis.axes.places[p];
    if (!reference) continue;
    const StagePlace& place = analysis.visits.places[p];
    const double commanded = k == 0 ? place.x_um : place.y_um;
    commanded_places.insert(commanded);
    const Moments m = moments_of(values);
    const double deviation = pixel_size_um * ((*reference)[k] + m.mean) - commanded;
    const double margin = deviations * pixel_size_um * m.deviation;
    lowest = std::min(lowest, deviation - margin);
    highest = std::max(highest, deviation + margin);
  }
  if (commanded_places.size() < 2) return std::nullopt;
  return highest - lowest;
}

}  // namespace etalon::metrics
