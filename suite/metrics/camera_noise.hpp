// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/metric.hpp"

#include <optional>
#include <string>

namespace etalon::metrics {

/// Noise, gain and range of a camera from frames of rising light and dark frames, after EMVA 1288
/// release 4.0, in situ: on the microscope, without its f/8 geometry and radiometry.
///
/// Input. Frames that follow each other with the same exposure, light and photons
/// (Observation::settings) are one level; where nobody said any of them, frames are taken in pairs.
/// Noise comes from levels of two frames; patterns from the one with more (bright: nearest to half
/// of saturation; dark: of the same exposure), or from a pair. Darks belong to a level by their
/// exposure, interpolated where the exact one is missing. Order of the levels does not matter.
/// Planes of colour and mosaics are cameras of their own.
///
/// With mu and sigma^2 of a level (imaging/pair_statistics.hpp), DN and DN^2:
///   gain K                     slope of sigma^2 - sigma_dark^2 over mu - mu_dark through the
///                              origin, up to 70 % of saturation, over F^2 (excess noise); DN/e
///   read_noise                 sqrt(sigma_0^2 - q^2/12)/K, sigma_0^2 the dark variance at no
///                              exposure (of the shortest, with fewer than three), q the step; e
///   saturation_capacity        (mu - mu_dark)/K where sigma^2 is highest: the middle of where it
///                              may turn between levels; methods emva_*: of the highest level; e
///   sensitivity_threshold   sigma_0/K + 1/2: where signal and noise are equal; e
///   dynamic_range              saturation_capacity over that threshold
///   snr_max                    sqrt(saturation_capacity/F^2)
///   prnu                       sqrt(s^2 - s_dark^2)/(mu - mu_dark) of the pattern s^2
///                              (numerics/photon_transfer.hpp), with row, column, pixel parts, and
///                              prnu_hp without shading (imaging/pattern_sums.hpp); %
///   dsnu                       s_dark/K, and its parts; e
///   dark_current               slope of mu_dark over exposure, over K; e/s
///   linearity_error_min, _max  least and largest deviation, in %, of mu - mu_dark from a line over
///                              photons, or exposure times light; 5 % to 95 % of saturation,
///                              weights 1/(mu - mu_dark)^2
///   responsivity               slope of mu - mu_dark over photons; quantum_efficiency = that/K
///
/// Methods. camera_noise/emva_r4_wls: weights by noise, change of light also where light is uneven;
/// an interval enlarged where levels do not follow the line. emva_r4_ols, emva_r3.0_ols: as the
/// standard's public reference program computes. mean_variance_bins: gain from one or few pairs of
/// an unevenly lit scene, pixels sorted by brightness (imaging/brightness_bins.hpp).
///
/// Refused: noise that is no straight line over signal (tone curves), JPEG, noise whose neighbours
/// are alike (processed images), values cut off at zero, single frames. Codes:
/// camera_noise_codes.cpp. Cost: one pass over each frame on two threads, about 1 ns per pixel;
/// memory does not grow with the number of frames.
struct CameraNoiseOptions {
  std::string method = "camera_noise/emva_r4_wls";
  std::optional<Region> region;
  std::string plane = "all";
  double excess_noise = 1;
};

Metric camera_noise_metric();

std::vector<Measurand> camera_noise_measurands();
std::vector<Method> camera_noise_methods();
std::vector<Code> camera_noise_failures();
std::vector<Code> camera_noise_caveats();

}  // namespace etalon::metrics
