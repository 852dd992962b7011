// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/mechanics/devices.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace etalon::hardware {
namespace {

void expect_within(Length place, const Travel& travel, const char* axis,
                   const std::string& device) {
  // Written so that a place that is no number is refused too.
  if (place >= travel.lower && place <= travel.upper) return;
  throw DeviceError(
      device, fmt::format(fmt::runtime(tr("{} = {} is outside the travel from {} to "
                                          "{}. Nothing was moved.")),
                          axis, to_text(place), to_text(travel.lower), to_text(travel.upper)));
}

}  // namespace

void VirtualFocus::move_to(Length z) {
  expect_within(z, travel(), "z", name());
  const Length stop = std::clamp(whole_steps(z, errors_.step), travel().lower, travel().upper);
  if (stop != commanded_) moved_down_ = stop < commanded_;
  commanded_ = stop;
}

void VirtualStage::move(Axis& axis, Length place, const Travel& travel) {
  const Length stop = std::clamp(whole_steps(place, axis.errors.step), travel.lower, travel.upper);
  if (stop != axis.commanded) axis.moved_down = stop < axis.commanded;
  axis.commanded = stop;
}

void VirtualStage::move_to(Length x, Length y) {
  expect_within(x, travel_x(), "x", name());
  expect_within(y, travel_y(), "y", name());
  move(x_, x, travel_x());
  move(y_, y, travel_y());
}

void VirtualLamp::set_level(Ratio level) {
  if (!(level >= one(0) && level <= one(1))) {
    throw DeviceError(name(), fmt::format(fmt::runtime(tr("a lamp level of {} does not exist; "
                                                          "expected 0 % to 100 %.")),
                                          to_text(level)));
  }
  level_ = level;
}

}  // namespace etalon::hardware
