// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <complex>
#include <cstddef>
#include <optional>
#include <vector>

namespace etalon::numerics {

/// Photon transfer after EMVA 1288 (releases 3.0 and 4.0): the variance of the temporal noise grows
/// with the signal by the system gain K, sigma^2 = sigma_dark^2 + K (mu - mu_dark), in DN.

struct TransferDark {
  double mean = 0;
  double variance = 0;
  double degrees_of_freedom = 1;  ///< of the variance: u(variance) = variance sqrt(2 / these)
};

struct TransferLevel {
  double signal = 0;              ///< mu - mu_dark
  double variance = 0;            ///< of a bright frame
  double degrees_of_freedom = 1;  ///< of the variance
  /// Its dark variance is (1 - dark_share) of `dark_before` and dark_share of `dark_after`, indices
  /// into the darks. Not used where there are no darks.
  std::size_t dark_before = 0;
  std::size_t dark_after = 0;
  double dark_share = 0;
};

double dark_variance(const TransferLevel& level, const std::vector<TransferDark>& darks);

/// Standard deviation of a variance of so many degrees of freedom.
double variance_uncertainty(double variance, double degrees_of_freedom);

/// The level with the highest variance: beyond it pixels are full and the noise dies away. Scanned
/// from the brightest level down, so that a local maximum on the way does not count.
std::size_t saturation_index(const std::vector<TransferLevel>& levels);

enum class TransferWeights {
  equal,    ///< ordinary least squares, as in EMVA 1288
  by_noise  ///< by what the variances scatter, predicted by the line itself: no bias from them
};

/// A gain is a weighted sum of variances, so its uncertainty follows from theirs: `of_level` and
/// `of_dark` are the derivatives.
struct GainFit {
  double gain = 0;
  double intercept = 0;  ///< variance without light; 0 with darks, which are subtracted first
  std::vector<double> of_level;
  std::vector<double> of_dark;
  double chi_squared = 0;  ///< of the levels about the line, against what their noise explains
  double degrees = 0;
};

/// With darks a line through the origin of (mu - mu_dark, sigma^2 - sigma_dark^2); without any a
/// line with an intercept. At least two levels (with darks: one).
GainFit fit_gain(const std::vector<TransferLevel>& levels, const std::vector<TransferDark>& darks,
                 TransferWeights weights);

/// Do the levels follow the line, and if they do not, how far does the gain depend on which of them
/// are asked, and how? Compared are equal weights, the darker and the brighter half.
struct LackOfFit {
  bool significant = false;  ///< chi squared beyond its 99.9 % quantile
  double half_width = 0;     ///< largest difference from the gain of all, by noise; DN/e
};
LackOfFit lack_of_fit(const GainFit& fit, const std::vector<TransferLevel>& levels,
                      const std::vector<TransferDark>& darks);

/// The signal from which on the camera seems to read its pixels with another amplifier: two lines
/// explain a lack of fit four times as well as a bent one, and the lower one is straight. Levels in
/// the order of their signal; at least seven.
std::optional<double> gain_switch(const std::vector<TransferLevel>& levels,
                                  const std::vector<TransferDark>& darks);

/// y = intercept + slope x by weighted least squares. Variances of the estimates for weights that
/// are reciprocal variances.
struct WeightedLine {
  double slope = 0;
  double intercept = 0;
  double slope_variance = 0;
  double intercept_variance = 0;
  double chi_squared = 0;
  std::vector<double> intercept_of_y;  ///< derivatives of the intercept
};
WeightedLine fit_line(const std::vector<double>& x, const std::vector<double>& y,
                      const std::vector<double>& weights);

/// Variances of a fixed pattern, freed of temporal noise, and their standard uncertainties as
/// figures of this sensor (rows and columns: of the process that made them). They may be negative:
/// nothing was detected.
struct PatternPart {
  double variance = 0;
  double uncertainty = 0;
};
struct PatternParts {
  PatternPart total;
  PatternPart row;
  PatternPart column;
  PatternPart pixel;
};
/// Variances of the mean image and of the means of its columns and rows, and what temporal noise
/// adds to each.
struct MeasuredPattern {
  double variance = 0;
  double of_columns = 0;
  double of_rows = 0;
  double noise = 0;             ///< EMVA 1288: temporal variance over frames
  double noise_of_columns = 0;  ///< EMVA 1288: the same over rows
  double noise_of_rows = 0;
  double columns = 0;  ///< how many
  double rows = 0;
  double frames = 0;
};
/// Formulas of EMVA 1288 release 4.0.
PatternParts pattern_parts(const MeasuredPattern& pattern);

/// How far the variance of rounded values may be from sigma^2 + step^2/12, as an amplitude: it
/// depends on where between two steps the mean lies (first harmonic of the rounding error). `sigma`
/// of the noise, `spread` of the means from pixel to pixel.
double rounding_ripple(double sigma, double spread, double step);

/// Rounded values of recorded variance `variance` and of means that vary by `spread_variance` from
/// pixel to pixel: what their rounding can do at most. The noise that smooths the steps is taken as
/// the smallest that may have recorded that variance, step^2/12 and all of the ripple on top.
struct RoundingBound {
  double variance = 0;  ///< amplitude of the error of the variance
  double mean = 0;  ///< of the mean: sum over k of step/(pi k) exp(-2 pi^2 k^2 w^2), at most half a
                    ///< step; w^2: noise and spread, in steps
  double slope = 0;   ///< of differences of means, relative: 2 exp(-2 pi^2 w^2)
  double ripple = 0;  ///< variance that it adds to means: step^2/(2 pi^2) exp(-4 pi^2 sigma^2)
};
RoundingBound rounding_bound(double variance, double spread_variance, double step);

/// Below it noise cannot be told from rounding (EMVA 1288): 0.24 step^2.
double rounding_floor(double step);

/// Sum of errors that are sinusoids of the place of a mean between two steps, whose common phase
/// nobody knows: |sum a exp(2 pi i mean/step)|.
class RoundingSum {
 public:
  explicit RoundingSum(double step) : step_(step) {}
  void add(double amplitude, double mean);
  double amplitude() const { return std::abs(sum_); }

 private:
  double step_;
  std::complex<double> sum_{};
};

}  // namespace etalon::numerics
