// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/edge_measurement.hpp"
#include "suite/numerics/edge_spread.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::metrics {

namespace {

using imaging::EdgeProfile;
using imaging::EdgeTrack;
using numerics::EdgeSpreadFit;
using numerics::EdgeSpreadReading;
using numerics::EdgeSpreadSamples;

constexpr double kHighestFrequency = 1.0;  // cycles per sample
constexpr double kHighestInSigma = 0.85;   // exp(-2 pi^2 0.85^2) = 6e-7: nothing is left further on
constexpr int kFrequencies = 50;
// Relative standard uncertainties of the model: the largest errors seen without noise on defocused
// and diffraction-limited edges are 0.03 % of MTF50, 0.05 % of MTF10, 0.35 % and 0.2 % of the
// widths.
constexpr double kMtf50Model = 3e-4;
constexpr double kMtf10Model = 5e-4;
// The tail may go on a quarter less or more than 1/x^2 beyond the region: lit fields end somewhere.
constexpr double kBeyond = 0.25;
constexpr double kFwhmModel = 2e-3;
constexpr double kRiseModel = 1e-3;
constexpr double kBlockTest = 1.79;  // 99 % quantile of F(24, infinity)

struct Samples {
  EdgeSpreadSamples all;
  std::vector<std::size_t> bin;  // of the profile
};

/// Bins with pixels; weights from the noise on the two plateaus, variance linear in the signal
/// between (photon noise).
Samples to_samples(const EdgeProfile& profile) {
  Samples s;
  const double height = profile.level_right - profile.level_left;
  for (std::size_t bin = 0; bin < profile.bins; ++bin) {
    const double n = profile.bin_count(bin);
    if (n < 1) continue;
    const double y = profile.bin_value(bin);
    const double share = std::clamp((y - profile.level_left) / height, 0.0, 1.0);
    s.all.x.push_back(profile.bin_distance(bin));
    s.all.y.push_back(y);
    s.all.weight.push_back(
        n / (profile.variance_left + (profile.variance_right - profile.variance_left) * share));
    s.bin.push_back(bin);
  }
  return s;
}

/// Scatter of a reading between blocks of rows (sandwich estimate): how far the residuals of each
/// block pull the reading, summed in quadrature.
class BlockScatter {
 public:
  BlockScatter(const EdgeProfile& profile, const Samples& samples, const EdgeSpreadFit& fit)
      : blocks_(profile.blocks) {
    Eigen::MatrixXd residuals(blocks_, fit.values.rows());
    const Eigen::VectorXd fitted = fit.values * fit.coefficients;
    for (std::size_t i = 0; i < samples.bin.size(); ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      const double x = samples.all.x[i];
      const double slope = fit.model.derivatives(x).dot(fit.coefficients);
      const double per_pixel =
          samples.all.weight[i] / profile.bin_count(samples.bin[i]) / fit.noise_scale;
      for (int b = 0; b < blocks_; ++b) {
        const std::size_t cell = static_cast<std::size_t>(b) * profile.bins + samples.bin[i];
        const double n = profile.count[cell];
        const double moved = profile.sum_distance[cell] - n * x;
        residuals(b, row) = per_pixel * (profile.sum[cell] - n * fitted[row] - slope * moved);
      }
    }
    spread_ = residuals * fit.values * fit.covariance;
  }

  double variance(const EdgeSpreadReading& reading) const {
    const Eigen::VectorXd pulls = spread_ * reading.gradient;
    const double n = blocks_;
    return pulls.squaredNorm() * n / (n - 1);
  }

 private:
  int blocks_;
  Eigen::MatrixXd spread_;
};

/// Turns readings of the fit into readings of the edge.
class Reader {
 public:
  Reader(const EdgeTrack& track, const EdgeProfile& profile, const EdgeSpreadFit& fit,
         const BlockScatter& scatter)
      : track_(track), fit_(fit), scatter_(scatter), blocks_(profile.blocks) {
    constexpr Eigen::Index kTail = numerics::EdgeSpread::kTailColumn;
    const double tail =
        std::abs(fit.coefficients[kTail]) + 2 * std::sqrt(fit.covariance(kTail, kTail));
    beyond_ = tail / std::abs(fit.coefficients[1]) * fit.model.tail_width_px() / std::numbers::pi *
              (1 / track.reach_left + 1 / track.reach_right);
  }

  /// `blur_effect`: change of the reading for one sample^2 of additional blur variance;
  /// `step_effect`: for a step whose height is understated by all of itself.
  EdgeReading read(const EdgeSpreadReading& raw, double corrected, double blur_effect,
                   double step_effect) const {
    EdgeReading reading;
    if (!raw.exists) return reading;
    reading.exists = true;
    reading.value = corrected;
    const double posterior = std::pow(numerics::reading_uncertainty(raw, fit_.covariance), 2);
    const double between = scatter_.variance(raw);
    const bool blocks_decide = between > kBlockTest * posterior;
    reading.noise = std::sqrt(blocks_decide ? between : posterior);
    if (blocks_decide) reading.degrees_of_freedom = blocks_ - 1;
    reading.location = std::abs(blur_effect) * track_.position_variance();
    reading.tail = std::abs(step_effect) * kBeyond * beyond_ / std::sqrt(3.0);
    return reading;
  }

 private:
  const EdgeTrack& track_;
  const EdgeSpreadFit& fit_;
  const BlockScatter& scatter_;
  int blocks_;
  double beyond_ = 0;  // share of the step that the tail would add beyond the region
};

constexpr double kBin = EdgeProfile::kCoreBinWidth;

void read_curves(const EdgeSpreadFit& fit, EdgeMeasurement& m) {
  const double highest = std::min(kHighestFrequency, kHighestInSigma / fit.model.sigma_px());
  const double step = highest / kFrequencies;
  const Eigen::MatrixXcd transforms = fit.model.transforms(step, kFrequencies + 1);
  Eigen::MatrixXd gradients(fit.model.columns(), kFrequencies + 1);
  for (int i = 0; i <= kFrequencies; ++i) {
    const double f = i * step;
    const auto reading = numerics::modulation(transforms.row(i), fit.coefficients, f, kBin);
    gradients.col(i) = reading.gradient;
    m.frequency.push_back(f);
    m.mtf.push_back(reading.value);
  }
  const Eigen::MatrixXd spread = fit.covariance * gradients;
  for (int i = 0; i <= kFrequencies; ++i) {
    const double variance = gradients.col(i).dot(spread.col(i));
    m.mtf_uncertainty.push_back(std::sqrt(std::max(0.0, variance)));
    const double value = m.mtf[static_cast<std::size_t>(i)];
    if (value > m.mtf_highest) {
      m.mtf_highest = value;
      m.mtf_highest_uncertainty = m.mtf_uncertainty.back();
    }
  }
  const double lo = fit.coefficients[0];
  const double height = fit.coefficients[1];
  const double reach = 10 * fit.model.sigma_px();
  for (int i = -60; i <= 60; ++i) {
    const double x = reach * i / 60;
    m.distance.push_back(x);
    m.esf.push_back((fit.model.values(x).dot(fit.coefficients) - lo) / height);
    m.lsf.push_back(fit.model.derivatives(x).dot(fit.coefficients) / height);
  }
}

/// First downward crossing of `level` on the curve, refined, and the effect of blur variance on it.
EdgeReading read_frequency(const EdgeSpreadFit& fit, const Reader& reader, const EdgeMeasurement& m,
                           double level) {
  std::size_t i = 1;
  while (i < m.mtf.size() && m.mtf[i] >= level) ++i;
  if (i == m.mtf.size()) return {};
  const auto raw = numerics::frequency_at(fit.model, fit.coefficients, level, m.frequency[i - 1],
                                          m.frequency[i], kBin);
  const double slope = (m.mtf[i] - m.mtf[i - 1]) / (m.frequency[i] - m.frequency[i - 1]);
  const double blur = 2 * std::pow(std::numbers::pi * raw.value, 2) * level / slope;
  return reader.read(raw, raw.value, blur, level / slope);
}

}  // namespace

EdgeMeasurement measure_edge_spline(const EdgeTrack& track, const EdgeProfile& profile,
                                    double pixel_width) {
  const Samples samples = to_samples(profile);
  const double angle = std::abs(std::atan(track.slope(track.middle_row)));
  const EdgeSpreadFit fit = numerics::fit_edge_spread(
      samples.all, track.sigma, {pixel_width * std::cos(angle), pixel_width * std::sin(angle)});
  const BlockScatter scatter(profile, samples, fit);
  const Reader reader(track, profile, fit, scatter);
  EdgeMeasurement m;
  m.tail_probability = fit.tail_probability;
  read_curves(fit, m);
  m.mtf50 = read_frequency(fit, reader, m, 0.5);
  m.mtf10 = read_frequency(fit, reader, m, 0.1);
  // A box of width b adds b^2/12 to the variance; widths grow by about (b^2/12) / (2 sigma^2) of
  // themselves.
  const double box = std::pow(kBin, 2) / 12;
  const double relative = 1 / (2 * track.sigma * track.sigma);
  const auto width = numerics::rise_distance(fit.model, fit.coefficients, 0.1);
  // A step that lacks the share e of its height, half at either end, has its 10 % at 10 % + 0.4 e.
  constexpr double kShare = 1e-3;
  const double narrower =
      numerics::rise_distance(fit.model, fit.coefficients, 0.1 + 0.4 * kShare).value;
  m.edge_width = reader.read(width, width.value * (1 - box * relative), width.value * relative,
                             (narrower - width.value) / kShare);
  const auto fwhm = numerics::line_spread_fwhm(fit.model, fit.coefficients);
  m.lsf_fwhm = reader.read(fwhm, fwhm.value * (1 - box * relative), fwhm.value * relative, 0);
  m.mtf50.model = kMtf50Model * m.mtf50.value;
  m.mtf10.model = kMtf10Model * m.mtf10.value;
  m.edge_width.model = kRiseModel * m.edge_width.value;
  m.lsf_fwhm.model = kFwhmModel * m.lsf_fwhm.value;
  return m;
}

}  // namespace etalon::metrics
