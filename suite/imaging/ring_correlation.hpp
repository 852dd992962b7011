// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/spectrum.hpp"

#include <optional>
#include <vector>

namespace etalon::imaging {

/// Where the content of a frame lies, in samples, from where it lies in the first.
struct Shift {
  double x = 0;
  double y = 0;
};

/// Correlation of frames over groups of Fourier samples. For two frames
///   Re sum F1 F2* / sqrt(sum |F1|^2 sum |F2|^2)
/// with F2 moved back by its shift (a phase); for more, the mean of this over all pairs, which is
/// what one pair is expected to give, with less scatter.
struct GroupCorrelation {
  std::vector<double> frequency;    ///< mean of the group, cycles/sample
  std::vector<double> count;        ///< Fourier samples of the whole transform
  std::vector<double> correlation;  ///< 0 for groups that are empty or hold no power
};

/// Over rings of constant frequency, one sample of the shorter side wide: ring k is about
/// k/(shorter side), up to `highest` cycles/sample (at most 0.5). All spectra have the same size.
/// One pass over each spectrum for the power, one for the sum.
GroupCorrelation ring_correlation(const std::vector<Spectrum>& spectra,
                                  const std::vector<Shift>& shifts, double highest = 0.5);

/// Over three groups in which hardly any lens leaves light, so that what correlates there belongs
/// to the sensor: beyond 0.5 cycles/sample (the corners of the transform); along the rows, and
/// along the columns, beyond 0.35 cycles/sample, three samples wide (stripes).
GroupCorrelation far_correlation(const std::vector<Spectrum>& spectra,
                                 const std::vector<Shift>& shifts);

struct MeasuredShift {
  Shift shift;
  double uncertainty = 0;  ///< standard, along one axis, samples; mean of both axes
  double uncertainty_x = 0;  ///< along each: large along straight things
  double uncertainty_y = 0;
};

/// Shift of the second frame from the first. Coarse: the highest peak of the cross-correlation,
/// each ring brought to the same power, low frequencies (0.12 cycles/sample and below) counting
/// most. Fine: the maximum likelihood of the phases up to 0.25 cycles/sample, weight
/// rho/(1 - rho^2) for a ring of correlation rho, by Newton's method. Nothing when no peak stands
/// out from noise by eight standard deviations.
std::optional<MeasuredShift> shift_between(const Spectrum& first, const Spectrum& second,
                                           double independent);

}  // namespace etalon::imaging
