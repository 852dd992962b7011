// SPDX-License-Identifier: Apache-2.0
// The columns of the edge model, and the figures read off its coefficients.
#include "suite/numerics/edge_spread.hpp"

#include "tests/support/catch.hpp"

#include <Eigen/LU>

#include <cmath>
#include <complex>
#include <functional>
#include <numbers>
#include <utility>

using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using std::numbers::pi;

namespace {

/// int d(x) exp(-2 pi i f x) dx of all columns by the trapezium rule: right to about the
/// square of the step for cubic splines whose knots lie anywhere.
Eigen::RowVectorXcd integrated(const EdgeSpread& model, double f, double reach, double step) {
  Eigen::RowVectorXcd sum = Eigen::RowVectorXcd::Zero(model.columns());
  const int n = static_cast<int>(reach / step);
  for (int i = -n; i <= n; ++i)
    sum += model.derivatives(i * step) * std::polar(step, -2 * pi * f * step * i);
  return sum;
}

/// Something that is no Gaussian: all columns take part.
Eigen::VectorXd some_coefficients(const EdgeSpread& model, double sign = 1) {
  Eigen::VectorXd c(model.columns());
  for (int k = 0; k < model.columns(); ++k) c[k] = 0.004 * std::sin(1.7 * k + 0.3);
  c[0] = 120;
  c[1] = 1000;
  c[2] = 20;
  c[3] = -30;
  c[EdgeSpread::kTailColumn] = 60;
  for (int j = 0; j < EdgeSpread::kHaloColumns; ++j) c[EdgeSpread::kHaloColumn + j] = 8 + 3 * j;
  for (int k = EdgeSpread::kFixedColumns; k < model.columns(); ++k) c[k] *= 2000;
  c.tail(model.columns() - 1) *= sign;
  return c;
}

void check_gradient(const Eigen::VectorXd& at,
                    const std::function<EdgeSpreadReading(const Eigen::VectorXd&)>& read,
                    double tolerance) {
  const EdgeSpreadReading reading = read(at);
  REQUIRE(reading.exists);
  REQUIRE(reading.gradient.size() == at.size());
  const double largest = reading.gradient.cwiseAbs().maxCoeff();
  for (Eigen::Index k = 0; k < at.size(); ++k) {
    constexpr double kStep = 0.5;
    Eigen::VectorXd up = at;
    Eigen::VectorXd down = at;
    up[k] += kStep;
    down[k] -= kStep;
    const double difference = (read(up).value - read(down).value) / (2 * kStep);
    INFO("coefficient " << k);
    CHECK_THAT(reading.gradient[k], WithinAbs(difference, tolerance * largest));
  }
}

}  // namespace

TEST_CASE("derivatives of the columns are those of their values", "[numerics]") {
  const EdgeSpread model(0.9, 60);
  constexpr double kStep = 3e-5;  // rounding (1e-13 / step) and curvature (step^2) both below 1e-8
  for (double x = -58.3; x < 59; x += 0.61) {
    const Eigen::RowVectorXd difference =
        (model.values(x + kStep) - model.values(x - kStep)) / (2 * kStep);
    CHECK((model.derivatives(x) - difference).cwiseAbs().maxCoeff() < 1e-8);
  }
}

TEST_CASE("transforms are the Fourier integrals of the derivatives", "[numerics]") {
  for (const auto& [sigma, reach] :
       {std::pair{0.5, 40.0}, std::pair{0.9, 40.0}, std::pair{2.5, 40.0}, std::pair{0.9, 300.0}}) {
    const EdgeSpread model(sigma, reach);
    for (const double f : {0.0, 0.03, 0.2, 0.5, 0.9}) {
      const Eigen::RowVectorXcd columns = model.transforms(f);
      const Eigen::RowVectorXcd expected =
          integrated(model, f, reach + 90 * sigma, reach > 100 ? 1.0 / 64 : 1.0 / 256);
      REQUIRE(columns.size() == model.columns());
      for (int k = 0; k < model.columns(); ++k) {
        if (k == EdgeSpread::kTailColumn) continue;  // falls with 1/x^2: below
        INFO("sigma " << sigma << ", reach " << reach << ", column " << k << ", " << f
                      << " cycles/px");
        CHECK(std::abs(columns[k] - expected[k]) < (reach > 100 ? 5e-5 : 2e-6));
      }
    }
  }
}

TEST_CASE("many transforms at once are the single ones", "[numerics]") {
  for (const double reach : {20.0, 400.0}) {
    const EdgeSpread model(0.9, reach);
    const Eigen::MatrixXcd rows = model.transforms(0.02, 51);
    REQUIRE(rows.rows() == 51);
    for (int i = 0; i <= 50; ++i) {
      CHECK((rows.row(i) - model.transforms(0.02 * i)).cwiseAbs().maxCoeff() < 1e-11);
    }
  }
}

// w/pi/(x^2 + w^2) has the transform exp(-2 pi |f| w).
TEST_CASE("the tail column has the transform of its line spread", "[numerics]") {
  const EdgeSpread model(0.9, 40);
  const double reach = 4000;
  for (const double f : {0.05, 0.3}) {
    const auto expected = integrated(model, f, reach, 1.0 / 32)[EdgeSpread::kTailColumn];
    // What lies beyond the range of the integral: below w / (pi^2 f reach^2).
    const double left_out = model.tail_width_px() / (pi * pi * f * reach * reach);
    CHECK(std::abs(model.transforms(f)[EdgeSpread::kTailColumn] - expected) < 1e-7 + left_out);
  }
}

TEST_CASE("all columns but the level and the step vanish far away", "[numerics]") {
  const EdgeSpread model(0.9, 40);
  for (const double x : {-1e7, 1e7}) {
    const Eigen::RowVectorXd far = model.values(x);
    CHECK(far[0] == 1);
    CHECK_THAT(far[1], WithinAbs(x > 0 ? 1 : 0, 1e-15));
    CHECK(far.tail(far.size() - 2).cwiseAbs().maxCoeff() < 1e-6);
  }
  const Eigen::RowVectorXcd whole = model.transforms(0);
  CHECK(std::abs(whole[1] - 1.0) < 1e-15);
  for (int k = 2; k < model.columns(); ++k) CHECK(std::abs(whole[k]) < 1e-12);
}

TEST_CASE("the prior holds back the splines alone, further out more tightly", "[numerics]") {
  const EdgeSpread model(0.9, 40);
  const auto prior = model.spline_prior();
  const Eigen::Index n = model.columns() - EdgeSpread::kFixedColumns;
  CHECK(prior.precision.topRows(EdgeSpread::kFixedColumns).isZero());
  CHECK(prior.precision.leftCols(EdgeSpread::kFixedColumns).isZero());
  // What it says before any data: standard deviations that fall with the distance, neighbours
  // alike.
  const Eigen::MatrixXd covariance = prior.precision.bottomRightCorner(n, n).inverse();
  const Eigen::VectorXd sd = covariance.diagonal().cwiseSqrt();
  Eigen::Index loosest = 0;
  CHECK(sd.maxCoeff(&loosest) <= 1);
  CHECK(sd[loosest] > 0.25);  // its middle is less than one S away
  CHECK(std::abs(loosest - n / 2) <= 1);
  CHECK(sd[0] < sd[loosest] / 100);
  for (Eigen::Index k = 0; k + 2 < n; ++k) {
    CHECK_THAT(covariance(k, k + 1) / (sd[k] * sd[k + 1]), WithinRel(0.4, 1e-6));
    CHECK_THAT(covariance(k, k + 2) / (sd[k] * sd[k + 2]), WithinRel(0.16, 1e-6));
  }
  const Eigen::MatrixXd scaled =
      sd.asDiagonal() * prior.precision.bottomRightCorner(n, n) * sd.asDiagonal();
  CHECK_THAT(prior.log_determinant,
             WithinRel(std::log(scaled.determinant()) - 2 * sd.array().log().sum(), 1e-9));
}

// Gaussian of 0.8 px behind a square pixel at 5 degrees: roots and widths computed elsewhere with
// 25 digits (closed forms, and inverse Fourier integrals).
TEST_CASE("figures of a Gaussian edge behind a pixel are the known ones", "[numerics]") {
  const double angle = 5 * pi / 180;
  for (const double height : {1000.0, -1000.0}) {
    const EdgeSpread model(std::sqrt(0.64 + 1.0 / 12), 60, {std::cos(angle), std::sin(angle)});
    Eigen::VectorXd c = Eigen::VectorXd::Zero(model.columns());
    c[0] = 50;
    c[1] = height;
    CHECK_THAT(modulation(model, c, 0, 0).value, WithinAbs(1, 1e-12));
    CHECK_THAT(modulation(model, c, 0.1, 0).value, WithinAbs(0.86689803902673, 1e-12));
    CHECK_THAT(modulation(model, c, 0.25, 0).value, WithinAbs(0.40879412933014, 1e-12));
    CHECK_THAT(frequency_at(model, c, 0.5, 0.01, 0.4, 0).value, WithinAbs(0.22012731248293, 2e-7));
    CHECK_THAT(rise_distance(model, c, 0.1).value, WithinRel(2.1818575545919, 1e-8));
    CHECK_THAT(line_spread_fwhm(model, c).value, WithinRel(2.009610503771, 1e-7));
  }
}

TEST_CASE("the transfer of the bins is divided out", "[numerics]") {
  const EdgeSpread model(0.9, 40);
  const Eigen::VectorXd c = some_coefficients(model);
  const double raw = modulation(model, c, 0.4, 0).value;
  const double x = pi * 0.4 * 0.25;
  CHECK_THAT(modulation(model, c, 0.4, 0.25).value, WithinRel(raw * x / std::sin(x), 1e-12));
}

TEST_CASE("gradients of the readings are those of their values", "[numerics]") {
  const EdgeSpread model(0.9, 40);
  for (const double sign : {1.0, -1.0}) {
    DYNAMIC_SECTION((sign > 0 ? "rising" : "falling")) {
      const Eigen::VectorXd c = some_coefficients(model, sign);
      for (const double f : {0.1, 0.35}) {
        check_gradient(
            c, [&](const auto& at) { return modulation(model, at, f, 1.0 / 16); }, 1e-4);
      }
      check_gradient(
          c, [&](const auto& at) { return frequency_at(model, at, 0.5, 0.02, 0.6, 1.0 / 16); },
          2e-3);
      check_gradient(
          c, [&](const auto& at) { return rise_distance(model, at, 0.1); }, 1e-3);
      check_gradient(
          c, [&](const auto& at) { return line_spread_fwhm(model, at); }, 5e-3);
    }
  }
}

TEST_CASE("an edge that never reaches the level has no width", "[numerics]") {
  const EdgeSpread model(0.9, 40);
  Eigen::VectorXd c = Eigen::VectorXd::Zero(model.columns());
  c[1] = 1000;
  c[EdgeSpread::kTailColumn] = 100 * 1000;  // a tail that swallows the step
  const auto reading = rise_distance(model, c, 0.1);
  CHECK((!reading.exists || reading.value > 20));
}

TEST_CASE("uncertainty of a reading is that of its gradient", "[numerics]") {
  EdgeSpreadReading reading;
  reading.exists = true;
  reading.gradient = Eigen::Vector3d(1, -2, 0.5);
  Eigen::Matrix3d covariance;
  covariance << 4, 1, 0, 1, 9, -1, 0, -1, 16;
  CHECK_THAT(reading_uncertainty(reading, covariance),
             WithinRel(std::sqrt(4.0 + 4 * 9 + 0.25 * 16 - 4 * 1 + 2.0 * 1), 1e-12));
}
