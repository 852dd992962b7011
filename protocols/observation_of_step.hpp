// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "protocols/procedure.hpp"
#include "protocols/runner.hpp"
#include "suite/core/observation.hpp"

#include <memory>
#include <vector>

namespace etalon::protocols {

using SharedFrameSequence = std::shared_ptr<const FrameSequence>;

/// What lies under the objective in a step: what was stated, else the first that the protocol
/// allows.
std::string slide_of(const Procedure& procedure, const RunContext& context,
                     const std::string& step);

/// All that a metric is handed about frames of a step. `dark` and `flat` may be empty; none is
/// copied.
Observation observation_of_step(const Procedure& procedure, const Step& step,
                                const hardware::Microscope& microscope, const RunContext& context,
                                const hardware::AcquiredFrames& acquired,
                                const SharedFrameSequence& frames,
                                const std::vector<SharedFrameSequence>& dark,
                                const std::vector<SharedFrameSequence>& flat);

}  // namespace etalon::protocols
