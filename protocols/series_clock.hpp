// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"

#include <chrono>
#include <functional>

namespace etalon::protocols {

/// The time in a series since its first visit. Within a process it is that of a steady clock; over
/// an interruption that of the calendar, which is all there is then.
class SeriesClock {
 public:
  /// `begun`: calendar time of the first visit, s since 1970.
  explicit SeriesClock(double begun);
  static double calendar();

  Time now() const;
  /// Returns at `due`, or sooner with false when `interrupted` says so.
  bool wait_until(Time due, const std::function<bool()>& interrupted) const;

 private:
  std::chrono::steady_clock::time_point start_;
  Time before_;  ///< that had passed at the start
};

}  // namespace etalon::protocols
