// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/frame.hpp"
#include "suite/core/observation.hpp"
#include "suite/core/options.hpp"
#include "suite/core/outcome.hpp"
#include "suite/metrics/edge_planes.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace etalon::metrics {

/// One plane of each frame of a series, read and checked when it is asked for, so that the series
/// is never in memory. Codes begin with the metric's id: METRIC.no_frames, .frames_differ,
/// .region_outside, .no_such_plane, .dark_differs, .flat_*, .too_small, .not_finite.
class SeriesReader {
 public:
  SeriesReader(std::string metric, const Observation& observation, std::string plane,
               std::optional<Region> region);

  std::size_t size() const;
  /// Without its dark, divided by the light, cut to the region; at least 32 x 32 samples.
  Outcome<Plane> read(std::size_t index);

  /// Of the first frame; frames that differ from it are refused.
  const FrameInfo& info() const { return info_; }
  /// DN that remain in the planes without light, as far as anybody said.
  double level() const { return dark_ ? dark_->level.value_or(0) : 0; }
  /// Frames of which more than a thousandth was at full scale.
  std::size_t saturated_frames() const { return saturated_; }
  /// METRIC.repeated_frame, where frames that were read are the same as others, down to their
  /// noise.
  std::optional<Caveat> repeated_frames() const;

 private:
  std::optional<Failure> begin_with(const FrameInfo& info);
  Failure own(Failure failure) const;

  std::string metric_;
  const Observation& observation_;
  std::string plane_;
  std::optional<Region> region_;
  FrameInfo info_;
  std::optional<DarkFrame> dark_;
  int index_ = 0;
  std::size_t saturated_ = 0;
  std::map<std::size_t, std::size_t> fingerprints_{};  ///< of the frames by their index
};

/// Whether a plane holds more than noise: the variance of means of 4 x 4 samples exceeds by half
/// what the differences of neighbours explain. Uneven light counts as texture.
bool has_texture(const Plane& plane);

/// Variance of white noise in a plane, from the median of its mixed second differences, which
/// smooth things hardly enter.
double noise_variance(const Plane& plane);

}  // namespace etalon::metrics
