// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace etalon::test {

/// A virtual microscope with a small sensor and the same optics everywhere: quick to look through.
inline constexpr const char* kQuickScope = R"(scope: quick
contrast: brightfield
instrument: {manufacturer: Etalon, model: quick}
objective:
  nominal_magnification: 20
  lens_na: {value: 0.40, half_width: 0.01}
  immersion: air
condenser_na: {value: 0.40, half_width: 0.02}
wavelength: {value: 550 nm, half_width: 10 nm}
pixel_size: {value: 0.26 um, standard_uncertainty: 0.001 um}
camera:   {driver: simulator}
focus:    {driver: simulator}
light:    {driver: simulator}
operator: {driver: simulator}
simulator: {seed: 5, width: 320, height: 240, light_x: 20 px, light_y: -10 px, focus_error: 0.2 um}
)";

}  // namespace etalon::test
