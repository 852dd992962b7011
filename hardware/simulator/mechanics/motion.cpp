// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/mechanics/motion.hpp"

#include <cmath>
#include <numbers>

namespace etalon::hardware {

Length whole_steps(Length commanded, Length step) {
  return step > um(0) ? step * std::round(commanded / step) : commanded;
}

Length reached(Length commanded, bool moved_down, const AxisErrors& errors, double draw) {
  const Length play = moved_down ? errors.backlash : um(0);
  const double turns = commanded / errors.period;
  return commanded + play + errors.periodic * std::sin(2 * std::numbers::pi * turns) +
         errors.scatter * draw;
}

Length crept(Time time, Length per_hour, Length warm_up, Time time_constant) {
  return per_hour * time.in(hours)-warm_up * std::expm1(-(time / time_constant));
}

}  // namespace etalon::hardware
