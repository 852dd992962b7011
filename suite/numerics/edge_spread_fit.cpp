// SPDX-License-Identifier: Apache-2.0
#include "suite/core/contract.hpp"
#include "suite/numerics/edge_spread.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace etalon::numerics {

namespace {

// Prior standard deviations, in steps. t of a diffraction-limited edge is 0.1 to 0.2; flare of
// lenses is a few per cent.
constexpr double kTailPriorSd = 0.3;
constexpr double kHaloPriorSd = 0.05;
constexpr double kAbsentSd = 1e-9;
constexpr double kNegligible = 20;  // difference of log evidence: a weight of 2e-9
// Prior odds of a halo. Every lens has an aperture and with it a tail; flare strong enough to be
// worth three more parameters is the exception. At low signal a halo would otherwise take the place
// of the tail.
constexpr double kHaloOdds = 0.01;

struct NormalEquations {
  Eigen::MatrixXd matrix;  // C'WC
  Eigen::VectorXd vector;  // C'Wy
  double square = 0;       // y'Wy
  Eigen::Index samples = 0;
};

Eigen::MatrixXd values_at(const EdgeSpread& model, const std::vector<double>& x) {
  Eigen::MatrixXd rows(static_cast<Eigen::Index>(x.size()), model.columns());
  for (std::size_t i = 0; i < x.size(); ++i)
    rows.row(static_cast<Eigen::Index>(i)) = model.values(x[i]);
  return rows;
}

NormalEquations accumulate(const Eigen::MatrixXd& values, const EdgeSpreadSamples& samples,
                           double level) {
  const Eigen::Index n = values.rows();
  Eigen::VectorXd root(n);
  Eigen::VectorXd y(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto k = static_cast<std::size_t>(i);
    root[i] = std::sqrt(samples.weight[k]);
    y[i] = root[i] * (samples.y[k] - level);  // level removed: y'Wy - b'Ab would cancel otherwise
  }
  const Eigen::MatrixXd rows = root.asDiagonal() * values;
  NormalEquations equations;
  equations.matrix = Eigen::MatrixXd::Zero(rows.cols(), rows.cols());
  equations.matrix.selfadjointView<Eigen::Lower>().rankUpdate(rows.transpose());
  equations.matrix.triangularView<Eigen::StrictlyUpper>() = equations.matrix.transpose();
  equations.vector = rows.transpose() * y;
  equations.square = y.squaredNorm();
  equations.samples = n;
  return equations;
}

struct Candidate {
  double log_evidence = -std::numeric_limits<double>::infinity();
  double tau = 0;
  bool tail = false;
  double misfit = 0;  // weighted residual sum of squares, penalty excluded
  Eigen::VectorXd coefficients;
  // Factored posterior precision, scaled to a unit diagonal: the columns differ by orders of
  // magnitude.
  Eigen::VectorXd scale;
  Eigen::LDLT<Eigen::MatrixXd> factor;

  /// Costs more than all the rest, so only for candidates that count.
  Eigen::MatrixXd covariance() const {
    const Eigen::Index n = scale.size();
    return scale.asDiagonal() * factor.solve(Eigen::MatrixXd::Identity(n, n)) * scale.asDiagonal();
  }
};

/// What is assumed before the data are seen: how far the coefficients may go.
struct Prior {
  double tau = 0;
  bool tail = false;
  bool halo = false;
  Eigen::MatrixXd precision;
  double log_determinant = 0;
};

Prior prior_of(const EdgeSpread::Prior& splines, double height, double tau, bool tail, bool halo) {
  const double scale = std::pow(tau * height, -2);
  const double for_tail = std::pow((tail ? kTailPriorSd : kAbsentSd) * height, -2);
  const double for_halo = std::pow((halo ? kHaloPriorSd : kAbsentSd) * height, -2);
  Prior prior{tau, tail, halo, splines.precision * scale, splines.log_determinant};
  const auto number = static_cast<double>(prior.precision.rows() - EdgeSpread::kFixedColumns);
  prior.precision(EdgeSpread::kTailColumn, EdgeSpread::kTailColumn) = for_tail;
  prior.precision.diagonal()
      .segment(EdgeSpread::kHaloColumn, EdgeSpread::kHaloColumns)
      .setConstant(for_halo);
  prior.log_determinant +=
      number * std::log(scale) + std::log(for_tail) + EdgeSpread::kHaloColumns * std::log(for_halo);
  return prior;
}

/// Posterior of the coefficients at a known noise scale.
Candidate solve(const NormalEquations& equations, const Prior& prior, double noise_scale) {
  const Eigen::MatrixXd a = equations.matrix / noise_scale + prior.precision;
  Candidate result;
  result.tau = prior.tau;
  result.tail = prior.tail;
  result.scale = a.diagonal().cwiseMax(1e-300).cwiseSqrt().cwiseInverse();
  result.factor.compute(result.scale.asDiagonal() * a * result.scale.asDiagonal());
  const Eigen::VectorXd b = equations.vector / noise_scale;
  result.coefficients =
      result.scale.asDiagonal() * result.factor.solve(result.scale.asDiagonal() * b);
  const double log_determinant = result.factor.vectorD().cwiseMax(1e-300).array().log().sum() -
                                 2 * result.scale.array().log().sum();
  const double penalised = equations.square / noise_scale - result.coefficients.dot(b);
  result.log_evidence = 0.5 * (prior.log_determinant - log_determinant - penalised) +
                        (prior.halo ? std::log(kHaloOdds) : 0);
  result.misfit = penalised - result.coefficients.dot(prior.precision * result.coefficients);
  return result;
}

std::vector<double> tau_grid() {
  std::vector<double> grid;
  for (double tau = 2.5e-4; tau < 0.4; tau *= 2) grid.push_back(tau);
  return grid;
}

/// Noise scale from the residuals of a fit that is flexible enough for any optics.
double estimate_noise_scale(const NormalEquations& equations, const Prior& flexible) {
  // With less noise than this the sums of squares cancel, and the evidence would be rounding.
  const double least = 1e-15 * equations.square;
  double noise_scale = 1;
  for (int pass = 0; pass < 2; ++pass) {
    const Candidate fit = solve(equations, flexible, noise_scale);
    const double parameters = static_cast<double>(fit.scale.size()) -
                              (fit.covariance().array() * flexible.precision.array()).sum();
    const double degrees = static_cast<double>(equations.samples) - parameters;
    noise_scale = std::max(noise_scale * fit.misfit / std::max(degrees, 1.0), least);
  }
  return noise_scale;
}

}  // namespace

EdgeSpreadFit fit_edge_spread(const EdgeSpreadSamples& samples, double sigma_px,
                              const PixelBox& box) {
  ETALON_EXPECTS(samples.x.size() > 10 && samples.x.size() == samples.y.size());
  const double reach = std::max(-samples.x.front(), samples.x.back());
  const double level = 0.5 * (samples.y.front() + samples.y.back());
  const double height = std::abs(samples.y.back() - samples.y.front());
  EdgeSpreadFit fit{EdgeSpread(sigma_px, reach, box), {}, {}, {}, {}};
  fit.values = values_at(fit.model, samples.x);
  const auto equations = accumulate(fit.values, samples, level);
  const auto splines = fit.model.spline_prior();
  fit.noise_scale = estimate_noise_scale(equations, prior_of(splines, height, 0.02, true, true));

  std::vector<Candidate> candidates;
  double best = -std::numeric_limits<double>::infinity();
  for (const bool tail : {false, true}) {
    for (const bool halo : {false, true}) {
      double previous = -std::numeric_limits<double>::infinity();
      for (const double tau : tau_grid()) {
        candidates.push_back(
            solve(equations, prior_of(splines, height, tau, tail, halo), fit.noise_scale));
        const double here = candidates.back().log_evidence;
        best = std::max(best, here);
        // Once a looser prior has made things this much worse, a still looser one weighs nothing.
        if (here < best - kNegligible && here < previous) break;
        previous = here;
      }
    }
  }
  double total = 0;
  fit.coefficients = Eigen::VectorXd::Zero(fit.model.columns());
  for (const auto& c : candidates) {
    const double weight = std::exp(c.log_evidence - best);
    total += weight;
    fit.coefficients += weight * c.coefficients;
    fit.tail_probability += c.tail ? weight : 0;
    fit.log10_tau += weight * std::log10(c.tau);
  }
  fit.coefficients /= total;
  fit.tail_probability /= total;
  fit.log10_tau /= total;
  // An average scatters less than what it is taken of: with the models' covariances averaged, let
  // alone with what lies between the models, the intervals are too wide (docs, slanted_edge).
  const auto likeliest = std::max_element(
      candidates.begin(), candidates.end(),
      [](const auto& a, const auto& b) { return a.log_evidence < b.log_evidence; });
  fit.covariance = likeliest->covariance();
  fit.coefficients[0] += level;
  return fit;
}

}  // namespace etalon::numerics
