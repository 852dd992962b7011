// SPDX-License-Identifier: Apache-2.0
#include "suite/core/monte_carlo.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <thread>

#if defined(__unix__)
#include <csignal>
#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>
#endif

using namespace etalon;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

const MonteCarloModel kIdentity = [](std::span<const double> x) { return x[0]; };

bool same(const PropagatedDistribution& a, const PropagatedDistribution& b) {
  return a.mean == b.mean && a.standard_uncertainty == b.standard_uncertainty &&
         a.interval == b.interval && a.draws == b.draws && a.converged == b.converged;
}

#if defined(__unix__)
/// Does this end the program? Tried in a copy of it.
template <class Action>
bool aborts(Action action) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);  // not the handler of the test framework
    if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(0);
    action();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return !(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
#endif

}  // namespace

TEST_CASE("a sum of four rectangular inputs has the interval of JCGM 101, 9.2.3") {
  const std::vector<MonteCarloInput> inputs(4, {0, 1, Distribution::rectangular});
  const auto sum =
      propagate([](std::span<const double> x) { return x[0] + x[1] + x[2] + x[3]; }, inputs);
  CHECK_THAT(sum.mean, WithinAbs(0, 0.03));
  CHECK_THAT(sum.standard_uncertainty, WithinAbs(2, 0.02));
  CHECK_THAT(sum.interval.lower, WithinAbs(-3.88, 0.05));  // 2 sqrt3 (2 - (3/5)^(1/4))
  CHECK_THAT(sum.interval.upper, WithinAbs(3.88, 0.05));
}

TEST_CASE("the exponential of a normal input is lognormal with an asymmetric interval") {
  MonteCarloOptions options;
  options.seed = 3;
  const auto y =
      propagate([](std::span<const double> x) { return std::exp(x[0]); }, {{0, 0.5}}, options);
  const double mean = std::exp(0.125);
  CHECK_THAT(y.mean, WithinRel(mean, 0.006));
  CHECK_THAT(y.standard_uncertainty, WithinRel(mean * std::sqrt(std::exp(0.25) - 1), 0.02));
  CHECK_THAT(y.interval.lower, WithinRel(std::exp(-0.5 * 1.959964), 0.01));
  CHECK_THAT(y.interval.upper, WithinRel(std::exp(0.5 * 1.959964), 0.01));
  CHECK(y.interval.upper - y.mean > 1.8 * (y.mean - y.interval.lower));
}

TEST_CASE("the reciprocal of a normal input has the interval of its reciprocal ends") {
  const auto y = propagate([](std::span<const double> x) { return 1 / x[0]; }, {{10, 1}});
  CHECK_THAT(y.interval.lower, WithinAbs(1 / (10 + 1.959964), 0.0005));
  CHECK_THAT(y.interval.upper, WithinAbs(1 / (10 - 1.959964), 0.0012));
}

TEST_CASE("inputs have the spread and the shape of their distributions") {
  struct Case {
    Distribution distribution;
    double end;         // largest deviation in standard deviations
    double upper_0975;  // quantile
  };
  const auto largest_deviation = [](Distribution distribution) {
    double largest = 0;
    propagate(
        [&largest](std::span<const double> x) {
          largest = std::max(largest, std::abs(x[0] - 5));
          return x[0];
        },
        {{5, 2, distribution}});
    return largest;
  };
  // 0.975 quantiles for half-width a: rectangular 0.95 a; triangular a (1 - sqrt(0.05));
  // arcsine a sin(0.475 pi).
  for (const auto& [distribution, end, upper] :
       {Case{Distribution::rectangular, std::sqrt(3.0), 0.95 * std::sqrt(3.0)},
        Case{Distribution::triangular, std::sqrt(6.0), (1 - std::sqrt(0.05)) * std::sqrt(6.0)},
        Case{Distribution::u_shaped, std::sqrt(2.0),
             std::sin(0.475 * 3.14159265358979) * std::sqrt(2.0)}}) {
    const auto y = propagate(kIdentity, {{5, 2, distribution}});
    CHECK_THAT(y.mean, WithinAbs(5, 0.05));
    CHECK_THAT(y.standard_uncertainty, WithinRel(2.0, 0.01));
    CHECK_THAT(y.interval.upper, WithinAbs(5 + 2 * upper, 0.04));
    CHECK_THAT(y.interval.lower, WithinAbs(5 - 2 * upper, 0.04));
    CHECK(largest_deviation(distribution) <= 2 * end * (1 + 1e-12));
    CHECK(largest_deviation(distribution) > 0.98 * 2 * end);
  }
}

TEST_CASE("a normal input of few degrees of freedom is drawn from Student's t") {
  MonteCarloInput input{0, 1};
  input.degrees_of_freedom = 4;
  const auto y = propagate(kIdentity, {input});
  CHECK_THAT(y.interval.lower, WithinRel(-2.7764451, 0.02));
  CHECK_THAT(y.interval.upper, WithinRel(2.7764451, 0.02));
  CHECK_THAT(y.standard_uncertainty, WithinRel(std::sqrt(2.0), 0.05));
}

TEST_CASE("correlation changes the uncertainty of a difference") {
  const auto difference = [](std::span<const double> x) { return x[0] - x[1]; };
  const std::vector<MonteCarloInput> inputs{{10, 3}, {4, 4}};
  for (const double r : {-0.5, 0.0, 0.8, 1.0, -1.0}) {
    Eigen::MatrixXd correlation(2, 2);
    correlation << 1, r, r, 1;
    const auto y = propagate(difference, inputs, {}, correlation);
    CHECK_THAT(y.mean, WithinAbs(6, 0.05));
    CHECK_THAT(y.standard_uncertainty, WithinRel(std::sqrt(25 - 24 * r), 0.015));
  }
}

TEST_CASE("three correlated inputs keep their pairs in order, also when the matrix is singular") {
  // The third input is the sum of the first two, normalised: rank 2.
  Eigen::MatrixXd correlation(3, 3);
  const double h = std::sqrt(0.5);
  correlation << 1, 0, h, 0, 1, h, h, h, 1;
  const std::vector<MonteCarloInput> inputs(3, {0, 1});
  const auto residual = propagate(
      [h](std::span<const double> x) { return x[2] - h * (x[0] + x[1]); }, inputs, {}, correlation);
  CHECK_THAT(residual.standard_uncertainty, WithinAbs(0, 1e-6));
  const auto sum =
      propagate([](std::span<const double> x) { return x[0] + 2 * x[2]; }, inputs, {}, correlation);
  CHECK_THAT(sum.standard_uncertainty, WithinRel(std::sqrt(1 + 4 + 4 * h), 0.015));
}

TEST_CASE("correlated inputs of one fit share the degrees of freedom of its residuals") {
  std::vector<MonteCarloInput> inputs(2, {0, 8});
  for (auto& input : inputs) input.degrees_of_freedom = 5;
  Eigen::MatrixXd correlation(2, 2);
  correlation << 1, 0.6, 0.6, 1;
  const auto y =
      propagate([](std::span<const double> x) { return x[0] - x[1]; }, inputs, {}, correlation);
  CHECK_THAT(y.interval.upper, WithinRel(8 * 2.5705818 * std::sqrt(0.8), 0.02));
}

TEST_CASE("draws stop as soon as two digits of u are stable") {
  // At u = 1.5 the tolerance is 0.05 and two or three blocks will do; at u = 8 more than 20 are
  // needed.
  const auto early = propagate(kIdentity, {{0, 1.5}});
  CHECK(early.converged);
  CHECK(early.draws < 200'000);
  CHECK(early.draws % 10'000 == 0);
  const auto late = propagate(kIdentity, {{0, 8}});
  CHECK_FALSE(late.converged);
  CHECK(late.draws == 200'000);
  MonteCarloOptions patient;
  patient.draws = 3'000'000;
  const auto at_last = propagate(kIdentity, {{0, 8}}, patient);
  CHECK(at_last.converged);
  CHECK(at_last.draws < 3'000'000);
}

TEST_CASE("a model that does not vary is certain") {
  const auto y = propagate([](std::span<const double> x) { return x[0]; }, {{4.25, 0}});
  CHECK(y.mean == 4.25);
  CHECK(y.standard_uncertainty == 0);
  CHECK(y.interval == Interval{4.25, 4.25});
  CHECK(y.converged);
  CHECK(propagate([](std::span<const double>) { return 7.0; }, {}).mean == 7.0);
}

TEST_CASE("the same seed gives the same digits on any thread, another seed others") {
  const std::vector<MonteCarloInput> inputs{{1, 0.2}, {2, 0.3, Distribution::triangular}};
  const auto model = [](std::span<const double> x) { return x[0] / x[1]; };
  MonteCarloOptions options;
  options.seed = 42;
  const auto first = propagate(model, inputs, options);
  PropagatedDistribution second;
  PropagatedDistribution third;
  std::thread one([&] { second = propagate(model, inputs, options); });
  std::thread two([&] { third = propagate(model, inputs, options); });
  one.join();
  two.join();
  CHECK(same(first, second));
  CHECK(same(first, third));
  options.seed = 43;
  CHECK_FALSE(same(first, propagate(model, inputs, options)));
}

TEST_CASE("draws without a finite value are left out and told") {
  const auto root = [](std::span<const double> x) { return std::sqrt(x[0]); };
  const auto half = propagate(root, {{0, 1}});
  CHECK_FALSE(half.converged);
  CHECK(half.draws > 98'000);
  CHECK(half.draws < 102'000);
  CHECK(std::isfinite(half.standard_uncertainty));
  CHECK(half.interval.lower >= 0);
  const auto none = propagate(root, {{-100, 1}});
  CHECK_FALSE(none.converged);
  CHECK(none.draws == 0);
  CHECK(std::isnan(none.mean));
  CHECK(std::isnan(none.standard_uncertainty));
  CHECK(std::isnan(none.interval.lower));
  const auto infinite = propagate(
      [](std::span<const double>) { return std::numeric_limits<double>::infinity(); }, {{0, 1}});
  CHECK(infinite.draws == 0);
}

TEST_CASE("few draws make one block that cannot be called stable") {
  MonteCarloOptions few;
  few.draws = 1000;
  const auto y = propagate(kIdentity, {{0, 1}}, few);
  CHECK(y.draws == 1000);
  CHECK_FALSE(y.converged);
  CHECK_THAT(y.interval.upper, WithinAbs(1.96, 0.3));
}

TEST_CASE("the interval follows the probability that is asked for") {
  MonteCarloOptions options;
  options.probability = 0.6826894921370859;
  const auto y = propagate(kIdentity, {{0, 1}}, options);
  CHECK_THAT(y.interval.upper, WithinAbs(1, 0.02));
  CHECK_THAT(y.interval.lower, WithinAbs(-1, 0.02));
}

#if defined(__unix__)
TEST_CASE("what is no correlation matrix is a programmer's error") {
  const std::vector<MonteCarloInput> inputs(2, {0, 1});
  const auto with = [&](double a, double b, double c, double d) {
    Eigen::MatrixXd matrix(2, 2);
    matrix << a, b, c, d;
    return aborts([&] { propagate(kIdentity, inputs, {}, matrix); });
  };
  CHECK_FALSE(with(1, 0.5, 0.5, 1));
  CHECK(with(1, 1.2, 1.2, 1));  // indefinite
  CHECK(with(1, 0.5, 0.4, 1));  // not symmetric
  CHECK(with(4, 0.5, 0.5, 1));  // a covariance matrix
  CHECK(aborts([&] { propagate(kIdentity, inputs, {}, Eigen::MatrixXd::Identity(3, 3)); }));
}
#endif
