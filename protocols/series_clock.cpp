// SPDX-License-Identifier: Apache-2.0
#include "protocols/series_clock.hpp"

#include <algorithm>
#include <thread>

namespace etalon::protocols {

namespace {

constexpr Time kSlice = ms(50);  // in which an interruption is noticed

}  // namespace

SeriesClock::SeriesClock(double begun)
    : start_(std::chrono::steady_clock::now()), before_(s(std::max(calendar() - begun, 0.0))) {}

double SeriesClock::calendar() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Time SeriesClock::now() const {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
  return before_ + s(passed.count());
}

bool SeriesClock::wait_until(Time due, const std::function<bool()>& interrupted) const {
  for (Time left = due - now(); left > s(0); left = due - now()) {
    if (interrupted()) return false;
    std::this_thread::sleep_for(std::chrono::duration<double>(std::min(left, kSlice).in(s)));
  }
  return true;
}

}  // namespace etalon::protocols
