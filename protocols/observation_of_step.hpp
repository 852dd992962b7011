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

/// Frames that steps share, and how each was set (or nothing: nobody said).
struct KeptFrames {
  SharedFrameSequence frames;
  std::vector<FrameSetting> settings;
};

/// What lies under the objective in a step: what was stated, else the first that the protocol
/// allows.
std::string slide_of(const Procedure& procedure, const RunContext& context,
                     const std::string& step);

/// The scale as it is known, else as the frames say.
std::optional<Uncertain<PixelSize>> pixel_size_of(const hardware::Microscope& microscope,
                                                  const hardware::AcquiredFrames& acquired);

/// All that a metric is handed about frames of a step. `dark` and `flat` may be empty; none is
/// copied.
Observation observation_of_step(const Procedure& procedure, const Step& step,
                                const hardware::Microscope& microscope, const RunContext& context,
                                const hardware::AcquiredFrames& acquired,
                                const SharedFrameSequence& frames,
                                const std::vector<KeptFrames>& dark,
                                const std::vector<KeptFrames>& flat);

}  // namespace etalon::protocols
