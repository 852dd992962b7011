// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <functional>
#include <vector>

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
/// The same of a light that can be seen at its far end, at the `levels` that it has: what is set
/// shines, and it is dark after stop() and after close(). It is open at the end.
void check_shining_light(hardware::Light& light, const std::function<double()>& shining,
                         const std::vector<double>& levels = {0.25, 1});
/// It turns to each position that it has, and to no other.
void check_turret(hardware::Turret& turret);
/// Only a step that is optional is skipped.
void check_operator(hardware::Operator& person);

}  // namespace etalon::test
