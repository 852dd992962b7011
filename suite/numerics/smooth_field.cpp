// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/smooth_field.hpp"

#include "suite/core/contract.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon::numerics {

namespace {

constexpr int kDegree = 6;
constexpr std::array<double, kDegree + 1> kPrior = {0,   1,   1,  0.5,
                                                    0.5, 0.2, 0.2};  // of s, by degree
constexpr int kScales = 8;                                           // 2^-5 ... 2^2
constexpr int kScatters = 9;                                         // 0 and 2^-7 ... 2^0
constexpr double kBowl = 2;                                          // of the range: a and b

std::array<double, kDegree + 1> legendre(double x) {
  std::array<double, kDegree + 1> p{1, x};
  for (std::size_t k = 2; k <= kDegree; ++k) {
    const double n = static_cast<double>(k);
    p[k] = ((2 * n - 1) * x * p[k - 1] - (n - 1) * p[k - 2]) / n;
  }
  return p;
}

constexpr Eigen::Index kShapes = kFieldFunctions - 1;  // all but the level
using ShapeMatrix = Eigen::Matrix<double, kShapes, kShapes>;
using ShapeVector = Eigen::Matrix<double, kShapes, 1>;

/// Prior variance of each coefficient but the level, for s = 1.
ShapeVector prior_variances() {
  ShapeVector all;
  Eigen::Index k = 0;
  for (std::size_t degree = 1; degree <= kDegree; ++degree) {
    for (std::size_t i = 0; i <= degree; ++i) all[k++] = kPrior[degree] * kPrior[degree];
  }
  return all;
}

/// Place of P_i(u) P_j(v) behind the level.
Eigen::Index shape(int i, int j) { return (i + j) * (i + j + 1) / 2 + j - 1; }

/// r^2 and r^4 less their means, in Legendre polynomials: x^2 = 2/3 P2 + 1/3,
/// x^4 = 8/35 P4 + 4/7 P2 + 1/5.
std::array<ShapeVector, 2> bowl(double aspect) {
  const double a = aspect * aspect;
  std::array<ShapeVector, 2> all{ShapeVector::Zero(), ShapeVector::Zero()};
  all[0][shape(2, 0)] = 2.0 / 3;
  all[0][shape(0, 2)] = 2.0 / 3 * a;
  all[1][shape(2, 0)] = 4.0 / 7 + 4.0 / 9 * a;
  all[1][shape(0, 2)] = 4.0 / 7 * a * a + 4.0 / 9 * a;
  all[1][shape(4, 0)] = 8.0 / 35;
  all[1][shape(0, 4)] = 8.0 / 35 * a * a;
  all[1][shape(2, 2)] = 8.0 / 9 * a;
  return all;
}

/// Of all coefficients; none for the level.
struct Prior {
  FieldMatrix precision = FieldMatrix::Zero();
  double log_determinant = 0;  // of the precision, without the level
};

Prior prior_of(const ShapeMatrix& covariance) {
  const Eigen::LLT<ShapeMatrix> factor(covariance);
  const ShapeMatrix lower = factor.matrixL();
  Prior prior;
  prior.precision.bottomRightCorner<kShapes, kShapes>() = factor.solve(ShapeMatrix::Identity());
  prior.log_determinant = -2 * lower.diagonal().array().log().sum();
  return prior;
}

/// For each scale, without the bowl and with it.
std::vector<Prior> priors(double range, double aspect) {
  ShapeMatrix curved = ShapeMatrix::Zero();
  for (const ShapeVector& part : bowl(aspect)) curved += part * part.transpose();
  curved *= kBowl * kBowl * range * range;
  std::vector<Prior> all;
  for (int i = 0; i < kScales; ++i) {
    const double scale = range * std::exp2(i - kScales + 3);
    const ShapeMatrix smooth = (scale * scale * prior_variances()).asDiagonal();
    all.push_back(prior_of(smooth));
    all.push_back(prior_of(smooth + curved));
  }
  return all;
}

/// One prior and one scatter: what the readings make of it.
struct Candidate {
  double log_likelihood = 0;
  FieldVector coefficients;
  FieldMatrix covariance;
  double scatter = 0;
  double spent = 0;  // effective number of coefficients
};

/// What the readings say when they scatter by so much more than their noise.
struct Information {
  FieldMatrix matrix = FieldMatrix::Zero();
  FieldVector vector = FieldVector::Zero();
  double log_likelihood = 0;  // of the readings about `level`, without any surface
  double scatter = 0;
};

Information information(const std::vector<PlacedReading>& readings, double level, double scatter) {
  Information all;
  all.scatter = scatter;
  for (const PlacedReading& r : readings) {
    const double variance = r.noise * r.noise + scatter * scatter;
    const FieldVector f = field_functions(r.u, r.v);
    all.matrix += f * f.transpose() / variance;
    all.vector += f * ((r.value - level) / variance);
    all.log_likelihood -= 0.5 * (std::log(variance) + std::pow(r.value - level, 2) / variance);
  }
  return all;
}

Candidate candidate(const Information& information, const Prior& prior) {
  Candidate c;
  const Eigen::LLT<FieldMatrix> factor(information.matrix + prior.precision);
  c.coefficients = factor.solve(information.vector);
  c.covariance = factor.solve(FieldMatrix::Identity());
  const FieldMatrix lower = factor.matrixL();
  c.log_likelihood = information.log_likelihood + 0.5 * information.vector.dot(c.coefficients) -
                     lower.diagonal().array().log().sum() + 0.5 * prior.log_determinant;
  c.scatter = information.scatter;
  c.spent = c.covariance.cwiseProduct(information.matrix).sum();
  return c;
}

SmoothField averaged(const std::vector<Candidate>& candidates, std::size_t readings) {
  const auto best = std::max_element(
      candidates.begin(), candidates.end(),
      [](const auto& a, const auto& b) { return a.log_likelihood < b.log_likelihood; });
  SmoothField field;
  double sum = 0;
  for (const Candidate& c : candidates) {
    const double weight = std::exp(c.log_likelihood - best->log_likelihood);
    sum += weight;
    field.coefficients += weight * c.coefficients;
    field.scatter += weight * c.scatter;
  }
  field.coefficients /= sum;
  field.scatter /= sum;
  for (const Candidate& c : candidates) {
    const double weight = std::exp(c.log_likelihood - best->log_likelihood) / sum;
    const FieldVector apart = c.coefficients - field.coefficients;
    field.covariance += weight * (c.covariance + apart * apart.transpose());
  }
  field.degrees_of_freedom = std::max(1.0, static_cast<double>(readings) - best->spent);
  return field;
}

}  // namespace

FieldVector field_functions(double u, double v) {
  const auto pu = legendre(u);
  const auto pv = legendre(v);
  FieldVector f;
  int k = 0;
  for (std::size_t degree = 0; degree <= kDegree; ++degree) {
    for (std::size_t i = 0; i <= degree; ++i) f[k++] = pu[degree - i] * pv[i];
  }
  return f;
}

double SmoothField::uncertainty(const FieldVector& weights) const {
  return std::sqrt(std::max(0.0, weights.dot(covariance * weights)));
}

SmoothField fit_smooth_field(const std::vector<PlacedReading>& readings, double aspect) {
  ETALON_EXPECTS(readings.size() >= 2 && aspect > 0);
  double low = readings.front().value;
  double high = low;
  double noise = readings.front().noise;
  for (const auto& r : readings) {
    ETALON_EXPECTS(r.noise > 0);
    low = std::min(low, r.value);
    high = std::max(high, r.value);
    noise = std::min(noise, r.noise);
  }
  const double level = 0.5 * (low + high);
  const double range = std::max(high - low, noise);
  const auto known = priors(range, aspect);
  std::vector<Candidate> candidates;
  for (int k = 0; k < kScatters; ++k) {
    const double scatter = k == 0 ? 0 : range * std::exp2(k - kScatters + 1);
    const Information said = information(readings, level, scatter);
    for (const Prior& prior : known) candidates.push_back(candidate(said, prior));
  }
  SmoothField field = averaged(candidates, readings.size());
  field.coefficients[0] += level;
  return field;
}

}  // namespace etalon::numerics
