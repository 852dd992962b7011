// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "hardware/simulator/camera/camera_settings.hpp"
#include "hardware/simulator/image/field_settings.hpp"
#include "hardware/simulator/light/light_settings.hpp"
#include "hardware/simulator/mechanics/clock.hpp"
#include "hardware/simulator/mechanics/mechanics_settings.hpp"
#include "hardware/simulator/optics/optics_settings.hpp"
#include "hardware/simulator/slide/slide_settings.hpp"

#include <string>
#include <vector>

namespace etalon::hardware {

/// Everything there is to know about a virtual microscope, group by group. The defaults describe a
/// small 20x/0.40 brightfield microscope, neither focused nor well exposed when it is switched on.
/// Each group declares its settings and their limits in a file of its own; written, all of them
/// share one list of keys.
struct SimulatorSettings {
  int seed = 1;
  OpticsSettings optics;
  FieldSettings field;
  LightSettings light;
  CameraSettings camera;
  MechanicsSettings mechanics;
  ClockSettings clock;
  SlideSettings slide;
};

/// All settings, in the order of the groups.
std::vector<OptionDeclaration> simulator_setting_declarations();
/// Their names, for the row of the driver table.
std::vector<std::string> simulator_setting_names();

/// Throws DeviceError for a setting that is unknown, is not understood, or makes no microscope.
SimulatorSettings simulator_settings(const DriverSettings& texts);
/// Every setting as a text that reads back the same.
OptionTexts texts_of(const SimulatorSettings& settings);

/// Why these settings make no microscope; empty when they make one.
std::string objection_to(const SimulatorSettings& settings);
/// Throws DeviceError when there is an objection.
void expect_microscope(const SimulatorSettings& settings);

/// The z at which the slide is in focus: `best_focus`, or drawn from the seed within 5 um of zero.
Length best_focus_of(const SimulatorSettings& settings);

CameraModel camera_of(const SimulatorSettings& settings);

}  // namespace etalon::hardware
