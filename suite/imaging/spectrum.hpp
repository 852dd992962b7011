// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <complex>
#include <cstddef>
#include <vector>

namespace etalon::imaging {

/// Weights along the rows and columns of a plane that fall to zero at its border, so that the jump
/// from one border to the opposite one does not look like detail.
struct Apodisation {
  std::vector<double> x;
  std::vector<double> y;
  /// Independent Fourier samples over all of them: (sum w^2)^2 / (n sum w^4). The covariance of two
  /// samples of white noise is the transform of w^2, and this is what its square sums to.
  double independent = 1;
  /// Variance of the blur that the weights are to a power spectrum along one axis, mean of both,
  /// (cycles/sample)^2: sum w'^2 / (4 pi^2 sum w^2).
  double spread = 0;
};

/// Shape and place of Tukey's window.
struct Tukey {
  double tapered = 0.5;  ///< part of the length that falls to zero, both ends together
  double moved_x = 0;    ///< samples, at most half of one
  double moved_y = 0;
};

/// Tukey's window: a cosine at either end (over a quarter of the length unless said otherwise), 1
/// between. Steeper ends leak: a spectrum that falls by e^5 within ten samples would be 5 % too
/// high there.
Apodisation tukey_apodisation(int width, int height, const Tukey& window = {});

/// Half of the Fourier transform of real samples, sum v exp(-2 pi i (qx x + qy y)); the other half
/// is its conjugate.
struct Spectrum {
  int width = 0;  ///< samples of the plane
  int height = 0;
  std::vector<std::complex<float>> values;  ///< row by row, columns() each

  int columns() const { return width / 2 + 1; }
  const std::complex<float>* row(int j) const {
    return values.data() + static_cast<std::size_t>(j) * static_cast<std::size_t>(columns());
  }
  std::complex<float>* row(int j) {
    return values.data() + static_cast<std::size_t>(j) * static_cast<std::size_t>(columns());
  }
  /// Signed number of a row: 0, 1 ... height/2, then negative.
  int row_number(int j) const { return j <= height / 2 ? j : j - height; }
  /// How many samples of the whole transform a column of this half stands for: 1 or 2.
  int copies(int column) const { return column == 0 || 2 * column == width ? 1 : 2; }
};

/// The largest length, at most this, whose transform is fast (factors 2, 3 and 5).
int fast_length(int at_most);

/// Of the samples less their weighted mean, times the weights. Single precision: rounding is some
/// 1e-7 of the image's own standard deviation, spread over all frequencies.
Spectrum spectrum_of(const Plane& plane, const Apodisation& weights);

/// The real samples of which this is the transform.
std::vector<float> samples_of(const Spectrum& spectrum);

}  // namespace etalon::imaging
