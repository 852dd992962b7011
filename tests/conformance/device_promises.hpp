// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

namespace etalon::test {

// What every device promises, whatever drives it. Each makes Catch2's checks.

/// The frames asked for, each the same when asked again, none the same as another.
void check_camera(hardware::Camera& camera);
/// The same of a camera that looks at something real: no frame is ever seen twice.
void check_live_camera(hardware::Camera& camera);
/// It never leaves its travel, and does not move when it refuses.
void check_focus(hardware::Focus& focus);
void check_stage(hardware::XYStage& stage);
void check_light(hardware::Light& light);

}  // namespace etalon::test
