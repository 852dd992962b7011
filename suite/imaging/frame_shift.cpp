// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/phase_fit.hpp"

#include <cmath>

namespace etalon::imaging {

namespace {

constexpr double kHighest = 0.25;  // cycles/sample

}  // namespace

std::optional<MeasuredShift> shift_between(const Spectrum& first, const Spectrum& second,
                                           double independent) {
  const CrossSpectrum cross = cross_spectrum(first, second, kHighest);
  const auto coarse = peaks_of(correlation_map(cross, independent));
  if (coarse.empty()) return std::nullopt;
  const PhaseFit fit = fit_phases(cross, coarse.front().shift);
  MeasuredShift found;
  found.shift = fit.shift;
  if (!(fit.determinant() > 0)) return found;
  // Twice the sum is the information: each sample of the half stands for two real numbers.
  found.uncertainty = 1 / std::sqrt(independent * (fit.xx + fit.yy));
  const double information = 2 * independent * fit.determinant();
  found.uncertainty_x = std::sqrt(fit.yy / information);
  found.uncertainty_y = std::sqrt(fit.xx / information);
  return found;
}

}  // namespace etalon::imaging
