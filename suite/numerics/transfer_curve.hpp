// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

#include <optional>
#include <vector>

namespace etalon::numerics {

/// Amplitude of the fundamental at one frequency; its variance is an unknown constant over weight.
struct ModulationSample {
  double frequency = 0;
  double value = 0;
  double weight = 0;
};

/// A reading with the standard uncertainties of its sources, which are independent.
struct TransferReading {
  double value = 0;
  double noise = 0;       ///< type A: scatter of the samples
  double smoothness = 0;  ///< type B: what a curve as smooth as this one may do between samples
  double zero = 0;        ///< type B: form of the curve below the samples
  double halo = 0;        ///< type B: a halo about as wide as the coarsest period
};

/// C exp(-a f - b f^2 - c f^3): how a curve goes on below its lowest sample. The first term is the
/// cusp of every pupil, the second the spread of the light; with the third the zero of Airy and
/// defocused curves is met to a few thousandths (docs/methods/siemens_star.md).
struct ZeroFit {
  double contrast = 0;  ///< C
  Eigen::Vector3d fall = Eigen::Vector3d::Zero();
  double at(double frequency) const;
};

/// A curve s(f) through modulations whose value at zero frequency is unknown.
///
/// s: cubic B-splines on 24 even intervals from 0 to `end`, penalty on their third differences
/// (Eilers and Marx 1996), its weight and the variance of the samples by restricted maximum
/// likelihood (Patterson and Thompson 1971). s(0) is C of a ZeroFit to the samples down to 40 % of
/// the highest, by weighted least squares. Its form is uncertain by (0.014 + 0.34 d) d,
/// rectangular, d = 1 - M(lowest sample): as far as pupils with up to half a wave of defocus were
/// off at most.
///
/// A halo bends the curve where the samples begin, and a cubic follows only roughly. So C is fitted
/// again with D exp(-2 (pi w f)^2) added, w = 0.08, 0.12, 0.2, 0.3 of the coarsest period. The
/// farthest that C moves, of those w whose D takes away more squares than 4 variances of the
/// samples, times 1.5, is the half-width of a second component. A halo with w above 0.3 has fallen
/// off before the samples begin: it counts as contrast that large areas have lost.
///
/// On spokes a modulation at f is not H(f) alone. For a round point spread it is the integral of
/// H(k) N J_N(k r) dk/k: a mean over frequencies of mean N/r, variance 0 and third moment -N/r^3
/// (moments of Bessel functions, DLMF 10.22.43). So H(f) - f^3 H'''(f)/(6 N^2) is fitted to the
/// samples, right to N^-4. pairs = 0: straight lines, no such term.
///
/// The posterior covariance of the spline has two parts (Nychka 1988 for their coverage): noise,
/// K^-1 X'WX K^-1, and smoothness, K^-1 lambda P K^-1, with K = X'WX + lambda P. Noise is common to
/// spline and C, and so is taken together.
class TransferCurve {
 public:
  double lowest() const { return lowest_; }
  double end() const { return end_; }
  double degrees_of_freedom() const { return degrees_; }
  double sample_variance() const { return variance_; }  ///< of a sample of weight 1
  double raw(double frequency) const;                   ///< s(f)
  /// s(f)/s(0); beyond the end as a Gaussian would go on.
  double at(double frequency) const;
  double uncertainty(double frequency) const;         ///< of s(f)/s(0)
  double contrast() const { return zero_.contrast; }  ///< s(0)
  TransferReading zero() const;                       ///< the same with its uncertainty
  double halo() const { return halo_ / contrast(); }  ///< how far a halo moves s(0), relative
  /// The lowest frequency, not below the lowest sample, where s falls to `level` s(0).
  std::optional<TransferReading> crossing(double level) const;
  double slope(double frequency) const;  ///< of s(f)/s(0)

 private:
  friend std::optional<TransferCurve> fit_transfer(const std::vector<ModulationSample>& samples,
                                                   double end, int pairs);
  Eigen::VectorXd basis(double frequency) const;
  /// Of gradient . coefficients + by_zero C.
  TransferReading reading(double value, const Eigen::VectorXd& gradient, double by_zero) const;
  bool find_zero(const std::vector<ModulationSample>& samples, const Eigen::MatrixXd& inverse);

  double lowest_ = 0;
  double end_ = 0;
  double step_ = 1;
  double degrees_ = 0;
  double variance_ = 0;
  Eigen::VectorXd coefficients_;
  Eigen::MatrixXd noise_;
  Eigen::MatrixXd smoothness_;
  ZeroFit zero_;
  Eigen::VectorXd noise_with_zero_;  ///< covariance of the coefficients with C
  double zero_variance_ = 0;         ///< of C, from noise
  double halo_ = 0;                  ///< how far C moves when a halo is allowed for
};

/// Nothing when fewer than 30 samples lie below `end` or what they say makes no curve that begins
/// above zero. Samples of weight 0 do not count.
std::optional<TransferCurve> fit_transfer(const std::vector<ModulationSample>& samples, double end,
                                          int pairs);

}  // namespace etalon::numerics
