// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <vector>

namespace etalon::numerics {

/// Correlations of signals that `frames` frames share, at rising frequencies, each from so many
/// independent real pairs of numbers.
struct CorrelationCurve {
  std::vector<double> frequency;
  std::vector<double> correlation;
  std::vector<double> pairs;
  int frames = 2;
  double spacing = 1;  ///< of the frequencies
};

/// Where a correlation falls through a threshold, and the smooth curve about that place.
struct CorrelationCrossing {
  double frequency = 0;
  double uncertainty = 0;  ///< standard
  double slope = 0;        ///< of the correlation at the crossing, less that of the threshold
  double log_slope = 0;    ///< first and second derivative of ln(signal/noise) at the crossing
  double log_bend = 0;
  double scatter = 1;       ///< mean square of the residuals in their standard deviations
  double between_fits = 0;  ///< distance of the crossings of both fits, beyond what noise explains
  std::vector<double> fitted_frequency;  ///< the rings that were fitted
  std::vector<double> fitted;            ///< correlation by the smooth curve
  std::vector<double> fitted_uncertainty;
};

/// Place of the first ring, from the third one on, at which a running mean falls below the
/// threshold. The mean reaches to either side until it holds 400 pairs (standard deviation 0.05),
/// at most to frequency zero. Rings whose threshold is above one half have too few samples for it
/// to mean anything and are passed over. Nothing when it never does.
std::optional<double> first_below(const CorrelationCurve& curve,
                                  const std::function<double(double)>& threshold);

/// Fits ln(signal/noise) = f(q) to Fisher's z of the correlations: z(r) = ln((1 + (n-1) r)/(1 -
/// r))/2 of n frames has the variance n/(2 (n-1) pairs) whatever r is (Fisher 1925), and equals
/// ln(1 + n exp f)/2, since r = S/(S + N). f is a cubic spline of 40 intervals, third differences
/// penalised; the weight of the penalty has the largest restricted likelihood (Laplace's
/// approximation) of twelve decades. First from 0.4 to 2 times `start`; then again over the part in
/// which f changes by about 6 to either side (six rings at least), so that the stiffness is that of
/// the curve there: a lens's transfer plunges at its cut-off. The uncertainty is half the length in
/// which the curve and its standard deviation (posterior; scatter about it, where more than known)
/// leave the crossing possible; less where the first fit, which averages more noise, agrees.
/// Nothing when the curve does not fall through the threshold near `start`, or the end of that
/// length is not reached.
std::optional<CorrelationCrossing> fit_crossing(const CorrelationCurve& curve,
                                                const std::function<double(double)>& threshold,
                                                double start);

}  // namespace etalon::numerics
