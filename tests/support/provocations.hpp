// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/core/options.hpp"
#include "suite/metrics/metric.hpp"
#include "targets/exact/expected_image.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace etalon::test {

/// Something that has to end in the failure, or the caveat, METRIC.reason.
struct Provocation {
  std::string reason;
  std::function<Evaluation()> provoke;
  std::string says;  ///< is in its detail
};

/// Each failure is there, says so, and advises; all that the metric declares are provoked, but for
/// those that are tested `elsewhere`. Answers what they made.
std::vector<Evaluation> check_failures(const std::string& metric,
                                       const std::vector<Provocation>& provocations,
                                       const std::set<std::string>& elsewhere = {});
/// The same of caveats.
void check_caveats(const std::string& metric, const std::vector<Provocation>& provocations);

/// Even light on a square, electrons.
targets::ExpectedImage even_light(double level, int size);
std::unique_ptr<FrameSequence> one_frame(Frame frame);
/// Sets `count` samples of a 16-bit frame, spread over it.
void fill(Frame& frame, std::uint16_t value, std::size_t count);
/// All frames of an observation, and back.
void change_frames(Observation& observation,
                   const std::function<void(std::vector<Frame>&)>& change);

/// What metrics of a series of textured frames of 64 px refuse on reading: `of` measures a good
/// observation after it was changed.
using Changed =
    std::function<Evaluation(const std::function<void(Observation&)>&, const OptionTexts&)>;
std::vector<Provocation> unreadable_series(const Changed& of);

}  // namespace etalon::test
