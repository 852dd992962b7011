// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace etalon::imaging {

/// Mean and temporal variance of every sample of a series of frames, one pass over each of them.
///
/// Whole numbers are summed as whole numbers: sum x and sum x^2 in 64 bits are exact for 2^32
/// frames of 16 bits, so neither order nor number of frames nor threads move a digit. Floating
/// point is summed in double precision, about the first frame. 16 bytes a sample, however many
/// frames there are.
class TemporalSums {
 public:
  /// Frames of one type and size, which the first ones decide; at least one. Handed in several at
  /// a time they are added while a part of the sums stays in the cache. `threads` take a band each.
  void add(std::span<const Frame> frames, std::size_t threads);

  const FrameInfo& info() const { return info_; }
  std::size_t frames() const { return frames_; }
  std::size_t samples() const;  ///< of a frame: width x height x channels

  double mean(std::size_t sample) const;
  /// Over frames, with n - 1; at least two frames.
  double variance(std::size_t sample) const;

 private:
  template <class Sample, class Sum>
  void add_samples(std::span<const Frame> frames, std::size_t threads, std::vector<Sum>& sums,
                   std::vector<Sum>& squares);
  FrameInfo info_;
  std::size_t frames_ = 0;
  std::vector<std::uint64_t> sums_;
  std::vector<std::uint64_t> squares_;
  std::vector<float> first_;  ///< floating point only
  std::vector<double> float_sums_;
  std::vector<double> float_squares_;
};

/// What one look at a frame says: the means of its rows and how many samples lie at the ends.
struct FrameGlance {
  double mean = 0;
  std::vector<double> row_means;
  double lowest = 0;
  double highest = 0;
  std::size_t at_zero = 0;
  std::size_t at_full_scale = 0;  ///< of the frame's own full scale; none for floating point
  std::size_t not_finite = 0;     ///< these are in no mean
};

FrameGlance glance_at(const Frame& frame);

}  // namespace etalon::imaging
