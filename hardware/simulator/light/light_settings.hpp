// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/options.hpp"

#include <optional>
#include <string>

namespace etalon::hardware {

/// How bright the field is, where and when.
struct LightSettings {
  Electrons brightness = electrons(10'000);  ///< per pixel in 20 ms of the full lamp, at its best
  Ratio lamp_level = percent(100);
  Ratio corner_brightness = percent(65);
  Pixels light_x = px(40);
  Pixels light_y = px(-25);
  Ratio veil;         ///< share of all light that reaches the sensor spread evenly over it
  int specks = 0;     ///< blurred shadows of dust, drawn from the seed
  Ratio lamp_ripple;  ///< relative amplitude of a sine in time
  Time lamp_ripple_period = ms(10);
  Ratio lamp_flicker;  ///< relative standard deviation from frame to frame
  Ratio lamp_drift_per_hour;
  std::optional<Time> lamp_half_life;  ///< the light halves in this time, as when a dye bleaches
};

const OptionSet<LightSettings>& light_options();
std::string objection_to(const LightSettings& settings);

}  // namespace etalon::hardware
