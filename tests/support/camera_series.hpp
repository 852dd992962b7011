// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/camera/camera_model.hpp"
#include "suite/core/observation.hpp"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace etalon::test {

/// A series of bright and dark frames of a virtual camera. `electrons_per_s` fall on its even
/// field.
struct CameraSeries {
  hardware::CameraModel camera{};
  int width = 128;
  int height = 128;
  double electrons_per_s = 100'000;
  double edge_light = 1;  ///< at the left and right border, over that in the middle (parabola)
  std::vector<double> exposures_s;
  double flicker = 0;  ///< the second frame of a pair has 1 + this times the light
  int dark_frames = 2;
  int pattern_frames = 0;  ///< 0: no sets for the pattern
  double pattern_exposure_s = 0.05;
  bool settings = true;  ///< exposures are told
  std::uint64_t seed = 1;
};

/// Levels between 5 % and 110 % of what fills a camera of `full_e` electrons.
std::vector<double> exposures_up_to(double full_e, double electrons_per_s, int levels);

Observation observed(const CameraSeries& series);

/// The same frames with every value changed by `change`.
template <class Change>
Observation with_values(const Observation& observation, const Change& change) {
  const auto changed = [&](const FrameSequence& frames) {
    std::vector<Frame> all;
    for (std::size_t i = 0; i < frames.size(); ++i) {
      all.push_back(frames.read(i));
      change(all.back());
    }
    return std::make_unique<MemoryFrames>(std::move(all));
  };
  Observation other;
  other.frames = changed(*observation.frames);
  other.settings = observation.settings;
  if (observation.dark) other.dark = changed(*observation.dark);
  other.dark_settings = observation.dark_settings;
  return other;
}

}  // namespace etalon::test
