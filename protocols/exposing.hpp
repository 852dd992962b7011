// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "suite/core/outcome.hpp"

namespace etalon::protocols {

/// Finds the exposure at which `brightness` reaches `level` within a twentieth of it, from `start`
/// on. Needs a camera that sets its exposure. Fails with `expose.too_dark` (still dark after the
/// longest exposure, 10 s: is the lamp on?) or `expose.too_bright` (after the shortest, 10 us), and
/// `expose.no_scale` for cameras whose values have no full scale. At most a dozen frames, which are
/// not kept.
Outcome<Time> find_exposure(hardware::Camera& camera, const hardware::StepContext& step,
                            Ratio level, Time start);

}  // namespace etalon::protocols
