// SPDX-License-Identifier: Apache-2.0
#include "protocols/reached.hpp"

namespace etalon::protocols {

FrameSetting reached(const hardware::Microscope& microscope) {
  FrameSetting place;
  if (microscope.stage) {
    const auto [x, y] = microscope.stage->position();
    place.x = x;
    place.y = y;
  }
  if (microscope.focus) place.z = microscope.focus->position();
  if (microscope.light) place.light = microscope.light->level();
  return place;
}

}  // namespace etalon::protocols
