// SPDX-License-Identifier: Apache-2.0
#include "protocols/reached.hpp"

namespace etalon::protocols {

FrameSetting standing(const hardware::Microscope& microscope) {
  FrameSetting place;
  if (microscope.stage && microscope.stage->can_move()) {
    const auto [x, y] = microscope.stage->position();
    place.x = x;
    place.y = y;
  }
  if (microscope.focus && microscope.focus->can_move()) place.z = microscope.focus->position();
  return place;
}

FrameSetting reached(const hardware::Microscope& microscope) {
  FrameSetting place = standing(microscope);
  if (microscope.light) place.light = microscope.light->level();
  return place;
}

}  // namespace etalon::protocols
