// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"
#include "suite/core/uncertainty.hpp"
#include "suite/imaging/registration.hpp"

#include <map>
#include <string>

namespace etalon::protocols {

/// How far a person has moved the stage, as the images show it: the way of their content, right and
/// down positive.
struct SeenMove {
  Length x;
  Length y;
  Length u_x;  ///< standard uncertainties, of registration and pixel size
  Length u_y;
  bool scale_is_certain = true;  ///< false: nobody stated the uncertainty of the pixel size, and
                                 ///< it is not in them
};

SeenMove seen_move(const imaging::FrameShift& shift, const Uncertain<PixelSize>& pixel);

/// Whether the stage stands where it stood: moved by less than a twentieth of what was asked for.
bool hardly_moved(const SeenMove& move, Length asked_x);

/// "The image moved 71.3 um to the right and 0.4 um up (100 um to the right were asked for): not
/// far enough." Wrong directions and sizes (by more than a quarter, and twice the uncertainty) are
/// named.
std::string sentence(const SeenMove& move, Length asked_x);

/// What is recorded with the frames: "moved.asked_x", "moved.x", "moved.y", "moved.u_x",
/// "moved.u_y".
void put_move(const SeenMove& move, Length asked_x, std::map<std::string, std::string>& texts);

/// "100 um to the right"
std::string way_of(Length x);

}  // namespace etalon::protocols
