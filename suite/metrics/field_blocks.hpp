// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"
#include "suite/core/options.hpp"

#include <Eigen/Core>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// The mean of the frames of a sequence, plane by plane. A single frame stays as it was stored.
class MeanFrame {
 public:
  /// Frames must agree in size and type.
  void add(Frame frame);
  std::size_t frames() const { return frames_; }
  const FrameInfo& info() const { return first_.info; }
  void copy_row(int plane, int j, std::vector<float>& row) const;

 private:
  Frame first_;
  std::vector<Plane> planes_;  ///< empty for a single frame
  std::size_t frames_ = 0;
};

/// Samples first ... last - 1 of both axes of a plane.
struct SampleRange {
  int x0 = 0;
  int y0 = 0;
  int x1 = 0;
  int y1 = 0;
  int width() const { return x1 - x0; }
  int height() const { return y1 - y0; }
};

/// The samples of a plane whose centres lie in the region; all of them without one.
SampleRange samples_of(const Plane& geometry, const std::optional<Region>& region);

/// 32 samples, or 16, 8 or 4 where the shorter side would otherwise hold fewer than 16 blocks: the
/// surface is a noisy one if they are hardly more than its 7 splines. Nothing below 64 samples.
std::optional<int> block_size(const SampleRange& range);

/// Means of blocks of the frames less the dark ones, and how the pixels of the mean frame scatter
/// within each block (slope included). A block at the right or lower border may be smaller.
struct FieldBlocks {
  Eigen::MatrixXd mean;      ///< row by row of blocks, DN
  Eigen::MatrixXd variance;  ///< of single samples, DN^2
  Eigen::MatrixXd count;     ///< samples
};

/// One pass over the plane, in single precision about a pivot for each block: sums of 1024
/// differences lose less than 1e-6 of them. `dark` may be null; `offset` is subtracted as well.
FieldBlocks field_blocks(const MeanFrame& light, const MeanFrame* dark, int plane, double offset,
                         const SampleRange& range, int block);

/// Highest value of a plane of one frame, and how many samples are cut off there.
struct Highlights {
  double highest = 0;
  std::optional<double> level;  ///< where values are cut off (clipping_level); empty: nowhere
  std::size_t at_level = 0;
  double lowest = 0;
  std::size_t not_finite = 0;
};
Highlights highlights_of(const Frame& frame, int plane, const SampleRange& range);

}  // namespace etalon::metrics
