// SPDX-License-Identifier: Apache-2.0
#include "tests/support/moving_steps.hpp"

#include <algorithm>

namespace etalon::test {

using hardware::Steps;

Steps MovingSteps::now() const {
  const std::chrono::duration<double> passed = Clock::now() - begun_;
  const auto longest = static_cast<std::int64_t>(std::min(passed.count() * speed_, 1e15));
  Steps place{};
  for (std::size_t i = 0; i < place.size(); ++i) {
    place[i] = start_[i] + std::clamp(goal_[i] - start_[i], -longest, longest);
  }
  return place;
}

void MovingSteps::begin(const Steps& by) {
  start_ = now();
  for (std::size_t i = 0; i < by.size(); ++i) goal_[i] = start_[i] + by[i];
  begun_ = Clock::now();
}

void MovingSteps::stop() { start_ = goal_ = now(); }

}  // namespace etalon::test
