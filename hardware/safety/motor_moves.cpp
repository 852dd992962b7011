// SPDX-License-Identifier: Apache-2.0
#include "hardware/safety/motor_moves.hpp"

#include "hardware/safety/stop_request.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

namespace etalon::hardware {
namespace {

constexpr Time kDeaf = ms(500);  // longest move of a board that cannot be stopped
constexpr Time kSlice = ms(20);  // in which a request to stop is noticed
constexpr Time kMargin = s(2);
constexpr Time kRest = s(5);        // after it was told to stop
constexpr Time kLook = ms(100);     // in which what moves has gone farther than its tolerance
constexpr double kTimesSlower = 2;  // than the speed that was stated
constexpr Ratio kSameLight = percent(2);

std::chrono::duration<double> seconds(Time time) {
  return std::chrono::duration<double>(time.in(s));
}

std::int64_t steps_in(Length way, Length step) { return std::llround(way / step); }

/// For messages: as many digits as anybody cares for.
std::string shown(Length place) { return fmt::format("{:.6g} um", place.in(um)); }

/// The shorter of a way and a longest way, in the direction of the way.
std::int64_t shortened(std::int64_t way, std::int64_t longest) {
  return std::clamp(way, -longest, longest);
}

}  // namespace

/// What ends in an error may have been a reset.
template <class Work>
auto MotorMoves::watched(const Work& work) const {
  try {
    return work();
  } catch (const Stopped&) {
    unsure_ = !keeps_zero();
    throw;
  } catch (const DeviceError& problem) {
    unsure_ = !keeps_zero();
    if (unsure_) throw PlaceLost(problem);
    throw;
  }
}

MotorMoves::MotorMoves(std::shared_ptr<MotorBoard> board, MotorLimits limits)
    : board_(std::move(board)), limits_(limits) {
  if (!limits_.unattended || keeps_zero()) return;
  fail(
      tr("unattended: this board takes the place where it is opened for zero, so nobody knows "
         "where its travel lies unless somebody looks. Leave unattended out, or write zero: kept "
         "if its zero is always at one place."));
}

void MotorMoves::open() {
  board_->open();
  try {
    come_to_rest();
  } catch (...) {
    board_->close();
    throw;
  }
  open_ = true;
  unsure_ = false;
}

/// A program that was killed leaves its last motion behind. Boards that do not know it as theirs
/// show by where they stand that they move.
bool MotorMoves::moves_by_itself() const {
  if (board_->moving()) return true;
  const Steps before = board_->position();
  std::this_thread::sleep_for(seconds(kLook));
  const Steps now = board_->position();
  for (std::size_t axis = 0; axis < kAxes; ++axis) {
    if (!limits_.axes[axis]) continue;
    const AxisLimits& limits = *limits_.axes[axis];
    const double way = std::abs(static_cast<double>(now[axis]) - static_cast<double>(before[axis]));
    if (limits.step * way > limits.tolerance) return true;
  }
  return board_->moving();
}

/// One that stands is told nothing: a stop may cost a board its zero.
void MotorMoves::come_to_rest() const {
  const bool none = std::none_of(limits_.axes.begin(), limits_.axes.end(),
                                 [](const auto& axis) { return axis.has_value(); });
  if (none || !moves_by_itself()) return;
  board_->stop();
  const auto end = std::chrono::steady_clock::now() + seconds(kRest);
  while (moves_by_itself()) {
    if (stop_requested()) throw Stopped(board_->name());
    if (std::chrono::steady_clock::now() > end) {
      fail(fmt::format(fmt::runtime(tr("it moved when it was opened, was told to stop, and still "
                                       "moves after {}. Does another program or a joystick move "
                                       "it? Wait until it stands, and begin again.")),
                       to_text(kRest)));
    }
    std::this_thread::sleep_for(seconds(kSlice));
  }
}

void MotorMoves::close() noexcept {
  if (!open_) return;
  if (lit_) darken();
  board_->close();
  open_ = false;
}

void MotorMoves::stop() noexcept {
  if (!open_) return;
  board_->stop();
  darken();
}

void MotorMoves::darken() noexcept {
  // Told once: a board that does not answer is not waited for again at the end.
  lit_ = false;
  try {
    board_->set_light(one(0));
  } catch (const DeviceError&) {
    return;  // It has none, or does not answer.
  }
}

const AxisLimits& MotorMoves::limits_of(std::size_t axis) const {
  if (limits_.axes[axis]) return *limits_.axes[axis];
  fail(fmt::format(fmt::runtime(tr("{0} is not moved by it: its scope file has no travel_{0}.")),
                   kAxisNames[axis]));
}

Travel MotorMoves::travel(Axis axis) const { return limits_of(axis).travel; }

Length MotorMoves::position(Axis axis) const {
  return limits_of(axis).step * static_cast<double>(stands()[axis]);
}

Steps MotorMoves::stands() const {
  expect_zero();
  return watched([this] { return board_->position(); });
}

void MotorMoves::expect_zero() const {
  if (!unsure_) return;
  throw PlaceLost(board_->name(),
                  tr("an error befell it, so its zero may be lost, and it is not moved any more. "
                     "Bring its axes to their middle, and begin again (a run goes on with "
                     "etalon run --resume)."));
}

void MotorMoves::set_light(Ratio level) {
  if (!(level >= one(0) && level <= one(1))) {
    fail(fmt::format(fmt::runtime(tr("a level of {:.4g} % does not exist; expected 0 % to 100 %.")),
                     level.in(percent)));
  }
  // As far as anybody knows, whatever becomes of the command.
  if (level > one(0)) lit_ = true;
  watched([&] { board_->set_light(level); });
  lit_ = level > one(0);
  const auto reached = light();
  if (!reached || std::abs((*reached - level).in(one)) <= kSameLight.in(one)) return;
  fail(fmt::format(
      fmt::runtime(tr("its light was set to {:.4g} % and is at {:.4g} %, as it says. Is "
                      "its cable sound, and does nothing else set it?")),
      level.in(percent), reached->in(percent)));
}

std::optional<Ratio> MotorMoves::light() const {
  return watched([this] { return board_->light(); });
}

void MotorMoves::fail(const std::string& problem) const {
  throw DeviceError(board_->name(), problem);
}

Steps MotorMoves::goal_of(const Place& place, const Steps& now) const {
  Steps goal = now;
  for (std::size_t axis = 0; axis < kAxes; ++axis) {
    if (!place[axis]) continue;
    const AxisLimits& limits = limits_of(axis);
    const Length where = *place[axis];
    // Written so that a place that is no number is refused too.
    if (!(where >= limits.travel.lower && where <= limits.travel.upper)) {
      fail(fmt::format(fmt::runtime(tr("{} = {} is outside the travel from {} to {}. Nothing was "
                                       "moved.")),
                       kAxisNames[axis], shown(where), shown(limits.travel.lower),
                       shown(limits.travel.upper)));
    }
    const auto lowest = static_cast<std::int64_t>(std::ceil(limits.travel.lower / limits.step));
    const auto highest = static_cast<std::int64_t>(std::floor(limits.travel.upper / limits.step));
    goal[axis] = std::clamp(steps_in(where, limits.step), lowest, highest);
  }
  return goal;
}

/// The board can be asked for what it says only where it is: one that stands outside its travel was
/// moved by hand, or lost its zero.
void MotorMoves::expect_within(const Steps& steps) const {
  for (std::size_t axis = 0; axis < kAxes; ++axis) {
    if (!limits_.axes[axis]) continue;
    const AxisLimits& limits = *limits_.axes[axis];
    const Length where = limits.step * static_cast<double>(steps[axis]);
    if (where >= limits.travel.lower - limits.tolerance &&
        where <= limits.travel.upper + limits.tolerance) {
      continue;
    }
    fail(fmt::format(
        fmt::runtime(tr("the board says that {} stands at {}, outside the travel from {} to {}. "
                        "Nothing was moved. Bring it to its middle by hand, set its zero there, "
                        "and begin again.")),
        kAxisNames[axis], shown(where), shown(limits.travel.lower), shown(limits.travel.upper)));
  }
}

Time MotorMoves::time_for(const Steps& way) const {
  Time longest = s(0);
  for (std::size_t axis = 0; axis < kAxes; ++axis) {
    if (way[axis] == 0) continue;
    const AxisLimits& limits = limits_of(axis);
    const double seconds_of_way =
        std::abs(static_cast<double>(way[axis])) * (limits.step / limits.speed);
    longest = std::max(longest, s(seconds_of_way));
  }
  return longest;
}

/// As much of the way as may be moved at once.
Steps MotorMoves::part_of(const Steps& way) const {
  Steps part = way;
  if (part[z_axis] != 0) {
    const bool nearer = (part[z_axis] > 0) == (limits_.towards_slide == TowardsSlide::up);
    const auto approach = std::max<std::int64_t>(
        1, static_cast<std::int64_t>(limits_.approach / limits_of(z_axis).step));
    if (nearer) part[z_axis] = shortened(part[z_axis], approach);
  }
  if (board_->can_stop()) return part;
  for (std::size_t axis = 0; axis < kAxes; ++axis) {
    if (part[axis] == 0) continue;
    const AxisLimits& limits = limits_of(axis);
    const double longest = kDeaf.in(s) * (limits.speed / limits.step);
    part[axis] = shortened(part[axis], std::max<std::int64_t>(1, std::llround(longest)));
  }
  return part;
}

void MotorMoves::wait_for_end(Time longest) const {
  const auto end = std::chrono::steady_clock::now() + seconds(longest);
  while (board_->moving()) {
    if (stop_requested()) throw Stopped(board_->name());
    if (std::chrono::steady_clock::now() > end) {
      fail(fmt::format(fmt::runtime(tr("it still moves after {}, and was stopped. Does something "
                                       "block it? If it is slower than stated, lower speed in its "
                                       "scope file.")),
                       to_text(longest)));
    }
    std::this_thread::sleep_for(seconds(kSlice));
  }
}

void MotorMoves::settle() const {
  const auto end = std::chrono::steady_clock::now() + seconds(limits_.settle);
  while (std::chrono::steady_clock::now() < end) {
    if (stop_requested()) throw Stopped(board_->name());
    std::this_thread::sleep_for(std::min(seconds(kSlice), seconds(limits_.settle)));
  }
}

void MotorMoves::expect_reached(const Steps& wanted, const Steps& reached) const {
  for (std::size_t axis = 0; axis < kAxes; ++axis) {
    if (!limits_.axes[axis]) continue;
    const AxisLimits& limits = *limits_.axes[axis];
    const Length off = limits.step * static_cast<double>(reached[axis] - wanted[axis]);
    if (off <= limits.tolerance && off >= -limits.tolerance) continue;
    fail(fmt::format(fmt::runtime(tr("{} was sent to {} and says that it stands at {}. It was "
                                     "stopped. Does something block it?")),
                     kAxisNames[axis], shown(limits.step * static_cast<double>(wanted[axis])),
                     shown(limits.step * static_cast<double>(reached[axis]))));
  }
}

/// In parts, each of which must arrive.
void MotorMoves::go(Steps now, const Steps& goal) const {
  while (now != goal) {
    if (stop_requested()) throw Stopped(board_->name());
    Steps way{};
    for (std::size_t axis = 0; axis < kAxes; ++axis) way[axis] = goal[axis] - now[axis];
    const Steps part = part_of(way);
    const Time longest = time_for(part) * kTimesSlower + kMargin;
    board_->begin_move(part, longest);
    wait_for_end(longest);
    Steps wanted = now;
    for (std::size_t axis = 0; axis < kAxes; ++axis) wanted[axis] += part[axis];
    const Steps reached = board_->position();
    expect_reached(wanted, reached);
    if (stop_requested()) throw Stopped(board_->name());
    // What is left of a last step is not chased: that could go on for ever.
    if (wanted == goal) break;
    now = reached;
  }
}

void MotorMoves::move_to(const Place& place) {
  try {
    if (stop_requested()) throw Stopped(board_->name());
    const Steps now = stands();
    expect_within(now);
    const Steps goal = goal_of(place, now);
    if (goal == now) return;
    watched([&] { go(now, goal); });
    settle();
  } catch (...) {
    stop();
    throw;
  }
}

}  // namespace etalon::hardware
