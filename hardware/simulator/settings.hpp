// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "hardware/simulator/camera/camera_model.hpp"
#include "suite/core/options.hpp"
#include "suite/core/quantity.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::hardware {

/// Everything there is to know about a virtual microscope. The defaults describe a small 20x/0.40
/// brightfield microscope, neither focused nor well exposed when it is switched on.
struct SimulatorSettings {
  int seed = 1;
  int width = 640;
  int height = 480;
  double lens_na = 0.40;  ///< in air
  Length wavelength = nm(550);
  Length pixel_size = um(0.2618);  ///< the true one, in the object plane
  Angle edge_angle = deg(5);
  bool ruler = true;
  Length ruler_pitch = um(10);
  Ratio ruler_error;  ///< true pitch = ruler_pitch (1 + ruler_error)
  Angle ruler_angle = deg(1);
  Time exposure = ms(20);
  Ratio lamp_level = percent(100);
  Electrons brightness = electrons(10'000);
  Ratio corner_brightness = percent(65);
  Pixels light_x = px(40);
  Pixels light_y = px(-25);
  std::optional<Length> best_focus;
  Length focus_error = um(0.6);
  Length focus_step = um(0.05);
  Length backlash;
  double gain = 0.1;
  Electrons read_noise = electrons(4);
  DigitalNumbers offset = dn(100);
  int bits = 12;
  Electrons full_well = electrons(40'000);
  bool noise = true;
};

/// The names of all settings, for the row of the driver table.
std::vector<std::string> simulator_setting_names();

/// Throws DeviceError for a setting that is unknown, is not understood, or makes no microscope.
SimulatorSettings simulator_settings(const DriverSettings& texts);

CameraModel camera_of(const SimulatorSettings& settings);

/// The z at which the slide is in focus: `best_focus`, or drawn from the seed within 5 um of zero.
Length best_focus_of(const SimulatorSettings& settings);

}  // namespace etalon::hardware
