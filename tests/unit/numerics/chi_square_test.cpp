// SPDX-License-Identifier: Apache-2.0
// Statistics of standard deviations against simulated ones, and the line against the worked example
// of the GUM.
#include "suite/numerics/chi_square.hpp"

#include "suite/numerics/straight_line.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace etalon;
using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;

TEST_CASE("median, mean logarithm and quartiles of simulated standard deviations", "[numerics]") {
  std::mt19937_64 generator(3);
  std::normal_distribution<double> normal(0, 1);
  for (const int n : {4, 16}) {
    std::vector<double> logs;
    for (int k = 0; k < 40'000; ++k) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < n; ++i) {
        const double x = normal(generator);
        sum += x;
        squares += x * x;
      }
      logs.push_back(std::log((squares - sum * sum / n) / (n - 1)) / 2);
    }
    double mean = 0;
    for (const double v : logs) mean += v / static_cast<double>(logs.size());
    std::sort(logs.begin(), logs.end());
    const double nu = n - 1;
    const double tolerance = 5 * 0.9 / std::sqrt(nu) / 200;
    CHECK_THAT(mean, WithinAbs(mean_log_scatter(nu), tolerance));
    CHECK_THAT(std::exp(logs[20'000]), WithinAbs(median_scatter(nu), tolerance));
    CHECK_THAT(logs[30'000] - logs[10'000],
               WithinAbs(quartile_distance_of_log_scatter(nu), 2 * tolerance));
    const auto within = std::count_if(
        logs.begin(), logs.end(), [](double v) { return v > std::log(0.9) && v < std::log(1.3); });
    CHECK_THAT(static_cast<double>(within) / 40'000,
               WithinAbs(share_of_scatter(0.9, 1.3, nu), 0.0125));
  }
}

// Table H.6 of JCGM 100:2008: corrections of a thermometer at eleven temperatures (t - 20 degC).
TEST_CASE("a straight line is that of the guide's example", "[numerics]") {
  const std::vector<double> t{1.521, 2.012, 2.512, 3.003, 3.507, 3.999,
                              4.513, 5.002, 5.503, 6.010, 6.511};
  const std::vector<double> b{-0.171, -0.169, -0.166, -0.159, -0.164, -0.165,
                              -0.156, -0.157, -0.159, -0.161, -0.160};
  const StraightLine line = fit_straight_line(t, b);
  CHECK_THAT(line.intercept, WithinAbs(-0.1712, 0.00005));
  CHECK_THAT(line.slope, WithinAbs(0.00218, 0.000005));
  CHECK_THAT(line.intercept_uncertainty, WithinAbs(0.0029, 0.00005));
  CHECK_THAT(line.slope_uncertainty, WithinAbs(0.00067, 0.000005));
  CHECK_THAT(line.covariance / (line.intercept_uncertainty * line.slope_uncertainty),
             WithinAbs(-0.930, 0.0005));
  CHECK_THAT(line.scatter, WithinAbs(0.0035, 0.00005));
  CHECK(line.degrees_of_freedom == 9);
  CHECK(fit_straight_line(t, b, 0.1).slope_uncertainty > 20 * line.slope_uncertainty);
}
