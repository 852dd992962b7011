// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/dark_noise.hpp"

namespace etalon::metrics {

std::vector<Code> dark_noise_failures() {
  return {
      {"dark_noise.no_frames", "no image was handed in"},
      {"dark_noise.too_few_frames", "fewer than four frames of one exposure"},
      {"dark_noise.frames_differ", "frames differ in size or type"},
      {"dark_noise.colour", "demosaiced colours, not the values of the sensor"},
      {"dark_noise.too_small", "fewer than 64 pixels"},
      {"dark_noise.not_finite", "pixels are NaN or infinite"},
      {"dark_noise.no_scale", "floating point between 0 and 1: not digital numbers"},
      {"dark_noise.repeated_frame", "two frames are the same, bit for bit"},
      {"dark_noise.clipped", "more than 0.1 % of the values are at zero: the offset is too low"},
      {"dark_noise.saturated", "more than 0.1 % of the values are at full scale"},
      {"dark_noise.light", "there is light, or a picture, in the dark frames"},
      {"dark_noise.offset_moves", "the mean of the frames moves by more than the noise"},
      {"dark_noise.two_exposures",
       "two exposures give no dark current: whether it is steady cannot be seen"},
  };
}

std::vector<Code> dark_noise_caveats() {
  return {
      {"dark_noise.few_frames", "fewer than 16 frames"},
      {"dark_noise.quantised", "noise below half of a digital number: rounding decides"},
      {"dark_noise.offset_drift", "the mean of the frames is not steady"},
      {"dark_noise.uneven", "the offset differs over the sensor by more than the noise"},
      {"dark_noise.gain_uncertainty_unknown", "nobody says how well the gain is known"},
      {"dark_noise.floating_point", "floating point: somebody has computed with the values"},
      {"dark_noise.transfer_encoded", "the file holds a tone curve"},
      {"dark_noise.lossy", "compressed with loss"},
      {"dark_noise.processed", "processed by the camera or its software"},
  };
}

}  // namespace etalon::metrics
