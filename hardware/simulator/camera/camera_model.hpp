// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace etalon::hardware {

/// What a camera does to its numbers after digitisation, in this order (in_camera.hpp). Nothing, by
/// default: raw data.
struct InCamera {
  /// Lens-shading correction: red, green, blue are multiplied by 1 + (gain - 1) r^2, r = distance
  /// from the middle over half the diagonal; so this is the gain in the corners. Grey: the second.
  std::array<double, 3> corner_gain{1, 1, 1};
  bool demosaic = false;  ///< to RGB, missing colours by the mean of the nearest (bilinear)
  bool denoise = false;   ///< median of 3 x 3, colour by colour
  double sharpening = 0;  ///< v + sharpening (v - blurred v), blur of 1 2 1 both ways
  double gamma = 1;  ///< tone curve: share of the range above offset, to this power; 0.45 typical
  bool eight_bit = false;  ///< the upper 8 bits are kept, as bytes
  int jpeg_quality = 0;    ///< 1 to 100: through a JPEG file (8 bits) and back; 0: none
  int shifted_bits = 0;    ///< stored to the left by so many bits: 4 for 12 bits in the upper of 16
  /// Whether the file says how its values came to be. If not: transfer, processing, black level,
  /// mosaic and bits in use are unknown, as in most files. A JPEG file says what it always says.
  bool describes_itself = true;
};

/// A camera in the words of EMVA 1288, release 4.0, linear: a linear sensor with photon noise, read
/// noise and offset by default, every departure from it off. `_spread` and rms values are between
/// pixels; patterns are drawn from `sensor_seed` alone (fixed_pattern.hpp), temporal noise for each
/// frame. The chain, with its formulas: expose.hpp.
struct CameraModel {
  double gain_dn_per_e = 1;  ///< system gain K
  double offset_dn = 100;    ///< recorded value without light, dark current and patterns
  double read_noise_e = 2;   ///< temporal dark noise without dark current: rms over the pixels
  int bits = 16;             ///< 8 to 16; larger samples are clipped
  double full_well_e = 1e6;  ///< a pixel collects no more
  bool noise = true;         ///< false: what is expected, fixed patterns but no temporal noise

  std::uint64_t sensor_seed = 1;
  Mosaic mosaic = Mosaic::none;
  std::array<double, 3> quantum_efficiency{1, 1, 1};  ///< red, green, blue; grey: the second
  double prnu = 0;                  ///< rms of the response of single pixels, relative
  double dead_pixels = 0;           ///< share of pixels that see no light
  double nonlinearity = 0;          ///< share of the signal that is missing at full well
  double read_noise_spread = 0;     ///< standard deviation over mean, log-normal, as in sCMOS
  double dsnu_e = 0;                ///< rms of the offsets of single pixels
  double row_offset_e = 0;          ///< rms of the offsets of rows
  double column_offset_e = 0;       ///< ... and of columns
  double column_gain = 0;           ///< rms of the gains of columns, relative
  double dark_current_e_per_s = 0;  ///< mean, at the reference temperature, without hot pixels
  double dark_current_spread = 0;   ///< standard deviation over mean, log-normal
  double hot_pixels = 0;            ///< share of pixels ...
  double hot_current_e_per_s = 0;   ///< ... with this dark current besides, likewise
  double temperature_c = 25;
  double reference_temperature_c = 25;
  double doubling_c = 8;  ///< warmer by this, twice the dark current
  InCamera in_camera{};
};

/// Why there is no such camera, in a sentence; empty when there is.
std::string objection(const CameraModel& model);

}  // namespace etalon::hardware
