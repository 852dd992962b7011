// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/ring_correlation.hpp"
#include "suite/imaging/spectrum.hpp"

#include <complex>
#include <cstddef>
#include <vector>

namespace etalon::imaging {

/// Cross spectrum conj(F1) F2 of two frames up to a frequency, each ring divided by its mean power.
/// Rings are as in ring_correlation; the lowest two are left out: shading, which stays where it is.
struct CrossSpectrum {
  Spectrum shape;  ///< of the grid of the samples used, without values
  int width = 0;   ///< of the frames
  int height = 0;
  std::vector<std::complex<double>> values;  ///< as in the shape
  std::vector<int> ring;                     ///< -1: not used
  std::vector<double> scale;                 ///< of a ring: count/sqrt(power 1 * power 2)
  double leakage = 0;                        ///< power per sample that may be the window's
  double gain = 1;                           ///< of amplitudes, second frame over first
  std::size_t rings = 0;
};

/// Up to `highest` cycles/sample; the grid is just large enough.
CrossSpectrum cross_spectrum(const Spectrum& first, const Spectrum& second, double highest);

/// The shift at which the phases are most likely: weight rho/(1 - rho^2) for a ring of correlation
/// rho (0 below 0.1; leakage counts as noise), Newton's method from `start`. Information is that of
/// white noise in every sample of the half transform, by axis.
struct PhaseFit {
  Shift shift;
  double xx = 0;
  double xy = 0;
  double yy = 0;
  std::vector<double> weight;  ///< of each ring
  double correlation = 0;      ///< of all samples, by their power
  double determinant() const { return xx * yy - xy * xy; }
};
PhaseFit fit_phases(const CrossSpectrum& cross, const Shift& start);

/// Cross-correlation on a grid, in standard deviations of noise; low frequencies (0.12
/// cycles/sample and below) count most. Shift zero is at (0, 0), and it wraps.
struct CorrelationMap {
  int width = 0;
  int height = 0;
  double step_x = 1;  ///< samples of the frame
  double step_y = 1;
  std::vector<float> values;
  /// Highest of the nine places about a shift.
  double near(const Shift& shift) const;
};

/// `independent` is that of the windows.
CorrelationMap correlation_map(const CrossSpectrum& cross, double independent);

/// A place at which two frames agree.
struct CorrelationPeak {
  Shift shift;        ///< to about a sample
  double height = 0;  ///< in standard deviations of noise
};

/// Peaks beyond eight standard deviations, highest first, at most `most`. Each stands two samples
/// of the grid from those before.
std::vector<CorrelationPeak> peaks_of(CorrelationMap map, std::size_t most = 1);

}  // namespace etalon::imaging
