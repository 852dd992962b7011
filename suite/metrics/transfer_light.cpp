// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/transfer_light.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

constexpr double kFrom = 0.05;  // of saturation
constexpr double kTo = 0.95;
constexpr std::size_t kFewest = 3;

/// One kind of scale: empty where a level does not have it.
template <class Of>
std::vector<double> scale_of(const std::vector<LightLevel>& levels, const Of& of) {
  std::vector<double> light;
  for (const LightLevel& level : levels) {
    const std::optional<double> value = of(level.setting);
    if (!value) return {};
    light.push_back(*value);
  }
  return light;
}

bool differ(const std::vector<double>& values) {
  if (values.empty()) return false;
  const auto [least, largest] = std::minmax_element(values.begin(), values.end());
  return *largest > *least;
}

}  // namespace

std::optional<LightScale> light_scale(const std::vector<LightLevel>& levels) {
  const auto photons_of = scale_of(levels, [](const FrameSetting& setting) {
    return setting.photons ? std::optional(setting.photons->in(photons)) : std::nullopt;
  });
  if (differ(photons_of)) return LightScale{"photons", photons_of};
  const bool exposed = std::all_of(levels.begin(), levels.end(), [](const LightLevel& level) {
    return level.setting.exposure.has_value();
  });
  const auto product = scale_of(levels, [&](const FrameSetting& setting) -> std::optional<double> {
    if (!setting.exposure && !setting.light) return std::nullopt;
    return (setting.light ? setting.light->in(one) : 1) * (exposed ? setting.exposure->in(s) : 1);
  });
  if (differ(product)) return LightScale{exposed ? "s" : "1", product};
  return std::nullopt;
}

std::optional<LightLinearity> light_linearity(const TransferMeasurement& measured) {
  const auto& levels = measured.series.levels;
  const auto scale = light_scale(levels);
  if (!scale || !measured.series.offset_known) return std::nullopt;
  const double saturation = measured.saturation_signal();
  LightLinearity line{scale->unit, {}, {}, 0};
  std::vector<double> signals;
  std::vector<double> weights;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const double signal = levels[i].signal();
    if (levels[i].unlike || signal < kFrom * saturation || signal > kTo * saturation) continue;
    line.light.push_back(scale->light[i]);
    signals.push_back(signal);
    weights.push_back(1 / (signal * signal));
  }
  if (signals.size() < kFewest || !differ(line.light)) return std::nullopt;
  const auto fit = numerics::fit_line(line.light, signals, weights);
  line.slope = fit.slope;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    const double expected = fit.intercept + fit.slope * line.light[i];
    line.deviations.push_back(100 * (signals[i] - expected) / expected);
  }
  return line;
}

std::optional<LightResponse> light_response(const TransferMeasurement& measured) {
  double xy = 0;
  double xx = 0;
  std::vector<std::pair<double, double>> points;
  for (const LightLevel& level : measured.series.levels) {
    if (!level.in_range) continue;
    if (!level.setting.photons) return std::nullopt;
    const double x = level.setting.photons->in(photons);
    points.emplace_back(x, level.signal());
    xy += x * level.signal();
    xx += x * x;
  }
  if (points.size() < kFewest || !(xx > 0) || !measured.series.offset_known) return std::nullopt;
  LightResponse response;
  response.slope = xy / xx;
  response.degrees_of_freedom = static_cast<double>(points.size()) - 1;
  double squares = 0;
  for (const auto& [x, y] : points) squares += std::pow(y - response.slope * x, 2);
  response.uncertainty = std::sqrt(squares / response.degrees_of_freedom / xx);
  return response;
}

}  // namespace etalon::metrics
