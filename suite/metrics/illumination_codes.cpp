// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/illumination_stability.hpp"

namespace etalon::metrics {

std::vector<Code> illumination_failures() {
  return {
      {"illumination_stability.no_readings", "neither images nor readings of a power meter"},
      {"illumination_stability.too_few_readings",
       "fewer than five readings at one set point, and fewer than ten set points"},
      {"illumination_stability.no_times", "nobody says when the readings were taken"},
      {"illumination_stability.times_disordered", "times do not rise from reading to reading"},
      {"illumination_stability.not_finite", "readings or pixels are NaN or infinite"},
      {"illumination_stability.no_light", "the mean is not above zero"},
      {"illumination_stability.negative", "a reading is below zero"},
      {"illumination_stability.frozen", "all readings are the same"},
      {"illumination_stability.below_noise",
       "the lamp is steadier than the noise of the camera lets be seen"},
      {"illumination_stability.frames_differ", "images or dark frames differ in size or type"},
      {"illumination_stability.exposure_changes", "the images have different exposures"},
      {"illumination_stability.region_outside", "the region reaches beyond the image"},
      {"illumination_stability.saturated", "more than 0.1 % of the pixels are at full scale"},
      {"illumination_stability.other_series",
       "the readings are not the series of the method asked for"},
  };
}

std::vector<Code> illumination_caveats() {
  return {
      {"illumination_stability.few_readings",
       "fewer than 24 readings: no drift, no Allan deviation"},
      {"illumination_stability.irregular", "intervals differ by more than 10 %"},
      {"illumination_stability.gap", "readings are missing"},
      {"illumination_stability.integration_unknown",
       "nobody says over which time a reading was averaged"},
      {"illumination_stability.coarse_steps", "the readings have four different values or fewer"},
      {"illumination_stability.outlier", "readings lie far from their neighbours"},
      {"illumination_stability.repeated_reading", "the same reading came many times in a row"},
      {"illumination_stability.slow_noise",
       "noise that readings share over a twentieth of the series or more"},
      {"illumination_stability.wandering", "the light wanders: longer averages are no steadier"},
      {"illumination_stability.periodic",
       "the light swings with a period; it may be flicker of the mains, seen too seldom"},
      {"illumination_stability.not_settled", "the light was still warming up at the end"},
      {"illumination_stability.no_dark", "the value without light is not known"},
      {"illumination_stability.transfer_unknown",
       "nobody says whether pixel values are proportional to light"},
      {"illumination_stability.transfer_encoded", "the file holds a tone curve"},
      {"illumination_stability.lossy", "compressed with loss"},
      {"illumination_stability.processed", "processed by the camera or its software"},
  };
}

}  // namespace etalon::metrics
