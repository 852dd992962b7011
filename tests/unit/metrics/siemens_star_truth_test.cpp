// SPDX-License-Identifier: Apache-2.0
// Rendered stars of known transfer: values without noise, and what must not fool the metric.
#include "suite/metrics/siemens_star.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/ruler_images.hpp"
#include "tests/support/star_images.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace etalon;
using namespace etalon::test;
using namespace etalon::targets;
using Catch::Matchers::WithinAbs;

namespace {

SiemensStar star_of(int pairs, int side = 360) {
  SiemensStar star;
  star.width = star.height = side;
  star.pairs = pairs;
  star.centre_x = px(side / 2 + 3.3);
  star.centre_y = px(side / 2 - 4.1);
  star.angle = deg(3.3);
  return star;
}

void check_centre(const Evaluation& e, const SiemensStar& star, double tolerance_px = 0.01) {
  const Item& item = item_of(e, "star");
  CHECK_THAT(item.position_px.at("x"), WithinAbs(star.centre_x.in(px), tolerance_px));
  CHECK_THAT(item.position_px.at("y"), WithinAbs(star.centre_y.in(px), tolerance_px));
  CHECK(result_of(e, "spokes").value == star.pairs);
}

/// Mean over the directions from 90 - 22.5 to 90 + 22.5 (or about another) of what a frequency
/// vector in that direction is damped by, and where that crosses one half.
double crossing(const std::function<double(double, double)>& mtf, double level, double from_deg,
                double to_deg) {
  const auto mean = [&](double f) {
    double sum = 0;
    constexpr int kDirections = 90;
    for (int i = 0; i < kDirections; ++i) {
      const double a = from_deg + (to_deg - from_deg) * (i + 0.5) / kDirections;
      sum += mtf(f, a * std::numbers::pi / 180);
    }
    return sum / kDirections;
  };
  double low = 0;
  double high = 1;
  for (int i = 0; i < 50; ++i) {
    const double middle = 0.5 * (low + high);
    (mean(middle) > level ? low : high) = middle;
  }
  return high;
}

}  // namespace

TEST_CASE("star: MTF50 and MTF10 of many optics are right without noise", "[metrics][long]") {
  struct Case {
    const char* name;
    Otf otf;
    int pairs;
    double mtf50;  // relative, what it may be off
    double mtf10;
  };
  for (const Case& c : {Case{"Gaussian 0.8 px", gaussian_otf(0.8), 36, 1e-3, 2e-3},
                        Case{"Gaussian 0.8 px, 72 pairs", gaussian_otf(0.8), 72, 1e-3, 1e-3},
                        Case{"Gaussian 2 px", gaussian_otf(2), 36, 1e-3, 1e-3},
                        Case{"diffraction", diffraction_otf(0.55), 36, 2e-3, 2e-3},
                        // Half a wave of defocus: the interval has 0.4 % for what lies below the
                        // coarsest spokes.
                        Case{"defocus", defocus_otf(0.55, 0.5), 36, 4e-3, 2e-3}}) {
    DYNAMIC_SECTION(c.name) {
      const SiemensStar star = star_of(c.pairs);
      const Evaluation e = measured_star(noise_free(render(star, c.otf)));
      INFO(described(e));
      CHECK_THAT(star_error(e, "mtf50", true_star_crossing(c.otf, 0.5)), WithinAbs(0, c.mtf50));
      CHECK_THAT(star_error(e, "mtf10", true_star_crossing(c.otf, 0.1)), WithinAbs(0, c.mtf10));
      CHECK(e.failures.empty());
      check_centre(e, star);
      CHECK(result_of(e, "resolution_limit").value == result_of(e, "mtf10").value);
      for (const char* measurand : {"mtf50", "mtf10"}) {
        const auto& r = result_of(e, measurand);
        const double truth = true_star_crossing(c.otf, measurand[3] == '5' ? 0.5 : 0.1);
        CHECK(std::abs(r.value - truth) < 3 * r.standard_uncertainty);
      }
    }
  }
}

TEST_CASE("star: contrast reversed by defocus counts only until it first vanishes", "[metrics]") {
  const Otf otf = defocus_otf(0.55, 1);
  const Evaluation e = measured_star(noise_free(render(star_of(24), otf)));
  INFO(described(e));
  CHECK(has_caveat(e, "siemens_star.reversed_contrast"));
  CHECK_THAT(star_error(e, "mtf10", true_star_crossing(otf, 0.1)), WithinAbs(0, 8e-3));
  // Further in, the rings show the negative values that optics have there.
  const auto rings = std::find_if(e.curves.begin(), e.curves.end(),
                                  [](const Curve& c) { return c.name == "mtf_of_rings"; });
  REQUIRE(rings != e.curves.end());
  double lowest = 0;
  double lowest_true = 0;
  for (std::size_t i = 0; i < rings->x.size(); ++i) {
    lowest = std::min(lowest, rings->y[i]);
    lowest_true = std::min(lowest_true, true_star_mtf(otf, rings->x[i]));
  }
  CHECK(lowest_true < -0.05);
  CHECK_THAT(lowest, WithinAbs(lowest_true, 0.01));
}

TEST_CASE("star: polarity, sinusoidal spokes and few of them", "[metrics]") {
  const Otf otf = gaussian_otf(1);
  const double truth = true_star_crossing(otf, 0.5);
  const SiemensStar star = star_of(36);
  const Evaluation dark = measured_star(noise_free(inverted(render(star, otf))));
  CHECK_THAT(star_error(dark, "mtf50", truth), WithinAbs(0, 1e-3));
  check_centre(dark, star);
  SiemensStar sine = star_of(40);
  sine.binary = false;
  const Evaluation e = measured_star(noise_free(render(sine, otf)), {{"sinusoidal", "yes"}});
  CHECK_THAT(star_error(e, "mtf50", truth), WithinAbs(0, 1e-3));
  CHECK_THAT(item_of(e, "star").values.at("contrast").value, WithinAbs(18.0 / 22, 2e-3));
  check_centre(e, sine);
  const Evaluation few = measured_star(noise_free(render(star_of(12), otf)));
  INFO(described(few));
  CHECK_THAT(star_error(few, "mtf50", truth), WithinAbs(0, 5e-3));
  check_centre(few, star_of(12));
}

TEST_CASE("star: contrast of binary spokes is that of large areas", "[metrics]") {
  const Evaluation e = measured_star(noise_free(render(star_of(36), gaussian_otf(1))));
  CHECK_THAT(item_of(e, "star").values.at("contrast").value, WithinAbs(18.0 / 22, 2e-3));
}

TEST_CASE("star: a part of it is enough", "[metrics]") {
  const Otf otf = gaussian_otf(1);
  SiemensStar star = star_of(48);
  star.centre_x = px(90.2);
  star.centre_y = px(40.7);
  const Evaluation e = measured_star(noise_free(render(star, otf)));
  INFO(described(e));
  CHECK_THAT(star_error(e, "mtf50", true_star_crossing(otf, 0.5)), WithinAbs(0, 3e-3));
  check_centre(e, star);
  CHECK(has_caveat(e, "siemens_star.partly_visible"));
}

TEST_CASE("star: sectors see astigmatism, and the direction is that of the frequency",
          "[metrics]") {
  constexpr double kX = 0.9;
  constexpr double kY = 1.4;
  SiemensStar star = star_of(24, 260);
  const Evaluation e = measured_star(noise_free(astigmatic_star(star, kX, kY, 118)));
  INFO(described(e));
  check_centre(e, star, 0.02);
  const auto mtf = [&](double f, double a) {
    const auto sinc = [](double x) {
      return std::abs(x) < 1e-9 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
    };
    const double fx = f * std::cos(a);
    const double fy = f * std::sin(a);
    const double square = std::pow(kX * fx, 2) + std::pow(kY * fy, 2);
    return std::exp(-2 * std::pow(std::numbers::pi, 2) * square) * sinc(fx) * sinc(fy);
  };
  for (const int direction : {0, 45, 90, 135}) {
    const double truth = crossing(mtf, 0.5, direction - 22.5, direction + 22.5);
    INFO(direction);
    CHECK_THAT(star_error(e, "mtf50", truth, {{"direction", std::to_string(direction) + " deg"}}),
               WithinAbs(0, 0.01));
  }
  CHECK_THAT(star_error(e, "mtf50", crossing(mtf, 0.5, 0, 180)), WithinAbs(0, 0.005));
}

TEST_CASE("star: pixels that are not square stretch it, and frequencies are those of the image",
          "[metrics]") {
  constexpr double kAspect = 1.04;  // a pixel covers more of the object along y
  const SiemensStar star = star_of(36);
  const Otf otf = gaussian_otf(1.2);
  const auto image = sampled_star(star, otf, [](double dx, double dy) {
    return StarPlace{dx, dy * kAspect};
  });
  const Evaluation e = measured_star(noise_free(image));
  INFO(described(e));
  check_centre(e, star);
  CHECK(has_caveat(e, "siemens_star.elliptic"));
  CHECK_THAT(item_of(e, "star").values.at("stretch").value, WithinAbs(kAspect - 1, 1e-3));
  // A frequency along y is kAspect times as high in the image as in the object's pixels.
  const auto mtf = [&](double f, double a) {
    return otf(std::hypot(f * std::cos(a), f * std::sin(a) / kAspect));
  };
  for (const int direction : {0, 90}) {
    const double truth = crossing(mtf, 0.5, direction - 22.5, direction + 22.5);
    INFO(direction);
    CHECK_THAT(star_error(e, "mtf50", truth, {{"direction", std::to_string(direction) + " deg"}}),
               WithinAbs(0, 0.005));
  }
}

TEST_CASE("star: bright surroundings hardly lower the contrast of the coarsest spokes",
          "[metrics]") {
  SiemensStar star = star_of(36, 400);
  star.bright = electrons(20000);
  constexpr double kRim = 180;
  // Behind a round pupil a border falls off as 1/distance: here a share of the surroundings.
  auto image = render(star, diffraction_otf(0.55));
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      double& e = image.electrons[static_cast<std::size_t>(y * image.width + x)];
      const double r = std::hypot(x - star.centre_x.in(px), y - star.centre_y.in(px));
      const double beside = star.bright.in(electrons);
      const double spill = r < kRim ? 0.18 / (kRim - r + 0.36) : 0.5;
      const double mean = 0.5 * (beside + star.dark.in(electrons));
      e = r < kRim ? e + spill * (beside - mean) : beside;
    }
  }
  const Evaluation e = measured_star(noise_free(image));
  INFO(described(e));
  // The levels near the rim stay a little too high; the interval has room for that.
  const double truth = true_star_crossing(diffraction_otf(0.55), 0.5);
  const MeasurementResult& r = result_of(e, "mtf50");
  CHECK(r.interval.lower < truth);
  CHECK(truth < r.interval.upper);
  CHECK_THAT(r.value / truth, WithinAbs(1, 0.015));
  CHECK_THAT(item_of(e, "star").values.at("contrast").value, WithinAbs(18.0 / 22, 0.015));
}

TEST_CASE("star: coma, which moves fine spokes against coarse ones, costs no modulation",
          "[metrics][long]") {
  constexpr double kMoved = 8;  // px per (cycle/px)^2: 0.8 px at MTF10
  const SiemensStar star = star_of(36);
  const Otf otf = gaussian_otf(1.2);
  const auto image = sampled_star(star, otf, [&](double dx, double dy) {
    const double f = std::min(0.5, star.pairs / (2 * std::numbers::pi * std::hypot(dx, dy)));
    return StarPlace{dx - kMoved * f * f, dy + 0.5 * kMoved * f * f};
  });
  const Evaluation e = measured_star(noise_free(image));
  INFO(described(e));
  for (const double level : {0.5, 0.1}) {
    const auto mtf = [&](double f, double) { return otf(f); };
    CHECK_THAT(star_error(e, level > 0.3 ? "mtf50" : "mtf10", crossing(mtf, level, 0, 180)),
               WithinAbs(0, 5e-3));
  }
}

TEST_CASE("star: light that falls off and dirt hardly move MTF50", "[metrics][long]") {
  const Otf otf = gaussian_otf(1);
  const SiemensStar star = star_of(36);
  const auto image = render(star, otf);
  const auto fall = [](double x, double y) { return 1 - 0.25 * (x * x + y * y) + 0.1 * x; };
  const Evaluation uneven = measured_star(noise_free(lit(image, fall)));
  INFO(described(uneven));
  CHECK_THAT(star_error(uneven, "mtf50", true_star_crossing(otf, 0.5)), WithinAbs(0, 2e-3));
  CHECK(has_caveat(uneven, "siemens_star.uneven_light"));
  const Evaluation dirty = measured_star(noise_free(dusty(image, 25, 4)));
  INFO(described(dirty));
  CHECK_THAT(star_error(dirty, "mtf50", true_star_crossing(otf, 0.5)), WithinAbs(0, 5e-3));
  CHECK(has_caveat(dirty, "siemens_star.dirt"));
  check_centre(dirty, star, 0.05);
}

TEST_CASE("star: a stated number of pairs, a threshold and sectors are followed", "[metrics]") {
  const Otf otf = gaussian_otf(1);
  const SiemensStar star = star_of(36);
  const Evaluation e = measured_star(noise_free(render(star, otf)),
                                     {{"spokes", "36"}, {"threshold", "20 %"}, {"sectors", "12"}});
  INFO(described(e));
  CHECK_THAT(star_error(e, "resolution_limit", true_star_crossing(otf, 0.2)), WithinAbs(0, 2e-3));
  CHECK(item_of(e, "sector-12").subject.at("direction") == "60 deg");
  CHECK(result_of(e, "mtf50", {{"direction", "120 deg"}}).value > 0);
}

TEST_CASE("star: object plane, and a region keeps its place", "[metrics]") {
  const Otf otf = gaussian_otf(1);
  const SiemensStar star = star_of(36);
  Observation observation = observation_of(noise_free(render(star, otf)));
  observation.references.pixel_size =
      Uncertain<PixelSize>{PixelSize{um(0.5)}, PixelSize{um(0.002)}};
  const Evaluation e = measured(observation, {{"region", "30,20,300,320"}}, "siemens_star");
  INFO(described(e));
  const auto& image = result_of(e, "mtf50");
  const auto& object = result_of(e, "mtf50_object");
  CHECK_THAT(object.value / image.value, WithinAbs(2000, 1e-6));
  CHECK_THAT(object.standard_uncertainty / object.value,
             WithinAbs(std::hypot(image.standard_uncertainty / image.value, 0.004), 1e-6));
  check_centre(e, star);
}

TEST_CASE("star: the picture shows centre, rings used and sectors", "[metrics]") {
  const Evaluation e = measured_star(noise_free(render(star_of(36), gaussian_otf(1))));
  REQUIRE(e.pictures.size() == 1);
  const auto count = [&](const char* label) {
    return std::count_if(e.pictures.front().overlays.begin(), e.pictures.front().overlays.end(),
                         [&](const Overlay& o) { return o.label == label; });
  };
  CHECK(count("star") == 2);
  CHECK(count("region") == 2 + 8);
}
