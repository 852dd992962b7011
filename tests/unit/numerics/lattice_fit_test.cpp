// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/lattice_fit.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <random>

using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr LatticeSteps kSteps{15.1, 0.4, -0.3, 14.7};

struct Errors {
  double mark = 0;
  double column = 0;
  double row = 0;
};

std::vector<LatticeMark> lattice(int columns, int rows, const Errors& errors, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal(0, 1);
  const auto draws = [&](int n) {
    std::vector<std::pair<double, double>> all;
    for (int k = 0; k < n; ++k) all.emplace_back(normal(generator), normal(generator));
    return all;
  };
  const auto by_column = draws(columns);
  const auto by_row = draws(rows);
  std::vector<LatticeMark> marks;
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) {
      const auto& c = by_column[static_cast<std::size_t>(i)];
      const auto& r = by_row[static_cast<std::size_t>(j)];
      LatticeMark m{i - 3, j - 7, 300.0, 200.0};
      m.x += kSteps.xi * m.i + kSteps.xj * m.j + errors.mark * normal(generator) +
             errors.column * c.first + errors.row * r.first;
      m.y += kSteps.yi * m.i + kSteps.yj * m.j + errors.mark * normal(generator) +
             errors.column * c.second + errors.row * r.second;
      marks.push_back(m);
    }
  }
  return marks;
}

}  // namespace

TEST_CASE("marks on their places give their steps", "[numerics]") {
  const LatticeFit fit = fit_lattice(lattice(12, 9, {}, 1));
  REQUIRE(fit.determined);
  CHECK_THAT(fit.steps.xi, WithinRel(kSteps.xi, 1e-12));
  CHECK_THAT(fit.steps.yi, WithinRel(kSteps.yi, 1e-11));
  CHECK_THAT(fit.steps.xj, WithinRel(kSteps.xj, 1e-11));
  CHECK_THAT(fit.steps.yj, WithinRel(kSteps.yj, 1e-12));
  CHECK_FALSE(fit.bent);
  CHECK(std::count(fit.used.begin(), fit.used.end(), true) == 12 * 9);
}

TEST_CASE("errors of single marks, of columns and of rows are stated as they scatter",
          "[numerics]") {
  for (const Errors& errors :
       {Errors{0.05, 0, 0}, Errors{0.05, 0.05, 0}, Errors{0.02, 0.05, 0.1}}) {
    double squares_xi = 0;
    double stated_xi = 0;
    double squares_yj = 0;
    double stated_yj = 0;
    int bent = 0;
    constexpr int kDraws = 300;
    for (unsigned seed = 1; seed <= kDraws; ++seed) {
      const LatticeFit fit = fit_lattice(lattice(14, 10, errors, seed));
      squares_xi += std::pow(fit.steps.xi - kSteps.xi, 2);
      stated_xi += fit.marks.x.ii + fit.columns.x.ii + fit.rows.x.ii;
      squares_yj += std::pow(fit.steps.yj - kSteps.yj, 2);
      stated_yj += fit.marks.y.jj + fit.columns.y.jj + fit.rows.y.jj;
      bent += fit.bent ? 1 : 0;
    }
    INFO("errors " << errors.mark << ", " << errors.column << ", " << errors.row);
    // A variance of 300 draws scatters by 8 %, the stated one of few columns by about as much.
    CHECK_THAT(stated_xi / squares_xi, WithinAbs(1, 0.3));
    CHECK_THAT(stated_yj / squares_yj, WithinAbs(1, 0.3));
    CHECK(bent <= 0.05 * kDraws);
  }
}

TEST_CASE("a mark far off its place is left out", "[numerics]") {
  auto marks = lattice(10, 8, {0.01, 0, 0}, 3);
  marks[33].x += 0.5;
  const LatticeFit fit = fit_lattice(marks);
  CHECK_FALSE(fit.used[33]);
  CHECK(std::count(fit.used.begin(), fit.used.end(), false) <= 2);
  CHECK_THAT(fit.steps.xi, WithinAbs(kSteps.xi, 0.003));
}

TEST_CASE("barrel distortion is seen, and the steps are told anywhere", "[numerics]") {
  auto marks = lattice(20, 16, {0.01, 0, 0}, 4);
  constexpr double kBarrel = -1e-7;
  for (auto& m : marks) {
    const double x = m.x - 300;
    const double y = m.y - 200;
    const double stretch = 1 + kBarrel * (x * x + y * y);
    m.x = 300 + x * stretch;
    m.y = 200 + y * stretch;
  }
  const LatticeFit fit = fit_lattice(marks);
  REQUIRE(fit.bent);
  // d/dx of x (1 + k (x^2 + y^2)) at (300, 200) of the undistorted place, where i = j = 0: 1.
  CHECK_THAT(fit.steps_at(0, 0).xi, WithinRel(kSteps.xi, 2e-4));
  const double x = kSteps.xi * 10;
  const double y = kSteps.yi * 10;
  const double xx = 1 + kBarrel * (3 * x * x + y * y);
  const double xy = 2 * kBarrel * x * y;
  CHECK_THAT(fit.steps_at(10, 0).xi, WithinRel(xx * kSteps.xi + xy * kSteps.yi, 2e-4));
  CHECK(fit.steps.xi < kSteps.xi);
}

TEST_CASE("too few marks determine nothing", "[numerics]") {
  CHECK_FALSE(fit_lattice({}).determined);
  CHECK_FALSE(fit_lattice(lattice(2, 9, {}, 1)).determined);
  CHECK_FALSE(fit_lattice(lattice(30, 2, {}, 1)).determined);
}
