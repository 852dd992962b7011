// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "protocols/procedure.hpp"
#include "suite/core/observation.hpp"

#include <memory>
#include <vector>

namespace etalon::protocols {

using SharedFrameSequence = std::shared_ptr<const FrameSequence>;

/// What the scope file says, and where it is silent what the device or its files say.
Instrument completed(Instrument scope, const Instrument& device);

/// All that a metric is handed about frames of a step. `dark` may be empty; neither is copied.
Observation observation_of_step(const Procedure& procedure, const Step& step,
                                const hardware::Microscope& microscope,
                                const hardware::AcquiredFrames& acquired,
                                const SharedFrameSequence& frames,
                                const std::vector<SharedFrameSequence>& dark);

}  // namespace etalon::protocols
