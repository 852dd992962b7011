// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/light/lamp.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::hardware {
namespace {

double sinc(double turns) {
  const double x = std::numbers::pi * turns;
  return x == 0 ? 1 : std::sin(x) / x;
}

}  // namespace

double lamp_output(const LightSettings& settings, Time time, Time exposure, LampDraws draws) {
  const double drifted = 1 + settings.lamp_drift_per_hour.in(one)*time.in(hours);
  const double decayed =
      settings.lamp_half_life ? std::exp2(-(time / *settings.lamp_half_life)) : 1;
  const double turns = exposure / settings.lamp_ripple_period;
  const double ripple = settings.lamp_ripple.in(one)*sinc(turns) *
                        std::sin(2 * std::numbers::pi * (draws.phase + turns / 2));
  const double flicker = settings.lamp_flicker.in(one)*draws.scatter;
  return std::max(drifted, 0.0) * decayed * std::max(1 + flicker, 0.0) * (1 + ripple);
}

}  // namespace etalon::hardware
