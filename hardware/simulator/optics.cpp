// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/optics.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::hardware {
namespace {

constexpr double kLargestBlur = 400;  // px; the rendering of edges is true up to 500

}  // namespace

double defocus_in_waves(const SimulatorSettings& settings, Length defocus) {
  const double na = settings.optics.lens_na;
  return defocus / settings.optics.wavelength * (1 - std::sqrt(1 - na * na));
}

targets::Otf optics(const SimulatorSettings& settings, Length defocus) {
  const double na = settings.optics.lens_na;
  const Length largest = settings.field.pixel_size * (kLargestBlur * std::sqrt(1 - na * na) / na);
  const double cutoff = 2 * na * (settings.field.pixel_size / settings.optics.wavelength);
  return targets::defocus_otf(cutoff,
                              defocus_in_waves(settings, std::clamp(defocus, -largest, largest)));
}

}  // namespace etalon::hardware
