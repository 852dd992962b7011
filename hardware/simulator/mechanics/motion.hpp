// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"

namespace etalon::hardware {

/// How one axis misses what it was sent to.
struct AxisErrors {
  Length step;      ///< it stops at whole multiples; zero: anywhere
  Length backlash;  ///< after a move downwards it stands so much too high
  Length periodic;  ///< amplitude of an error that repeats with the turns of a screw
  Length period = um(1);
  Length scatter;  ///< standard deviation of the place that is reached
};

/// The multiple of the smallest step that is nearest to what was commanded.
Length whole_steps(Length commanded, Length step);

/// Where the axis really stands: the commanded place, plus play after a move downwards, plus
/// periodic sin(2 pi commanded/period), plus scatter times a standard normal draw.
Length reached(Length commanded, bool moved_down, const AxisErrors& errors, double draw);

/// How far an instrument has crept since it was switched on: rate t + warm_up (1 - exp(-t/tau)).
Length crept(Time time, Length per_hour, Length warm_up, Time time_constant);

}  // namespace etalon::hardware
