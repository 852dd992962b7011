// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "suite/core/frame_setting.hpp"

namespace etalon::protocols {

/// Where stage and focus stand, as they say of themselves. Throws DeviceError.
FrameSetting standing(const hardware::Microscope& microscope);

/// The same, and how bright the light is.
FrameSetting reached(const hardware::Microscope& microscope);

}  // namespace etalon::protocols
