// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/imaging/pair_statistics.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace etalon::imaging {

/// What many frames of the same light say of their pattern: variances of the mean image and of the
/// means of its columns and rows, before temporal noise is subtracted (EMVA 1288 release 4.0, 3.1).
struct Pattern {
  double frames = 0;
  double columns = 0;
  double rows = 0;
  double mean = 0;
  double temporal_variance = 0;  ///< mean over the pixels of the variance over the frames
  double frame_variance = 0;     ///< of the frames' means: changes of the light
  double variance = 0;           ///< of the mean image; divisor pixels
  double column_variance = 0;    ///< of the means of columns; divisor columns
  double row_variance = 0;       ///< of the means of rows; divisor rows
  double column_noise = 0;       ///< temporal variance of the mean of a column, over the frames
  double row_noise = 0;  ///< of the mean of a row: more than its pixels' where rows have noise
  /// Of the mean image less the mean of the 11 x 11 pixels about each, as if pixels were
  /// independent: what varies from pixel to pixel, without shading. Nothing below 32 x 32 pixels.
  double high_pass_variance = 0;
  /// Mean and variance of those means: the light where they were taken, which is not that of the
  /// border.
  double high_pass_mean = 0;
  double high_pass_light = 0;
  /// Means of blocks over the window, `blocks_x` beside each other.
  std::vector<double> block_means;
  int blocks_x = 0;
  int blocks_y = 0;
  int block_size = 1;
};

/// A sum of squares: of whole numbers below 2^32 exact, so in any order.
struct SquareSum {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  double real = 0;
  void add(std::uint32_t number) {
    const std::uint64_t square = std::uint64_t{number} * number;
    high += square >> 32U;
    low += square & 0xffffffffU;
  }
  void add(double number) { real += number * number; }
  double value() const {
    return static_cast<double>(high) * 4294967296.0 + static_cast<double>(low) + real;
  }
};

/// Sums over frames; frames are added from any thread and not kept. Whole numbers: exact, so in any
/// order; floating-point ones: add them in one. Memory: four bytes a sample (eight of
/// floating-point frames).
class PatternSums {
 public:
  PatternSums(const FrameInfo& info, int plane, const PlaneWindow& window);
  void add(const Frame& frame);
  Pattern pattern() const;  ///< of two frames and more

 private:
  template <class Sample, class Sum>
  void add_frame(const Frame& frame, std::vector<Sum>& sums);

  int plane_;
  PlaneWindow window_;
  std::mutex mutex_;
  std::vector<std::uint32_t> whole_;
  std::vector<double> real_;
  std::vector<std::pair<double, double>> frames_;  ///< sum and sum of squares of each
  std::vector<SquareSum> column_squares_;          ///< of the columns' sums, over the frames
  std::vector<SquareSum> row_squares_;
};

}  // namespace etalon::imaging
