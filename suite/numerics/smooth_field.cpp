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

std::array<double, kDegree + 1> legendre(double x) {
  std::array<double, kDegree + 1> p{1, x};
  for (std::size_t k = 2; k <= kDegree; ++k) {
    const double n = static_cast<double>(k);
    p[k] = ((2 * n - 1) * x * p[k - 1] - (n - 1) * p[k - 2]) / n;
  }
  return p;
}

/// Prior precision of each coefficient for s = 1; none for the level.
FieldVector precision() {
  FieldVector all;
  int k = 0;
  for (int degree = 0; degree <= kDegree; ++degree) {
    for (int i = 0; i <= degree; ++i) {
      const double sd = kPrior[static_cast<std::size_t>(degree)];
      all[k++] = sd > 0 ? 1 / (sd * sd) : 0;
    }
  }
  return all;
}

/// One pair of scale and scatter: what the readings make of it.
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

Candidate candidate(const Information& information, double scale) {
  Candidate c;
  const FieldVector prior = precision() / (scale * scale);
  FieldMatrix sum = information.matrix;
  sum.diagonal() += prior;
  const Eigen::LLT<FieldMatrix> factor(sum);
  c.coefficients = factor.solve(information.vector);
  c.covariance = factor.solve(FieldMatrix::Identity());
  const FieldMatrix lower = factor.matrixL();
  c.log_likelihood = information.log_likelihood + 0.5 * information.vector.dot(c.coefficients) -
                     lower.diagonal().array().log().sum() +
                     0.5 * prior.tail<kFieldFunctions - 1>().array().log().sum();
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

SmoothField fit_smooth_field(const std::vector<PlacedReading>& readings) {
  ETALON_EXPECTS(readings.size() >= 2);
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
  std::vector<Candidate> candidates;
  for (int k = 0; k < kScatters; ++k) {
    const double scatter = k == 0 ? 0 : range * std::exp2(k - kScatters + 1);
    const Information said = information(readings, level, scatter);
    for (int i = 0; i < kScales; ++i)
      candidates.push_back(candidate(said, range * std::exp2(i - kScales + 3)));
  }
  SmoothField field = averaged(candidates, readings.size());
  field.coefficients[0] += level;
  return field;
}

}  // namespace etalon::numerics
