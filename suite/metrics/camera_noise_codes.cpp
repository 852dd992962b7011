// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/camera_noise.hpp"

namespace etalon::metrics {

std::vector<Measurand> camera_noise_measurands() {
  return {
      {"gain", "DN/e", "recorded value for each electron: slope of the noise variance over signal"},
      {"read_noise", "e", "temporal noise of a pixel in the dark without exposure, rms"},
      {"saturation_capacity", "e",
       "signal with most noise, between levels; beyond it pixels are full"},
      {"dynamic_range", "1", "saturation capacity over the absolute sensitivity threshold"},
      {"snr_max", "1", "signal over temporal noise at saturation"},
      {"prnu", "%", "how unlike pixels respond to light, as standard deviation"},
      {"prnu_row", "%", "the same of rows"},
      {"prnu_column", "%", "the same of columns"},
      {"prnu_pixel", "%", "the same of single pixels, without rows and columns"},
      {"prnu_hp", "%", "the same after the mean of 11 x 11 px about each pixel: without shading"},
      {"dsnu", "e", "how unlike pixels are in the dark, as standard deviation"},
      {"dsnu_row", "e", "the same of rows"},
      {"dsnu_column", "e", "the same of columns"},
      {"dsnu_pixel", "e", "the same of single pixels, without rows and columns"},
      {"dark_current", "e/s", "growth of the dark signal with exposure"},
      {"linearity_error_min", "%", "least deviation from a line over the light, 5 % to 95 %",
       ResultKind::statistic},
      {"linearity_error_max", "%", "largest deviation from it", ResultKind::statistic},
      {"sensitivity_threshold", "e", "signal that equals its noise"},
      {"responsivity", "DN/photon", "recorded value for each photon"},
      {"quantum_efficiency", "%", "electrons for each photon"},
  };
}

std::vector<Method> camera_noise_methods() {
  return {
      {"camera_noise/emva_r4_wls", 1,
       "based on EMVA 1288 R4.0; levels weighted by their noise, lack of fit in the interval"},
      {"camera_noise/emva_r4_ols", 1, "as EMVA 1288 R4.0's reference program: equal weights"},
      {"camera_noise/emva_r3.0_ols", 1,
       "as EMVA 1288 R3.0: equal weights, changes of the light count as noise"},
      {"camera_noise/mean_variance_bins", 1,
       "gain from pixels sorted by brightness, for uneven light; one pair of frames is enough"},
  };
}

std::vector<Code> camera_noise_failures() {
  return {
      {"camera_noise.no_frames", "no image was handed in"},
      {"camera_noise.one_frame",
       "no two frames of the same light: noise cannot be told from pattern"},
      {"camera_noise.frames_differ", "the frames differ in size, type or colours"},
      {"camera_noise.dark_differs", "the dark frames do not fit the bright ones"},
      {"camera_noise.no_such_plane", "the image does not have the colour plane asked for"},
      {"camera_noise.region_outside", "the region reaches beyond the image"},
      {"camera_noise.too_small", "fewer than 4 pixels along a side"},
      {"camera_noise.not_finite", "pixels are NaN or infinite"},
      {"camera_noise.lossy", "compressed with loss, which changes noise"},
      {"camera_noise.pairs_differ", "frames taken as pairs differ in brightness by more than 5 %"},
      {"camera_noise.dark_brighter", "the dark frames are brighter than the bright ones"},
      {"camera_noise.clipped_at_zero", "more than 0.1 % of the dark pixels are 0: offset too low"},
      {"camera_noise.saturated", "pixels are cut off in the darkest level already"},
      {"camera_noise.correlated_noise", "noise of neighbours is alike: processed images"},
      {"camera_noise.few_levels", "fewer than three levels below 70 % of saturation"},
      {"camera_noise.too_even", "light too even for the method mean_variance_bins"},
      {"camera_noise.bent", "noise over signal is no straight line: tone curve, processing"},
      {"camera_noise.no_gain", "noise does not grow with the light"},
      {"camera_noise.no_dark", "nobody gave dark frames"},
      {"camera_noise.no_offset", "the value without light is not known"},
      {"camera_noise.below_rounding",
       "dark noise smaller than rounding: no read noise, no small pattern"},
      {"camera_noise.saturation_not_reached", "the brightest level is not saturated"},
      {"camera_noise.few_dark_exposures", "dark frames of fewer than three exposures"},
      {"camera_noise.repeated_frame", "both frames of a pair are the same, down to their noise"},
      {"camera_noise.falling_signal", "the signal falls where the stated light grows"},
      {"camera_noise.no_light_scale", "exposure, light or photons of the levels are not known"},
      {"camera_noise.pattern_level", "the bright pattern is too dark or too near to saturation"},
      {"camera_noise.below_detection", "a pattern does not stand out from the noise of its frames"},
  };
}

std::vector<Code> camera_noise_caveats() {
  return {
      {"camera_noise.processed", "processed by the camera or its software"},
      {"camera_noise.transfer_encoded", "the file says that it holds a tone curve"},
      {"camera_noise.lack_of_fit", "noise does not follow a straight line over the signal"},
      {"camera_noise.gain_switch", "bright pixels are read by another amplifier"},
      {"camera_noise.shifted_bits", "values are multiples of more than one"},
      {"camera_noise.flicker", "the light changed by more than 1 % from one frame to the next"},
      {"camera_noise.excess_noise", "a factor for the noise of multiplication was stated"},
      {"camera_noise.dark_exposure", "no dark frames as long or short as a bright level"},
      {"camera_noise.no_dark", "gain without dark frames"},
      {"camera_noise.exposed_dark", "dark frames of fewer than three known exposures"},
      {"camera_noise.frames_left_out", "single frames have no partner of the same light"},
      {"camera_noise.rounding_floor", "dark noise smaller than rounding: an upper bound"},
      {"camera_noise.few_frames", "a pattern from fewer than 16 frames"},
      {"camera_noise.uneven_light", "prnu and its parts are mostly shading of the light"},
      {"camera_noise.photons_uncertainty", "photons came without an uncertainty"},
  };
}

}  // namespace etalon::metrics
