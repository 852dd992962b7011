// SPDX-License-Identifier: Apache-2.0
#include "suite/core/monte_carlo.hpp"

#include "suite/core/contract.hpp"
#include "suite/core/random.hpp"

#include <Eigen/Cholesky>
#include <boost/random/chi_squared_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>

namespace etalon {
namespace {

// Boost's distributions: unlike those of std they give the same draws with every standard library.
using Generator = std::mt19937_64;

constexpr std::size_t kBlockSize = 10'000;  // JCGM 101, 7.9.2: max(100/(1 - p), 10^4) for p <= 0.99

/// Normal draws with the dependence of the inputs already in them: factor * standard normal.
using Factor = Eigen::MatrixXd;

/// The factor L of correlation = L L^T. Pivoted, so that a singular matrix (fully correlated
/// inputs, which data can bring about) is as good as any other.
Factor factor_of(const Eigen::MatrixXd& correlation) {
  constexpr double kRounding = 1e-9;
  ETALON_EXPECTS(correlation.rows() == correlation.cols());
  ETALON_EXPECTS((correlation - correlation.transpose()).cwiseAbs().maxCoeff() <= kRounding);
  ETALON_EXPECTS((correlation.diagonal().array() - 1).abs().maxCoeff() <= kRounding);
  const Eigen::LDLT<Eigen::MatrixXd> pivoted(correlation);
  ETALON_EXPECTS(pivoted.vectorD().minCoeff() >= -kRounding);
  Eigen::MatrixXd factor = pivoted.matrixL();
  factor *= pivoted.vectorD().cwiseMax(0).cwiseSqrt().asDiagonal();
  factor = pivoted.transpositionsP().transpose() * factor;
  ETALON_EXPECTS((factor * factor.transpose() - correlation).cwiseAbs().maxCoeff() <=
                 1e3 * kRounding);
  return factor;
}

/// sqrt(nu / chi^2_nu): turns a normal draw into one of Student's t (JCGM 101, 6.4.9).
double t_stretch(double degrees_of_freedom, Generator& generator) {
  if (std::isinf(degrees_of_freedom)) return 1;
  boost::random::chi_squared_distribution<double> chi_squared(degrees_of_freedom);
  return std::sqrt(degrees_of_freedom / chi_squared(generator));
}

/// A draw of mean 0 and standard deviation 1 (for t: of scale 1).
double standard_draw(const MonteCarloInput& input, Generator& generator) {
  boost::random::uniform_real_distribution<double> uniform(-1, 1);
  boost::random::normal_distribution<double> normal;
  switch (input.distribution) {
    case Distribution::normal:
      return normal(generator) * t_stretch(input.degrees_of_freedom, generator);
    case Distribution::rectangular:
      return std::sqrt(3.0) * uniform(generator);
    case Distribution::triangular: {
      const double first = uniform(generator);
      return std::sqrt(6.0) * (first + uniform(generator)) / 2;
    }
    case Distribution::u_shaped:
      return std::numbers::sqrt2 * std::sin(std::numbers::pi / 2 * uniform(generator));
  }
  return 0;
}

class Sampler {
 public:
  Sampler(const std::vector<MonteCarloInput>& inputs, const Eigen::MatrixXd& correlation)
      : inputs_(inputs), standard_(static_cast<Eigen::Index>(inputs.size())) {
    for (const auto& input : inputs) {
      ETALON_EXPECTS(input.standard_uncertainty >= 0 && input.degrees_of_freedom > 0);
    }
    if (correlation.size() == 0) return;
    ETALON_EXPECTS(correlation.rows() == standard_.size());
    for (const auto& input : inputs) {
      ETALON_EXPECTS(input.distribution == Distribution::normal);
      ETALON_EXPECTS(input.degrees_of_freedom == inputs.front().degrees_of_freedom);
    }
    factor_ = factor_of(correlation);
  }

  void draw(Generator& generator, std::vector<double>& values) {
    if (factor_.size() == 0) {
      for (std::size_t i = 0; i < inputs_.size(); ++i) {
        values[i] = place(inputs_[i], standard_draw(inputs_[i], generator));
      }
      return;
    }
    boost::random::normal_distribution<double> normal;
    for (auto& value : standard_) value = normal(generator);
    const double stretch = t_stretch(inputs_.front().degrees_of_freedom, generator);
    const Eigen::VectorXd dependent = factor_ * standard_;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      values[i] = place(inputs_[i], stretch * dependent[static_cast<Eigen::Index>(i)]);
    }
  }

 private:
  static double place(const MonteCarloInput& input, double standard) {
    return input.value + input.standard_uncertainty * standard;
  }
  const std::vector<MonteCarloInput>& inputs_;
  Eigen::VectorXd standard_;
  Factor factor_;
};

/// Element `rank` (from 0) of the values in order; reorders them.
double order_statistic(std::vector<double>& values, std::size_t rank) {
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

/// y(r) and y(r+q) with q = pM and r = (M - q)/2, both rounded (JCGM 101, 7.7.2).
Interval symmetric_interval(std::vector<double>& values, double probability) {
  const auto count = static_cast<double>(values.size());
  const double q = std::floor(probability * count + 0.5);
  const double r = std::max(1.0, std::floor((count - q + 1) / 2));
  const auto low = static_cast<std::size_t>(r) - 1;
  const auto high = std::min(values.size() - 1, static_cast<std::size_t>(r + q) - 1);
  return {order_statistic(values, low), order_statistic(values, high)};
}

struct Summary {
  double mean = std::numeric_limits<double>::quiet_NaN();
  double standard_deviation = std::numeric_limits<double>::quiet_NaN();
  Interval interval{std::numeric_limits<double>::quiet_NaN(),
                    std::numeric_limits<double>::quiet_NaN()};
};

/// Mean, experimental standard deviation (7.6) and interval (7.7) of the draws; reorders them.
Summary summary_of(std::vector<double>& values, double probability) {
  Summary summary;
  if (values.size() < 2) return summary;
  const auto count = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  summary.mean = sum / count;
  double squares = 0;
  for (const double value : values) squares += (value - summary.mean) * (value - summary.mean);
  summary.standard_deviation = std::sqrt(squares / (count - 1));
  summary.interval = symmetric_interval(values, probability);
  return summary;
}

/// Half a unit in the second significant digit of u (JCGM 101, 7.9.2).
double tolerance_of(double u) { return 0.5 * std::pow(10.0, std::floor(std::log10(u)) - 1); }

/// Twice the standard error of the mean over blocks of mean, u and both ends is below the
/// tolerance.
bool is_stable(const std::vector<Summary>& blocks, double u) {
  if (blocks.size() < 2) return false;
  if (u == 0) return true;
  const auto count = static_cast<double>(blocks.size());
  const std::array<double (*)(const Summary&), 4> parts{
      [](const Summary& s) { return s.mean; },
      [](const Summary& s) { return s.standard_deviation; },
      [](const Summary& s) { return s.interval.lower; },
      [](const Summary& s) { return s.interval.upper; }};
  return std::all_of(parts.begin(), parts.end(), [&](auto part) {
    double mean = 0;
    for (const auto& block : blocks) mean += part(block) / count;
    double squares = 0;
    for (const auto& block : blocks) squares += (part(block) - mean) * (part(block) - mean);
    return 2 * std::sqrt(squares / (count * (count - 1))) < tolerance_of(u);
  });
}

/// Standard deviation of all draws from those of blocks of (nearly) equal size.
double pooled_deviation(const std::vector<Summary>& blocks) {
  const auto count = static_cast<double>(blocks.size());
  double mean = 0;
  for (const auto& block : blocks) mean += block.mean / count;
  double variance = 0;
  for (const auto& block : blocks) {
    const double shift = block.mean - mean;
    variance += (block.standard_deviation * block.standard_deviation + shift * shift) / count;
  }
  return std::sqrt(variance);
}

}  // namespace

PropagatedDistribution propagate(const MonteCarloModel& model,
                                 const std::vector<MonteCarloInput>& inputs,
                                 const MonteCarloOptions& options,
                                 const Eigen::MatrixXd& correlation) {
  ETALON_EXPECTS(options.draws >= 2);
  ETALON_EXPECTS(options.probability > 0 && options.probability < 1);
  Sampler sampler(inputs, correlation);
  const std::size_t block_size = std::min(kBlockSize, options.draws);
  const std::size_t most_blocks = options.draws / block_size;
  std::vector<double> values(inputs.size());
  std::vector<double> all;
  std::vector<Summary> blocks;
  bool all_finite = true;
  bool stable = false;
  while (blocks.size() < most_blocks && !stable) {
    Generator generator = generator_for(options.seed, 0, blocks.size());
    std::vector<double> block;
    block.reserve(block_size);
    for (std::size_t i = 0; i < block_size; ++i) {
      sampler.draw(generator, values);
      const double outcome = model(values);
      if (std::isfinite(outcome)) block.push_back(outcome);
    }
    all_finite = all_finite && block.size() == block_size;
    all.insert(all.end(), block.begin(), block.end());
    blocks.push_back(summary_of(block, options.probability));
    stable = is_stable(blocks, pooled_deviation(blocks));
  }
  const Summary total = summary_of(all, options.probability);
  return {total.mean, total.standard_deviation, total.interval, all.size(), stable && all_finite};
}

}  // namespace etalon
