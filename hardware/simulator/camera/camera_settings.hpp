// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/core/options.hpp"

#include <string>

namespace etalon::hardware {

/// The sensor in the words of EMVA 1288, and what the camera does to its numbers afterwards.
struct CameraSettings {
  Time exposure = ms(20);
  Ratio quantum_efficiency = percent(60);
  double gain = 0.1;  ///< digital numbers per electron
  Electrons read_noise = electrons(4);
  Ratio read_noise_spread;  ///< relative standard deviation from pixel to pixel
  DigitalNumbers offset = dn(100);
  Electrons dsnu;  ///< standard deviation of the offsets of single pixels
  Ratio prnu;      ///< relative standard deviation of their responses
  Electrons row_pattern;
  Electrons column_pattern;
  Electrons dark_current;    ///< per second at 25 degC
  double dark_doubling = 8;  ///< degrees that double the dark current
  Temperature temperature = celsius(25);
  Ratio hot_pixels;                               ///< share of pixels with much more dark current
  Electrons hot_pixel_current = electrons(1000);  ///< per second at 25 degC
  Ratio nonlinearity;  ///< so much less signal than a linear camera at full well
  Electrons full_well = electrons(40'000);
  int bits = 12;
  int shifted_bits = 0;  ///< samples are stored shifted to the left by so many bits
  Mosaic mosaic = Mosaic::none;
  double gamma = 1;      ///< recorded = light^gamma, of full scale
  int jpeg_quality = 0;  ///< 0: stored without loss
  bool shading_correction = false;
  bool noise = true;
};

const OptionSet<CameraSettings>& camera_options();
std::string objection_to(const CameraSettings& settings);

}  // namespace etalon::hardware

namespace etalon {

template <>
struct OptionText<Mosaic> {
  static std::string type() { return "none, rggb, bggr, grbg or gbrg"; }
  static Outcome<Mosaic> parse(const std::string& text);
  static std::string print(Mosaic value);
};

}  // namespace etalon
