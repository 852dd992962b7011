// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/shared_noise.hpp"

#include "suite/core/contract.hpp"
#include "suite/numerics/student_mixture.hpp"

#include <boost/math/distributions/chi_squared.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace etalon::numerics {

namespace {

constexpr int kMemories = 9;
constexpr std::array<double, 8> kParts{0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 1};
constexpr double kNoneShared = 3;  // memories
constexpr double kSlowPart = 0.15;
constexpr double kSlow = 20;          // memories in a series, at most
constexpr double kSlowAtLeast = 4;    // readings
constexpr double kLongest = 1.0 / 3;  // of the series
constexpr double kNeverMind = 1e-9;
constexpr double kNothing = 1e-300;

/// Innovations of a constant, of the number of the reading and of the readings, all with the gain
/// of one memory and part (Kalman's filter of a state that forgets).
SharedNoiseModel model_at(const std::vector<double>& y, double memory, double part) {
  const double keeps = std::exp(-1 / memory);
  std::array<double, 3> state{};
  std::array<std::array<double, 3>, 3> products{};
  double variance = part;
  double log_determinant = 0;
  const auto n = static_cast<double>(y.size());
  for (std::size_t k = 0; k < y.size(); ++k) {
    const double of_innovation = variance + 1 - part;
    const double gain = variance / of_innovation;
    std::array<double, 3> innovation{1, static_cast<double>(k) - (n - 1) / 2, y[k]};
    for (std::size_t a = 0; a < 3; ++a) {
      innovation[a] -= state[a];
      state[a] = keeps * (state[a] + gain * innovation[a]);
    }
    for (std::size_t a = 0; a < 3; ++a)
      for (std::size_t b = 0; b <= a; ++b)
        products[a][b] += innovation[a] * innovation[b] / of_innovation;
    log_determinant += std::log(of_innovation);
    variance = keeps * keeps * variance * (1 - gain) + (1 - keeps * keeps) * part;
  }
  const auto& p = products;
  const double of_line = p[1][1] - p[1][0] * p[1][0] / p[0][0];
  const double along = p[2][1] - p[2][0] * p[1][0] / p[0][0];
  SharedNoiseModel model;
  model.slope = along / of_line;
  model.degrees = n - 2;
  const double squares =
      std::max(p[2][2] - p[2][0] * p[2][0] / p[0][0] - along * model.slope, kNothing);
  model.variance = squares / model.degrees;
  model.slope_uncertainty = std::sqrt(model.variance / of_line);
  model.likelihood = -(log_determinant + std::log(p[0][0]) + std::log(of_line) +
                       model.degrees * std::log(squares)) /
                     2;
  model.slow = part >= kSlowPart && memory * kSlow >= n && memory >= kSlowAtLeast;
  return model;
}

/// The variance below which so much of the mixture lies.
double variance_quantile(const std::vector<SharedNoiseModel>& models, double share) {
  double lower = models.front().variance;
  double upper = 0;
  for (const auto& model : models) {
    if (model.weight < kNeverMind) continue;
    lower = std::min(lower, model.variance);
    upper = std::max(upper, model.variance);
  }
  lower = std::log(lower) - 3;
  upper = std::log(upper) + 3;
  for (int i = 0; i < 30; ++i) {
    const double middle = (lower + upper) / 2;
    double below = 0;
    for (const auto& model : models) {
      if (model.weight < kNeverMind) continue;
      const boost::math::chi_squared chi2(model.degrees);
      const double squares = model.degrees * model.variance;
      below += model.weight * cdf(complement(chi2, squares / std::exp(middle)));
    }
    (below < share ? lower : upper) = middle;
  }
  return std::exp(lower);
}

}  // namespace

std::vector<SharedNoiseModel> shared_noise_models(const std::vector<double>& readings) {
  ETALON_EXPECTS(readings.size() >= kFewestForSharedNoise);
  const auto n = static_cast<double>(readings.size());
  const double mean = std::accumulate(readings.begin(), readings.end(), 0.0) / n;
  std::vector<double> about = readings;  // small numbers stay exact
  for (double& v : about) v -= mean;
  std::vector<SharedNoiseModel> models{model_at(about, 1, 0)};
  models.front().weight = kNoneShared;
  for (int m = 0; m < kMemories; ++m) {
    const double memory = std::pow(kLongest * n, double{1} * m / (kMemories - 1));
    for (const double part : kParts) {
      models.push_back(model_at(about, memory, part));
      models.back().weight = 1;
    }
  }
  double highest = models.front().likelihood;
  for (const auto& model : models) highest = std::max(highest, model.likelihood);
  double sum = 0;
  for (auto& model : models) sum += model.weight *= std::exp(model.likelihood - highest);
  for (auto& model : models) model.weight /= sum;
  return models;
}

double slow_probability(const std::vector<SharedNoiseModel>& models) {
  double sum = 0;
  for (const auto& model : models) sum += model.slow ? model.weight : 0;
  return sum;
}

SharedNoise joined(const std::vector<SharedNoiseModel>& models) {
  std::vector<StudentPart> slopes;
  for (const auto& model : models)
    slopes.push_back({model.slope, model.slope_uncertainty, model.degrees, model.weight});
  SharedNoise noise;
  noise.slope = centre_of(slopes);
  noise.slope_half_width = half_width(slopes, noise.slope);
  noise.variance = variance_quantile(models, 0.5);
  noise.variance_interval = {variance_quantile(models, 0.025), variance_quantile(models, 0.975)};
  return noise;
}

}  // namespace etalon::numerics
