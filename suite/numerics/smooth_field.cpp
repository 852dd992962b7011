// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/smooth_field.hpp"

#include "suite/core/contract.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon::numerics {

namespace {

constexpr int kDegree = 4;
constexpr std::array<double, kDegree + 1> kPrior = {0, 1, 1, 0.4, 0.4};  // of s, by degree
constexpr int kScales = 9;                                               // 2^-6 ... 2^2
constexpr int kScatters = 9;                                             // 0 and 2^-7 ... 2^0

std::array<double, kDegree + 1> legendre(double x) {
  std::array<double, kDegree + 1> p{1, x, 0, 0, 0};
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

Candidate candidate(const std::vector<PlacedReading>& readings, double level, double scale,
                    double scatter) {
  Candidate c;
  FieldMatrix information = FieldMatrix::Zero();
  FieldVector vector = FieldVector::Zero();
  double squares = 0;
  for (const PlacedReading& r : readings) {
    const double variance = r.noise * r.noise + scatter * scatter;
    const FieldVector f = field_functions(r.u, r.v);
    information += f * f.transpose() / variance;
    vector += f * ((r.value - level) / variance);
    squares += std::pow(r.value - level, 2) / variance;
    c.log_likelihood -= 0.5 * std::log(variance);
  }
  const FieldVector prior = precision() / (scale * scale);
  FieldMatrix sum = information;
  sum.diagonal() += prior;
  const Eigen::LLT<FieldMatrix> factor(sum);
  c.coefficients = factor.solve(vector);
  c.covariance = factor.solve(FieldMatrix::Identity());
  c.log_likelihood -= 0.5 * (squares - vector.dot(c.coefficients));
  const FieldMatrix lower = factor.matrixL();
  c.log_likelihood -= lower.diagonal().array().log().sum();
  c.log_likelihood += 0.5 * prior.tail<kFieldFunctions - 1>().array().log().sum();
  c.scatter = scatter;
  c.spent = (c.covariance * information).trace();
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
  for (int i = 0; i < kScales; ++i) {
    for (int k = 0; k < kScatters; ++k) {
      const double scatter = k == 0 ? 0 : range * std::exp2(k - kScatters + 1);
      candidates.push_back(candidate(readings, level, range * std::exp2(i - 6), scatter));
    }
  }
  SmoothField field = averaged(candidates, readings.size());
  field.coefficients[0] += level;
  return field;
}

}  // namespace etalon::numerics
