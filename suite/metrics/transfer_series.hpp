// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"
#include "suite/core/options.hpp"
#include "suite/imaging/brightness_bins.hpp"
#include "suite/imaging/pair_statistics.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// Frames of one light, one after another.
struct FrameSet {
  FrameSetting setting;  ///< exposure, light and photons
  std::vector<std::size_t> frames;
};

/// Frames that follow each other with equal exposure, light and photons. Where nobody said any of
/// them: pairs; darks, all together.
std::vector<FrameSet> light_sets(std::size_t frames, const std::vector<FrameSetting>& settings);
std::vector<FrameSet> dark_sets(std::size_t frames, const std::vector<FrameSetting>& settings);

/// Those that temporal noise is taken from: sets of two; where there are none, larger ones. (In a
/// series after EMVA 1288 larger sets are for the patterns alone.)
std::vector<FrameSet> sets_for_noise(const std::vector<FrameSet>& sets);

/// What was measured of two frames, one entry for each plane.
struct PlanePair {
  imaging::PairStatistics statistics;
  imaging::NeighbourProducts neighbours;
  std::uint32_t step = 0;                    ///< between values
  std::vector<imaging::BrightnessBin> bins;  ///< where they were asked for
};
struct PairReading {
  std::size_t set = 0;  ///< index into the sets
  std::vector<std::size_t> frames;
  std::vector<PlanePair> planes;
};

/// The planes that are measured and where.
struct MeasuredPlanes {
  FrameInfo info;
  std::vector<int> indices;
  std::vector<imaging::PlaneWindow> windows;
};
/// Values from which on pixels are cut off: the highest one, if the camera ends there or many
/// pixels have it. Infinite where nothing is cut off.
double cut_off(const imaging::PairStatistics& pair, const FrameInfo& info);

/// Fails with no_such_plane, region_outside or too_small.
Outcome<MeasuredPlanes> measured_planes(const FrameInfo& info, const std::string& plane,
                                        const std::optional<Region>& region);

/// Whether frames of this kind can be measured together.
bool same_kind(const FrameInfo& a, const FrameInfo& b);

/// Reads the frames of the sets pair by pair, two pairs at a time; nothing of a frame is kept. With
/// `bins` pixels are sorted by brightness as well. Fails with `code` when a frame has another size
/// or type.
Outcome<std::vector<PairReading>> read_pairs(const FrameSequence& frames,
                                             const std::vector<FrameSet>& sets,
                                             const MeasuredPlanes& planes, const std::string& code,
                                             bool bins = false);

}  // namespace etalon::metrics
