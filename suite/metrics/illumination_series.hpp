// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"
#include "suite/core/outcome.hpp"
#include "suite/metrics/illumination_stability.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

struct LightReading {
  double time_s = 0;
  double value = 0;                 ///< of the meter, or the mean of an image less its dark level
  std::optional<double> set_point;  ///< of the highest
  std::optional<double> integration_s;
};

/// Readings in the order in which they were taken.
struct LightSeries {
  std::vector<LightReading> readings;
  std::string unit;             ///< of the meter; "DN" of images
  double noise_variance = 0;    ///< of a reading, from the noise of the camera's pixels
  double dark_uncertainty = 0;  ///< of the dark level that was subtracted
  bool dark_known = true;
  std::vector<Caveat> caveats;
};

/// Fails with illumination_stability.no_readings, .no_times, .times_disordered, .not_finite,
/// .frames_differ, .exposure_changes, .region_outside, .saturated, .no_light, .negative.
///
/// Noise of an image's mean: half of the mean squared difference of two images in a row, each less
/// its mean, over the number of pixels; noise that pixels share counts as light.
Outcome<LightSeries> light_series(const Observation& observation,
                                  const IlluminationOptions& options);

}  // namespace etalon::metrics
