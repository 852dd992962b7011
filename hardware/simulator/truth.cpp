// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/truth.hpp"

#include "hardware/simulator/optics.hpp"
#include "hardware/simulator/scene.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::hardware {

double true_mtf50(const SimulatorSettings& settings, Length defocus) {
  return targets::true_mtf50(optics(settings, defocus), settings.edge_angle);
}

FocusedMtf50 true_mtf50_over_focusing(const SimulatorSettings& settings, Length bias,
                                      Length scatter) {
  if (!(scatter > um(0))) return {true_mtf50(settings, bias), 0};
  constexpr int kSteps = 64;  // to either side
  constexpr double kWidth = 8.0 / kSteps;
  double weights = 0;
  double sum = 0;
  double squares = 0;
  for (int i = -kSteps; i <= kSteps; ++i) {
    const double u = i * kWidth;
    const double weight = std::exp(-0.5 * u * u);
    const double mtf50 = true_mtf50(settings, bias + scatter * u);
    weights += weight;
    sum += weight * mtf50;
    squares += weight * mtf50 * mtf50;
  }
  const double mean = sum / weights;
  return {mean, std::sqrt(std::max(squares / weights - mean * mean, 0.0))};
}

Ratio true_uniformity(const SimulatorSettings& settings) {
  const auto field = expected_image(settings, {}).electrons;
  const auto [least, greatest] = std::minmax_element(field.begin(), field.end());
  return one(*least / *greatest);
}

Length true_ruler_pitch(const SimulatorSettings& settings) {
  return settings.ruler_pitch * (1 + settings.ruler_error.in(one));
}

}  // namespace etalon::hardware
