// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/light/light_settings.hpp"

namespace etalon::hardware {

/// What a lamp draws anew for each frame: it does not know when the camera starts.
struct LampDraws {
  double phase = 0;    ///< of the ripple, in turns
  double scatter = 0;  ///< of the flicker, standard normal
};

/// Mean light of the lamp over an exposure that starts at `time`, over that of a steady one:
/// (1 + drift) 2^(-time/half life) (1 + flicker) (1 + ripple of a sine averaged over the
/// exposure). Never negative.
double lamp_output(const LightSettings& settings, Time time, Time exposure, LampDraws draws);

}  // namespace etalon::hardware
