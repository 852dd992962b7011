// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/spline_surface.hpp"

#include "tests/support/catch.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <random>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon::numerics;

namespace {

/// Means of f over blocks of samples, the slow way.
template <class F>
Eigen::MatrixXd block_means(int width, int height, int block, F f) {
  const int across = (width + block - 1) / block;
  const int down = (height + block - 1) / block;
  Eigen::MatrixXd means = Eigen::MatrixXd::Zero(down, across);
  Eigen::MatrixXd counts = means;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      means(y / block, x / block) += f(x, y);
      counts(y / block, x / block) += 1;
    }
  }
  return means.cwiseQuotient(counts);
}

SurfaceGrid grid_of(int width, int height, int block) {
  return {surface_axis(width, block), surface_axis(height, block)};
}

double value(const SurfaceGrid& grid, const SurfaceMatrix& surface, double x, double y) {
  return surface_functions(grid.y, y).dot(surface * surface_functions(grid.x, x));
}

}  // namespace

TEST_CASE("the splines add up to one, and their derivatives are derivatives", "[numerics]") {
  const SurfaceAxis axis = surface_axis(100, 9);
  for (double x = -0.5; x <= 99.5; x += 3.7) {
    CHECK_THAT(surface_functions(axis, x).sum(), WithinAbs(1, 1e-14));
    for (const int order : {1, 2}) {
      const SurfaceVector slope = (surface_functions(axis, x + 1e-4, order - 1) -
                                   surface_functions(axis, x - 1e-4, order - 1)) /
                                  2e-4;
      CHECK((surface_functions(axis, x, order) - slope).norm() < 1e-5);
    }
  }
}

// Bicubics belong to the splines: their block means must give them back, to the border.
TEST_CASE("a bicubic is reproduced from its block means, whatever is left over", "[numerics]") {
  const auto f = [](double x, double y) {
    const double u = x / 50 - 1;
    const double v = y / 40 - 1;
    return 3 + u - 2 * v + u * u * v - 0.7 * u * u * u * v * v + 0.4 * v * v * v;
  };
  for (const int block : {8, 9, 13}) {
    const SurfaceGrid grid = grid_of(101, 93, block);
    const SurfaceMatrix surface = fit_surface(grid, block_means(101, 93, block, f));
    for (const double x : {0.0, 17.0, 50.5, 100.0}) {
      for (const double y : {0.0, 33.3, 92.0})
        CHECK_THAT(value(grid, surface, x, y), WithinAbs(f(x, y), 1e-10));
    }
    const Eigen::MatrixXd variances = surface_block_variances(grid, surface);
    const double mean = block_means(101, 93, block, f)(2, 3);
    double sum = 0;
    for (int y = 2 * block; y < 3 * block; ++y) {
      for (int x = 3 * block; x < 4 * block; ++x) sum += std::pow(f(x, y) - mean, 2);
    }
    CHECK_THAT(variances(2, 3), WithinRel(sum / (block * block - 1), 1e-8));
  }
}

TEST_CASE("blocks weigh as many samples as they have", "[numerics]") {
  // A last column of one sample hardly counts.
  const SurfaceGrid grid = grid_of(97, 96, 12);
  Eigen::MatrixXd means = Eigen::MatrixXd::Constant(8, 9, 5.0);
  means.col(8).setConstant(6.0);
  const SurfaceMatrix surface = fit_surface(grid, means);
  CHECK_THAT(value(grid, surface, 60, 50), WithinAbs(5, 0.1));
  const Eigen::MatrixXd residuals = means - surface_block_means(grid, surface);
  // Least squares: weighted residuals are orthogonal to every function.
  const Eigen::MatrixXd weighted =
      grid.y.counts.asDiagonal() * residuals * grid.x.counts.asDiagonal();
  CHECK((grid.y.basis.transpose() * weighted * grid.x.basis).norm() < 1e-9);
}

TEST_CASE("the covariance is that of fits to simulated noise", "[numerics]") {
  const SurfaceGrid grid = grid_of(80, 70, 8);
  Eigen::MatrixXd variances(9, 10);
  for (Eigen::Index j = 0; j < 9; ++j) {
    for (Eigen::Index i = 0; i < 10; ++i) variances(j, i) = 1 + 0.3 * static_cast<double>(i + j);
  }
  const SurfaceCovariance covariance = surface_covariance(grid, variances);
  std::mt19937_64 generator(4);
  std::normal_distribution<double> normal(0, 1);
  SurfaceCovariance seen = SurfaceCovariance::Zero();
  constexpr int kDraws = 4000;
  for (int n = 0; n < kDraws; ++n) {
    Eigen::MatrixXd noise(9, 10);
    for (Eigen::Index k = 0; k < noise.size(); ++k)
      noise.data()[k] = std::sqrt(variances.data()[k]) * normal(generator);
    const SurfaceMatrix c = fit_surface(grid, noise);
    Eigen::Matrix<double, kSurfaceCoefficients, 1> flat;
    for (Eigen::Index k = 0; k < flat.size(); ++k) flat(k) = c(k / 7, k % 7);
    seen += flat * flat.transpose() / kDraws;
  }
  for (Eigen::Index k = 0; k < kSurfaceCoefficients; ++k)
    CHECK_THAT(seen(k, k), WithinRel(covariance(k, k), 0.12));
  CHECK((seen - covariance).norm() < 0.1 * covariance.norm());
}

TEST_CASE("extremes are found inside and at the border", "[numerics]") {
  const auto peak_at = [](double cx, double cy) {
    return [=](double x, double y) {
      return 100 - 0.02 * (x - cx) * (x - cx) - 0.03 * (y - cy) * (y - cy) -
             0.01 * (x - cx) * (y - cy);
    };
  };
  const SurfaceGrid grid = grid_of(120, 100, 10);
  const auto maximum = [&](double cx, double cy) {
    return surface_maximum(grid, fit_surface(grid, block_means(120, 100, 10, peak_at(cx, cy))));
  };
  const SurfacePoint inside = maximum(71.3, 22.6);
  CHECK_THAT(inside.x, WithinAbs(71.3, 1e-5));
  CHECK_THAT(inside.y, WithinAbs(22.6, 1e-5));
  CHECK_THAT(inside.value, WithinAbs(100, 1e-9));
  // Beyond the left border: on it, where the derivative along it vanishes.
  const SurfacePoint border = maximum(-10, 40);
  CHECK_THAT(border.x, WithinAbs(0, 1e-12));
  CHECK_THAT(border.y, WithinAbs(40 - 0.01 * 10 / 0.06, 1e-5));
  const SurfacePoint corner = maximum(-10, -30);
  CHECK(corner.x == 0);
  CHECK(corner.y == 0);
  const SurfaceMatrix surface = fit_surface(grid, block_means(120, 100, 10, peak_at(71.3, 22.6)));
  const SurfacePoint lowest = surface_minimum(grid, surface);
  CHECK(lowest.x == 119);  // the farthest corner
  CHECK(lowest.y == 99);
  CHECK_THAT(lowest.value, WithinAbs(peak_at(71.3, 22.6)(119, 99), 1e-8));
}

TEST_CASE("what noise explains is not a significant part of a surface", "[numerics]") {
  const SurfaceGrid grid = grid_of(128, 128, 16);
  std::mt19937_64 generator(5);
  std::normal_distribution<double> normal(0, 1);
  const auto even = [](double x, double y) {
    return 1000 - 0.05 * ((x - 63.5) * (x - 63.5) + (y - 63.5) * (y - 63.5));
  };
  Eigen::MatrixXd means = block_means(128, 128, 16, even);
  const SurfaceMatrix clean = fit_surface(grid, means);
  for (Eigen::Index k = 0; k < means.size(); ++k) means.data()[k] += 10.0 / 16 * normal(generator);
  const SurfaceMatrix noisy = fit_surface(grid, means);
  const SurfaceMatrix part = significant_part(grid, noisy, 10, 3);
  // Four corners that noise alone tells apart are alike again, and as dark as they were.
  const double corner = value(grid, part, 0, 0);
  CHECK(std::abs(value(grid, noisy, 0, 0) - value(grid, noisy, 127, 127)) > 0.1);
  CHECK_THAT(value(grid, part, 127, 127), WithinAbs(corner, 1e-8));
  CHECK_THAT(value(grid, part, 127, 0), WithinAbs(corner, 1e-8));
  CHECK_THAT(corner, WithinAbs(value(grid, clean, 0, 0), 2.5));
  // With a threshold of zero nothing is taken away.
  CHECK((significant_part(grid, noisy, 10, 0) - noisy).norm() < 1e-8);
}
