// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/camera/camera_model.hpp"
#include "suite/core/frame.hpp"
#include "suite/core/options.hpp"

#include <cstdint>
#include <string>

namespace etalon::hardware {

/// The sensor in the words of EMVA 1288, and what the camera does to its numbers afterwards.
struct CameraSettings {
  Time exposure = ms(20);
  Ratio quantum_efficiency = percent(60);
  double gain = 0.1;  ///< digital numbers per electron
  Electrons read_noise = electrons(4);
  Ratio read_noise_spread;
  DigitalNumbers offset = dn(100);
  Electrons dsnu;
  Ratio prnu;
  Electrons row_offset;
  Electrons column_offset;
  Ratio column_gain;
  Electrons dark_current;  ///< per second at 25 degC
  Ratio dark_current_spread;
  double dark_doubling = 8;  ///< degrees that double it
  Temperature temperature = celsius(25);
  Ratio hot_pixels;
  Electrons hot_current = electrons(1000);  ///< per second at 25 degC
  Ratio dead_pixels;
  Ratio nonlinearity;
  Electrons full_well = electrons(40'000);
  int bits = 12;
  bool noise = true;
  Mosaic mosaic = Mosaic::none;
  double corner_gain = 1;  ///< of a lens-shading correction
  bool demosaic = false;
  bool denoise = false;
  double sharpening = 0;
  double gamma = 1;
  bool eight_bit = false;
  int jpeg_quality = 0;
  int shifted_bits = 0;
  bool describes_itself = true;
};

const OptionSet<CameraSettings>& camera_options();
std::string objection_to(const CameraSettings& settings);

CameraModel camera_model_of(const CameraSettings& settings, std::uint64_t sensor_seed);

}  // namespace etalon::hardware

namespace etalon {

template <>
struct OptionText<Mosaic> {
  static std::string type() { return "none, rggb, bggr, grbg or gbrg"; }
  static Outcome<Mosaic> parse(const std::string& text);
  static std::string print(Mosaic value);
};

}  // namespace etalon
