// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <cstdint>

namespace etalon::imaging {

/// Part of a plane, in its own samples: columns x0 ... x1 - 1, rows y0 ... y1 - 1.
struct PlaneWindow {
  int x0 = 0;
  int y0 = 0;
  int x1 = 0;
  int y1 = 0;
  int width() const { return x1 - x0; }
  int height() const { return y1 - y0; }
};

/// Means over the samples of two frames of the same light (EMVA 1288 release 4.0): everything that
/// photon transfer asks of them. Sums of whole numbers are exact; those of floating-point frames
/// are in double precision, row by row.
struct PairStatistics {
  double samples = 0;  ///< of one frame
  double mean_a = 0;
  double mean_b = 0;
  double square_difference = 0;  ///< mean of (a - b)^2
  double square_sum = 0;         ///< mean of (a + b)^2
  double lowest = 0;             ///< of both frames
  double highest = 0;
  double at_lowest = 0;  ///< samples of both frames with the lowest value
  double at_highest = 0;
  double not_finite = 0;

  double mean() const { return (mean_a + mean_b) / 2; }
  /// Half of the mean squared difference: the temporal variance, if the light did not change.
  double plain_variance() const { return square_difference / 2; }
  /// The same less what a change of the light from one frame to the next adds.
  double variance() const {
    return (square_difference - (mean_a - mean_b) * (mean_a - mean_b)) / 2;
  }
  /// Variance over the samples of the mean of both frames, half of the temporal one in it.
  double mean_image_variance() const { return square_sum / 4 - mean() * mean(); }
};

/// One pass over both frames, which have the same size and type. 16-bit grey frames are read in
/// place: about 0.5 ns per sample.
PairStatistics pair_statistics(const Frame& a, const Frame& b, int plane,
                               const PlaneWindow& window);

/// How alike the temporal noise of neighbours is: sums over sampled rows of products of the
/// difference of two frames with itself, with the next sample and with a far one. What is smooth
/// over many samples (changing light, noise of whole rows) is in near and far products alike, what
/// processing does to neighbours in the near ones only.
struct NeighbourProducts {
  double own = 0;
  double next_in_row = 0;
  double next_in_column = 0;
  double far_in_row = 0;
  double far_in_column = 0;
  double count = 0;
  NeighbourProducts& operator+=(const NeighbourProducts& other);
  /// Correlation coefficients, 0 without any noise.
  double along_rows() const;
  double along_columns() const;
};
NeighbourProducts neighbour_products(const Frame& a, const Frame& b, int plane,
                                     const PlaneWindow& window, double mean_difference);

/// Largest whole number of which all differences between samples are multiples: 1 for a camera that
/// uses every value, 16 for 12 bits stored to the left in 16. Of every sixteenth row; 0 when all
/// are equal or no whole numbers.
std::uint32_t common_step(const Frame& frame, int plane, const PlaneWindow& window);

}  // namespace etalon::imaging
