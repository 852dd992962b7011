// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/light/light_settings.hpp"

#include "hardware/simulator/demands.hpp"
#include "suite/core/translate.hpp"

namespace etalon::hardware {
namespace {

using S = LightSettings;

bool is_share(Ratio ratio) { return within(ratio, one(0), one(1)); }

}  // namespace

const OptionSet<S>& light_options() {
  static const OptionSet<S> set = [] {
    OptionSet<S> all;
    all.add("brightness", &S::brightness, "Electrons per pixel in 20 ms of the full lamp.")
        .add("lamp_level", &S::lamp_level, "Level of the lamp until it is set.")
        .add("corner_brightness", &S::corner_brightness,
             "Brightness half a diagonal away from the centre of the light.")
        .add("light_x", &S::light_x, "Centre of the light, right of the centre of the image.")
        .add("light_y", &S::light_y, "Centre of the light, below the centre of the image.")
        .add("veil", &S::veil, "Share of the light that is spread evenly over the image.")
        .add("specks", &S::specks, "Number of blurred shadows of dust in the image.")
        .add("lamp_ripple", &S::lamp_ripple, "Relative amplitude of a ripple of the lamp.")
        .add("lamp_ripple_period", &S::lamp_ripple_period, "Period of that ripple.")
        .add("lamp_flicker", &S::lamp_flicker, "Relative scatter of the lamp between frames.")
        .add("lamp_drift_per_hour", &S::lamp_drift_per_hour, "Relative change in an hour.")
        .add("lamp_half_life", &S::lamp_half_life, "Time in which the light halves.");
    return all;
  }();
  return set;
}

std::string objection_to(const S& s) {
  return first_unmet(
      {{within(s.brightness, electrons(0), electrons(1e9)),
        tr("brightness: expected 0 e to 1e9 e.")},
       {is_share(s.lamp_level), tr("lamp_level: expected 0 % to 100 %.")},
       {s.corner_brightness > one(0) && s.corner_brightness <= one(1),
        tr("corner_brightness: expected more than 0 %, at most 100 %.")},
       {within(s.light_x, px(-1e5), px(1e5)) && within(s.light_y, px(-1e5), px(1e5)),
        tr("light_x, light_y: expected -100000 px to 100000 px.")},
       {is_share(s.veil), tr("veil: expected 0 % to 100 %.")},
       {within(s.specks, 0, 1000), tr("specks: expected 0 to 1000.")},
       {is_share(s.lamp_ripple), tr("lamp_ripple: expected 0 % to 100 %.")},
       {within(s.lamp_ripple_period, us(1), hours(1)),
        tr("lamp_ripple_period: expected 1 us to 1 h.")},
       {within(s.lamp_flicker, one(0), percent(50)), tr("lamp_flicker: expected 0 % to 50 %.")},
       {within(s.lamp_drift_per_hour, percent(-100), percent(100)),
        tr("lamp_drift_per_hour: expected -100 % to 100 %.")},
       {!s.lamp_half_life || within(*s.lamp_half_life, etalon::s(1), hours(1e5)),
        tr("lamp_half_life: expected 1 s to 100000 h.")}});
}

}  // namespace etalon::hardware
