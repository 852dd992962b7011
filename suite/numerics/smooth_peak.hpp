// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

#include <optional>
#include <vector>

namespace etalon::numerics {

/// A peak of no assumed shape, read off a smooth curve through logarithms of its values; or a step
/// (smooth_step.hpp).
struct SmoothCurve {
  double width = 0;       ///< full, at half of the maximum
  double middle = 0;      ///< of the two places at half of the maximum
  double asymmetry = 0;   ///< (right - left half width)/width, from the maximum
  double broadening = 0;  ///< d(width)/d(variance) if smeared; 4 ln 2/width of a Gaussian
  double left_slope = 0;  ///< of ln y at the places at half of the maximum; positive
  double right_slope = 0;
  double width_noise = 0;  ///< standard uncertainty by the scatter of the values
  double width_shape = 0;  ///< by what the curve may do between them
  double middle_uncertainty = 0;
  double degrees_of_freedom = 0;
  double scatter = 0;         ///< standard deviation of ln y about the curve
  Eigen::VectorXd residuals;  ///< of ln y
  std::vector<double> at;     ///< the curve on a fine grid: y and its standard uncertainty
  std::vector<double> curve;
  std::vector<double> curve_uncertainty;
};

/// ln y = quadratic + smooth deviation + noise of one variance. A Gaussian has no deviation, a lamp
/// that flickers is noise of ln y. The deviation is a Gaussian process with the covariance
/// a^2 exp(-d^2/(2 l^2)), l = 0.3 of the range (universal kriging; Rasmussen and Williams 2006,
/// 2.7). Its amplitude over the noise is not chosen but averaged over thirteen decades, by
/// restricted likelihood; amplitudes below 0.03 count for nothing, since responses of lenses differ
/// by more than that from a Gaussian. Uncertainty: the posterior variance of each amplitude, and
/// the variance between them. Cost: 13 n^3.
///
/// `x` rises, seven values at least. Nothing when the curve does not fall to half of its maximum on
/// either side.
std::optional<SmoothCurve> fit_peak(const std::vector<double>& x, const std::vector<double>& log_y);

}  // namespace etalon::numerics
