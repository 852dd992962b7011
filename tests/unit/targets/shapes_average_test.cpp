// SPDX-License-Identifier: Apache-2.0
#include "suite/core/random.hpp"
#include "tests/unit/targets/shapes.hpp"

#include <functional>
#include <numbers>

using Catch::Matchers::WithinAbs;
using etalon::test::average;
using etalon::test::laid_out;
using etalon::test::light;
using etalon::test::smooth_average;
using namespace etalon;
using namespace etalon::targets;

namespace {

/// What is drawn, written down a second time: 1 on bright places, 0 on dark ones.
struct Drawn {
  std::string id;
  OptionTexts options;
  std::function<double(double x, double y)> bright;
  double reach;                ///< places are drawn within
  std::vector<double> sigmas;  ///< from borders far apart to borders that flow together
};

double turned_u(double x, double y, double degrees) {
  const double a = degrees * std::numbers::pi / 180;
  return x * std::cos(a) + y * std::sin(a);
}
double turned_v(double x, double y, double degrees) { return turned_u(y, -x, degrees); }

bool on_line(double u, double pitch, double width) {
  return std::abs(u - pitch * std::round(u / pitch)) < width / 2;
}

bool on_tick(double u, double v) {
  const double k = std::round(u / 10 + 2.5);  // six ticks
  if (k < 0 || k > 5 || std::abs(u - (k - 2.5) * 10) >= 1.5) return false;
  const double length = k == 0 ? 30 : (k == 5 ? 20 : 12);
  return v < 6 && v > 6 - length;
}

bool on_spoke(double x, double y, int pairs) { return std::cos(pairs * std::atan2(y, x)) > 0; }

std::vector<Drawn> everything_drawn() {
  return {
      {"slanted_edge",
       {{"angle", "12 deg"}, {"dark", "0"}},
       [](double x, double y) { return turned_u(x, y, 12) > 0 ? 1.0 : 0.0; },
       3,
       {1}},
      {"slanted_edge",
       {{"angle", "12 deg"}, {"dark", "0"}, {"radius", "100 um"}},
       [](double x, double y) {
         return std::hypot(turned_u(x, y, 12) + 100, turned_v(x, y, 12)) > 100 ? 1.0 : 0.0;
       },
       10,
       {1, 8, 110}},
      {"slanted_edge",
       {{"angle", "12 deg"}, {"dark", "0"}, {"radius", "-100 um"}, {"polarity", "negative"}},
       [](double x, double y) {
         return std::hypot(turned_u(x, y, 12) - 100, turned_v(x, y, 12)) > 100 ? 1.0 : 0.0;
       },
       10,
       {2}},
      {"ronchi_ruling",
       {{"pitch", "5 um"}, {"duty", "40 %"}, {"angle", "-8 deg"}, {"dark", "0"}},
       [](double x, double y) { return on_line(turned_u(x, y, -8), 5, 2) ? 0.0 : 1.0; },
       20,
       {0.3, 1.9, 2.6}},
      {"line_grid",
       {{"pitch", "7 um"}, {"line_width", "2 um"}, {"angle", "20 deg"}, {"dark", "0"}},
       [](double x, double y) {
         const bool on = on_line(turned_u(x, y, 20), 7, 2) || on_line(turned_v(x, y, 20), 7, 2);
         return on ? 0.0 : 1.0;
       },
       20,
       {0.5, 2, 4}},
      {"stage_micrometer",
       {{"ticks", "6"},
        {"line_width", "3 um"},
        {"short_tick", "12 um"},
        {"medium_tick", "20 um"},
        {"long_tick", "30 um"},
        {"angle", "3 deg"},
        {"dark", "0"},
        {"polarity", "negative"}},
       [](double x, double y) { return on_tick(turned_u(x, y, 3), turned_v(x, y, 3)) ? 1.0 : 0.0; },
       30,
       {0.7, 5}},
      {"dot_grid",
       {{"pitch", "9 um"}, {"diameter", "4 um"}, {"angle", "10 deg"}, {"dark", "0"}},
       [](double x, double y) {
         const double u = turned_u(x, y, 10);
         const double v = turned_v(x, y, 10);
         return std::hypot(u - 9 * std::round(u / 9), v - 9 * std::round(v / 9)) < 2 ? 0.0 : 1.0;
       },
       20,
       {0.05, 0.4, 1.5}},
      {"siemens_star",
       {{"pairs", "9"}, {"diameter", "1 mm"}, {"angle", "5 deg"}, {"dark", "0"}},
       [](double x, double y) {
         return on_spoke(turned_u(x, y, 5), turned_v(x, y, 5), 9) ? 1.0 : 0.0;
       },
       20,
       {0.3, 1.5, 4}},
      {"siemens_star",
       {{"pairs", "3"}, {"diameter", "1 mm"}, {"dark", "0"}},
       [](double x, double y) { return on_spoke(x, y, 3) ? 1.0 : 0.0; },
       5,
       {0.3, 1, 4}}};
}

/// Share of a Gaussian on a disc at the distance r: chords of the disc, each an error function.
double by_chords(double r, double radius, double sigma) {
  constexpr int kChords = 400;
  const double pi = std::numbers::pi;
  double sum = 0;
  for (int i = 0; i < kChords; ++i) {
    const double angle = pi * (i + 0.5) / kChords;
    const double off = radius * std::cos(angle) / sigma;
    const double half = radius * std::sin(angle);
    const double chord = std::erfc((r - half) / sigma / std::sqrt(2.0)) -
                         std::erfc((r + half) / sigma / std::sqrt(2.0));
    sum += chord / 2 * std::exp(-off * off / 2) * half;
  }
  return sum * pi / kChords / (sigma * std::sqrt(2 * pi));
}

double place(std::mt19937_64& generator, double reach) {
  return std::uniform_real_distribution<double>(-reach, reach)(generator);
}

}  // namespace

TEST_CASE("light is the Gaussian average of what is drawn", "[targets]") {
  auto generator = generator_for(5, 0, 0);
  for (const Drawn& drawn : everything_drawn()) {
    const Scene scene = laid_out(drawn.id, drawn.options);
    for (const double sigma : drawn.sigmas) {
      const double x = place(generator, drawn.reach);
      const double y = place(generator, drawn.reach);
      INFO(drawn.id << " at " << x << ", " << y << ", sigma " << sigma);
      CHECK_THAT(light(scene, x, y, sigma), WithinAbs(average(drawn.bright, x, y, sigma), 1e-5));
    }
  }
}

TEST_CASE("light of a sinusoidal star is the Gaussian average of its cosine", "[targets]") {
  const Scene scene =
      laid_out("siemens_star",
               {{"pairs", "12"}, {"diameter", "1 mm"}, {"profile", "sinusoidal"}, {"dark", "0"}});
  const auto bright = [](double x, double y) {
    return 0.5 + 0.5 * std::cos(12 * std::atan2(y, x));
  };
  for (const double sigma : {0.3, 1.5}) {
    for (const double x : {0.7, 8.0, 30.0}) {
      INFO(x << " sigma " << sigma);
      CHECK_THAT(light(scene, x, -0.3 * x, sigma),
                 WithinAbs(smooth_average(bright, x, -0.3 * x, sigma, 900), 1e-5));
    }
  }
}

TEST_CASE("dots that flow together are the sum of the chords of each", "[targets]") {
  const Scene scene =
      laid_out("dot_grid", {{"pitch", "9 um"}, {"diameter", "4 um"}, {"dark", "0"}});
  for (const double sigma : {2.0, 4.4, 4.6, 9.0}) {
    double covered = 0;
    for (int j = -8; j <= 8; ++j) {
      for (int i = -8; i <= 8; ++i)
        covered += by_chords(std::hypot(1.3 - 9 * i, -2.9 - 9 * j), 2, sigma);
    }
    INFO(sigma);
    CHECK_THAT(light(scene, 1.3, -2.9, sigma), WithinAbs(1 - covered, 1e-6));
  }
}

TEST_CASE("without an average there is what is drawn, and nothing between", "[targets]") {
  auto generator = generator_for(6, 0, 0);
  for (const Drawn& drawn : everything_drawn()) {
    const Scene scene = laid_out(drawn.id, drawn.options);
    for (int i = 0; i < 300; ++i) {
      const double x = place(generator, 2 * drawn.reach);
      const double y = place(generator, 2 * drawn.reach);
      INFO(drawn.id << " at " << x << ", " << y);
      CHECK_THAT(light(scene, x, y, 1e-7), WithinAbs(drawn.bright(x, y), 1e-5));
    }
  }
}

TEST_CASE("polarity and dark share tell how bright both sides are", "[targets]") {
  for (const std::string id : {"slanted_edge", "siemens_star", "dot_grid", "line_grid"}) {
    const Scene positive = laid_out(id, {{"dark", "10 %"}});
    const Scene negative = laid_out(id, {{"dark", "10 %"}, {"polarity", "negative"}});
    for (const double x : {-3.3, 0.1, 4.4, 17.0}) {
      CHECK_THAT(light(positive, x, 1.7, 1) + light(negative, x, 1.7, 1), WithinAbs(1.1, 1e-6));
      CHECK(light(positive, x, 1.7, 1) > 0.0999);
      CHECK(light(positive, x, 1.7, 1) < 1.0001);
    }
  }
}
