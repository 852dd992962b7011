// SPDX-License-Identifier: Apache-2.0
#include "protocols/journey.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace etalon::protocols {
namespace {

void expect_within(const hardware::Device& device, const hardware::Travel& travel, Length place,
                   const char* axis) {
  if (place >= travel.lower && place <= travel.upper) return;
  throw DeviceError(
      device.name(),
      fmt::format(fmt::runtime(tr("the series would go to {} = {}, beyond the travel from {} to "
                                  "{}. Nothing was moved. Begin nearer to the middle of the "
                                  "travel.")),
                  axis, to_text(place), to_text(travel.lower), to_text(travel.upper)));
}

Length sum(const std::optional<Length>& origin, const std::optional<Length>& way) {
  return origin.value_or(um(0)) + way.value_or(um(0));
}

}  // namespace

Journey::Journey(const hardware::Microscope& microscope, const std::vector<Visit>& visits,
                 const FrameSetting& origin)
    : microscope_(microscope), origin_(origin) {
  for (const Visit& visit : visits) {
    if (visit.x || visit.y) {
      const hardware::XYStage& stage = *microscope.stage;
      expect_within(stage, stage.travel_x(), sum(origin.x, visit.x), "x");
      expect_within(stage, stage.travel_y(), sum(origin.y, visit.y), "y");
    }
    if (visit.z) {
      const hardware::Focus& focus = *microscope.focus;
      expect_within(focus, focus.travel(), sum(origin.z, visit.z), "z");
    }
    for (const auto& way : {visit.x, visit.y, visit.z}) {
      run_up_ = std::max({run_up_, way.value_or(um(0)), -way.value_or(um(0))});
    }
  }
}

void Journey::end() {
  approach({.x = sum(origin_.x, {}), .y = sum(origin_.y, {}), .z = sum(origin_.z, {})});
}

void Journey::begin(const Visit& first) { approach(go(first)); }

/// Of what this journey has moved.
void Journey::approach(const FrameSetting& place) {
  if (moved_stage_ && place.x && place.y) {
    hardware::XYStage& stage = *microscope_.stage;
    stage.move_to(std::max(*place.x - run_up_, stage.travel_x().lower),
                  std::max(*place.y - run_up_, stage.travel_y().lower));
    stage.move_to(*place.x, *place.y);
  }
  if (moved_focus_ && place.z) {
    hardware::Focus& focus = *microscope_.focus;
    focus.move_to(std::max(*place.z - run_up_, focus.travel().lower));
    focus.move_to(*place.z);
  }
}

FrameSetting Journey::go(const Visit& visit) {
  FrameSetting place;
  if (visit.x || visit.y) {
    place.x = sum(origin_.x, visit.x);
    place.y = sum(origin_.y, visit.y);
    moved_stage_ = true;
    microscope_.stage->move_to(*place.x, *place.y);
  }
  if (visit.z) {
    place.z = sum(origin_.z, visit.z);
    moved_focus_ = true;
    microscope_.focus->move_to(*place.z);
  }
  return place;
}

}  // namespace etalon::protocols
