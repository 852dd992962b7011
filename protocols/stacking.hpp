// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "protocols/procedure.hpp"

#include <optional>

namespace etalon::protocols {

/// Frames of one step as its camera gives them: one place, or a stack of `planes` planes around
/// `middle`. With a motor on the focus the planes are taken from below to above, so that play acts
/// in one way, and the focus goes back to the middle; without one they are those that the camera
/// has (a folder of images), in their order where the files do not say it. Throws DeviceError
/// before anything moves when the stack would leave the travel of the focus, and when a camera
/// without a motor gives one frame only.
hardware::AcquiredFrames acquire_frames(const hardware::Microscope& microscope,
                                        const hardware::StepContext& at, const Acquire& acquire,
                                        std::optional<Time> exposure, std::optional<Length> middle);

}  // namespace etalon::protocols
