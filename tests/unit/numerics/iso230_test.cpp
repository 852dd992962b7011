// SPDX-License-Identifier: Apache-2.0
// Expected: exact rational sums, computed twice in another language.
#include "suite/numerics/iso230.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <random>
#include <vector>

using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;

namespace {

constexpr double kExact = 1e-12;

using Table = std::vector<std::vector<double>>;

std::vector<Iso230Position> positions(const Table& up, const Table& down) {
  std::vector<Iso230Position> made;
  for (std::size_t i = 0; i < up.size(); ++i) made.push_back({up[i], down[i]});
  return made;
}

void check_all(const std::vector<Iso230AtPosition>& found, double Iso230AtPosition::*member,
               const std::vector<double>& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK_THAT(found[i].*member, WithinAbs(expected[i], kExact));
}

}  // namespace

TEST_CASE("an axis with backlash has the figures of ISO 230-2", "[iso230]") {
  const auto f = iso230_figures(positions({{0.12, 0.19, 0.08, 0.15, 0.11},
                                           {0.43, 0.35, 0.41, 0.47, 0.39},
                                           {0.31, 0.26, 0.37, 0.28, 0.33},
                                           {-0.08, -0.02, -0.11, -0.05, -0.14},
                                           {0.22, 0.16, 0.27, 0.19, 0.25}},
                                          {{-0.61, -0.55, -0.68, -0.58, -0.63},
                                           {-0.22, -0.31, -0.27, -0.18, -0.25},
                                           {-0.44, -0.39, -0.47, -0.52, -0.41},
                                           {-0.93, -0.86, -0.97, -0.9, -0.88},
                                           {-0.49, -0.57, -0.45, -0.52, -0.6}}));
  check_all(f.positions, &Iso230AtPosition::mean_up, {0.13, 0.41, 0.31, -0.08, 0.218});
  check_all(f.positions, &Iso230AtPosition::mean_down, {-0.61, -0.246, -0.446, -0.908, -0.526});
  check_all(f.positions, &Iso230AtPosition::s_up,
            {0.041833001326704, 0.044721359549996, 0.043011626335213, 0.047434164902526,
             0.044384682042344});
  check_all(f.positions, &Iso230AtPosition::s_down,
            {0.049497474683058, 0.049295030175465, 0.051283525619832, 0.043243496620879,
             0.060249481325568});
  check_all(f.positions, &Iso230AtPosition::reversal, {0.74, 0.656, 0.756, 0.828, 0.744});
  check_all(f.positions, &Iso230AtPosition::mean, {-0.24, 0.082, -0.068, -0.494, -0.154});
  check_all(
      f.positions, &Iso230AtPosition::r,
      {0.92266095201952, 0.84403277945092, 0.94459030391009, 1.0093553230468, 0.95326832673583});
  CHECK_THAT(f.reversal, WithinAbs(0.828, kExact));
  CHECK_THAT(f.mean_reversal, WithinAbs(0.7448, kExact));
  CHECK_THAT(f.r_up, WithinAbs(0.1897366596101, kExact));
  CHECK_THAT(f.r_down, WithinAbs(0.24099792530227, kExact));
  CHECK_THAT(f.r, WithinAbs(1.0093553230468, kExact));
  CHECK_THAT(f.e_up, WithinAbs(0.49, kExact));
  CHECK_THAT(f.e_down, WithinAbs(0.662, kExact));
  CHECK_THAT(f.e, WithinAbs(1.318, kExact));
  CHECK_THAT(f.mean_deviation, WithinAbs(0.576, kExact));
  CHECK_THAT(f.a_up, WithinAbs(0.67431104890504, kExact));
  CHECK_THAT(f.a_down, WithinAbs(0.84707705359269, kExact));
  CHECK_THAT(f.a, WithinAbs(1.4939297123418, kExact));
}

TEST_CASE("with a small reversal four standard deviations of one direction decide", "[iso230]") {
  const auto f = iso230_figures(positions({{0.02, -0.01, 0.0, 0.03, 0.01},
                                           {0.05, 0.04, 0.06, 0.05, 0.03},
                                           {-0.02, 0.01, -0.01, 0.0, -0.03},
                                           {0.07, 0.08, 0.06, 0.09, 0.07},
                                           {0.03, 0.02, 0.04, 0.03, 0.05}},
                                          {{0.1, -0.12, 0.04, -0.06, 0.07},
                                           {0.11, -0.05, 0.06, 0.13, -0.03},
                                           {0.05, -0.11, 0.02, 0.09, -0.08},
                                           {0.16, -0.02, 0.1, 0.04, 0.12},
                                           {-0.06, 0.13, 0.05, -0.01, 0.08}}));
  check_all(
      f.positions, &Iso230AtPosition::r,
      {0.3705131576611, 0.32446879665077, 0.34246167668806, 0.28284271247462, 0.29852973051272});
  CHECK_THAT(f.reversal, WithinAbs(0.006, kExact));
  CHECK_THAT(f.mean_reversal, WithinAbs(-0.0016, kExact));
  CHECK_THAT(f.r_up, WithinAbs(0.063245553203368, kExact));
  CHECK_THAT(f.r_down, WithinAbs(0.3705131576611, kExact));
  CHECK_THAT(f.r, WithinAbs(0.3705131576611, kExact));
  CHECK_THAT(f.e, WithinAbs(0.09, kExact));
  CHECK_THAT(f.mean_deviation, WithinAbs(0.085, kExact));
  CHECK_THAT(f.a_up, WithinAbs(0.13842628510367, kExact));
  CHECK_THAT(f.a_down, WithinAbs(0.40067793506786, kExact));
  CHECK_THAT(f.a, WithinAbs(0.40067793506786, kExact));
}

TEST_CASE("figures of normal deviations have the expectation that an oracle drew", "[iso230]") {
  // Five places, five visits from each side, scatter 1, reversal 1; 100 000 draws in another
  // language. The largest of five places lies well above a single one: 4 s would be 3.76.
  constexpr int kDraws = 4000;
  std::mt19937_64 generator(7);
  std::normal_distribution<double> normal;
  double r_up = 0;
  double r = 0;
  double reversal = 0;
  double a = 0;
  for (int draw = 0; draw < kDraws; ++draw) {
    std::vector<Iso230Position> places(5);
    for (Iso230Position& place : places) {
      for (int i = 0; i < 5; ++i) {
        place.up.push_back(normal(generator));
        place.down.push_back(normal(generator) - 1);
      }
    }
    const Iso230Figures found = iso230_figures(places);
    r_up += found.r_up / kDraws;
    r += found.r / kDraws;
    reversal += found.reversal / kDraws;
    a += found.a / kDraws;
  }
  // Four standard deviations of the mean of so many draws.
  CHECK_THAT(r_up, WithinAbs(5.4150, 4 * 1.051 / std::sqrt(kDraws)));
  CHECK_THAT(r, WithinAbs(6.4038, 4 * 0.869 / std::sqrt(kDraws)));
  CHECK_THAT(reversal, WithinAbs(1.7340, 4 * 0.424 / std::sqrt(kDraws)));
  CHECK_THAT(a, WithinAbs(6.8112, 4 * 0.853 / std::sqrt(kDraws)));
}
