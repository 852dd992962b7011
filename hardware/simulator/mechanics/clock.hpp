// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/options.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace etalon::hardware {

/// The clock of the virtual microscope. Nothing waits: time is worked out from which frame it is,
/// so an hour of drift costs nothing and a run that is resumed sees what it would have seen.
struct ClockSettings {
  Time switched_on;             ///< so long ago when the first step begins
  Time step_time = minutes(5);  ///< from the begin of a step to that of the next
  Time repeat_time = s(30);     ///< ... of a repeat to that of the next
  Time attempt_time = s(5);     ///< ... of an attempt to that of the next
  Time visit_time = s(1);       ///< ... of a visit of a series to that of the next
  Time frame_time = ms(100);    ///< ... of a frame to that of the next, at least the exposure
};

const OptionSet<ClockSettings>& clock_options();
std::string objection_to(const ClockSettings& settings);

/// Which frame of which step.
struct Moment {
  std::uint64_t step = 0;
  int repeat = 0;
  int attempt = 0;
  int frame = 0;
  int visit = 0;
};

/// Time since the microscope was switched on at which the exposure of a frame begins:
/// switched_on + step step_time + repeat repeat_time + attempt attempt_time + visit (interval of
/// the series, or visit_time) + frame interval. Trial frames for focus and exposure belong to the
/// attempt that they prepare and take no time.
Time time_of(const ClockSettings& settings, const Moment& moment, Time interval,
             std::optional<Time> of_visits = std::nullopt);

}  // namespace etalon::hardware
