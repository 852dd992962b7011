// SPDX-License-Identifier: Apache-2.0
// Targets with point spreads whose contrast is known by quadrature (targets/exact/bar_target.hpp).
#include "suite/metrics/usaf_1951.hpp"
#include "targets/exact/bar_target.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/ruler_images.hpp"

#include <algorithm>
#include <cmath>
#include <string>

using namespace etalon;
using namespace etalon::targets;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Groups 6 to 9 of which 6-1 is the largest in the picture; the limit lies inside group 8.
BarTargetImage target() {
  BarTargetImage image;
  image.width = 520;
  image.height = 470;
  image.pixel = um(0.5);
  image.angle = deg(4);
  image.geometry = {{"first_group", "6"}, {"last_group", "9"}};
  image.blur = {{1, um(0.8)}};
  return image;
}

Evaluation of(Frame frame, const OptionTexts& options = {}, double pixel_um = 0.5) {
  Observation observation = observation_of(std::move(frame));
  observation.references.pixel_size = Uncertain<PixelSize>{PixelSize{um(pixel_um)}};
  return measured(observation, options, "usaf_1951");
}

Evaluation of(const BarTargetImage& image, const OptionTexts& options = {}) {
  return of(noise_free(render(image)), options);
}

const Item* item(const Evaluation& e, const std::string& id) {
  const auto found =
      std::find_if(e.items.begin(), e.items.end(), [&](const Item& i) { return i.id == id; });
  return found == e.items.end() ? nullptr : &*found;
}

void check_limits(const Evaluation& e, double truth, double tolerance) {
  INFO(described(e));
  for (const char* which : {"v", "h", "min"}) {
    const std::string name = std::string("resolution_limit_") + which;
    CHECK_THAT(result_of(e, name).value, WithinRel(truth, tolerance));
    CHECK_THAT(result_of(e, std::string("smallest_line_") + which).value,
               WithinRel(500 / truth, tolerance));
  }
}

}  // namespace

TEST_CASE("the limit and the pixel size, at any rotation and in a mirror", "[metrics][long]") {
  const double truth = true_bar_limit(target(), 64, 0.2);
  for (const double angle : {0.0, 4.0, 30.0, 45.0, 90.0, 171.0, 270.0}) {
    for (const bool mirrored : {false, true}) {
      INFO("angle " << angle << ", mirrored " << mirrored);
      BarTargetImage image = target();
      image.width = image.height = 560;
      image.angle = deg(angle);
      image.mirrored = mirrored;
      const Evaluation e = of(image);
      check_limits(e, truth, 0.004);  // 0.2 periods a pixel; its own bound of sampling is 0.2 %
      CHECK_THAT(result_of(e, "pixel_size_x").value, WithinRel(0.5, 1e-4));
      CHECK_THAT(result_of(e, "pixel_size_y").value, WithinRel(0.5, 1e-4));
      CHECK(has_caveat(e, "usaf_1951.mirrored") == mirrored);
      CHECK_THAT(result_of(e, "resolution_limit_min_px").value, WithinRel(truth * 0.0005, 0.004));
    }
  }
}

TEST_CASE("bright bars on dark are bars as well", "[metrics]") {
  BarTargetImage image = target();
  image.geometry["polarity"] = "negative";
  check_limits(of(image), true_bar_limit(image, 64, 0.2, 0.02, false), 0.004);
}

TEST_CASE("contrast of every element is what quadrature says", "[metrics]") {
  const Evaluation e = of(target());
  int compared = 0;
  for (const Item& i : e.items) {
    if (i.values.count("frequency") == 0) continue;
    const double f = i.values.at("frequency").value;
    if (f > 500) continue;
    INFO(i.id);
    CHECK_THAT(i.values.at("contrast").value, WithinAbs(true_bar_contrast(target(), f), 0.004));
    CHECK(i.values.at("contrast_ratio").standard_uncertainty);
    ++compared;
  }
  CHECK(compared >= 28);
  REQUIRE(item(e, "6-1-v") != nullptr);
  REQUIRE(item(e, "7-4-h") != nullptr);
  CHECK_THAT(item(e, "7-4-h")->values.at("line_width").value, WithinRel(2.76213586401, 1e-9));
}

TEST_CASE("thresholds are stated, as a ratio or by name", "[metrics]") {
  for (const auto& [text, ratio] : {std::pair{"10 %", 0.1}, {"0.4", 0.4}, {"rayleigh", 0.1527}}) {
    const Evaluation e = of(target(), {{"threshold", text}});
    INFO(text << described(e));
    CHECK_THAT(result_of(e, "resolution_limit_v").value,
               WithinRel(true_bar_limit(target(), 64, ratio), 0.006));
    CHECK(e.parameters.at("threshold") == text);
  }
}

TEST_CASE("contrast that comes back beyond the limit does not count", "[metrics]") {
  BarTargetImage image = target();
  image.blur = {{1.9, um(1.5)}, {-0.9, um(0.9)}};
  const double truth = true_bar_limit(image, 64, 0.2);
  REQUIRE(true_bar_contrast(image, 1.6 * truth) < -0.1);
  const Evaluation e = of(image);
  check_limits(e, truth, 0.01);
  CHECK(has_caveat(e, "usaf_1951.spurious_resolution"));
  const MeasurementResult* last = find_result(e, "last_resolved_v");
  REQUIRE(last != nullptr);
  CHECK(last->value <= truth);
  CHECK(last->value > truth / 1.13);
}

TEST_CASE("blur in one direction shows in the bars across it", "[metrics]") {
  BarTargetImage image = target();
  image.angle = deg(0);
  // Another Gaussian of 1.6 px along the rows.
  ExpectedImage blurred = render(image);
  const ExpectedImage sharp = blurred;
  constexpr int kReach = 8;
  for (int y = 0; y < image.height; ++y) {
    for (int x = kReach; x < image.width - kReach; ++x) {
      double sum = 0;
      double weights = 0;
      for (int k = -kReach; k <= kReach; ++k) {
        const double weight = std::exp(-k * k / (2 * 1.6 * 1.6));
        sum += weight * sharp.electrons[static_cast<std::size_t>(y * image.width + x + k)];
        weights += weight;
      }
      blurred.electrons[static_cast<std::size_t>(y * image.width + x)] = sum / weights;
    }
  }
  const Evaluation e = of(noise_free(blurred));
  INFO(described(e));
  BarTargetImage across = image;
  across.blur = {{1, um(std::hypot(0.8, 0.8))}};  // along the bars it hardly matters
  CHECK_THAT(result_of(e, "resolution_limit_v").value,
             WithinRel(true_bar_limit(across, 64, 0.2), 0.01));
  // The blur along lying bars takes light from their ends: 1 %.
  CHECK_THAT(result_of(e, "resolution_limit_h").value,
             WithinRel(true_bar_limit(image, 64, 0.2), 0.015));
  CHECK(result_of(e, "resolution_limit_min").value == result_of(e, "resolution_limit_v").value);
}

TEST_CASE("pixels that are not square show in the bars", "[metrics]") {
  BarTargetImage image = target();
  image.pixel_aspect = percent(102);
  image.angle = deg(6);
  const Evaluation e = of(image);
  INFO(described(e));
  CHECK_THAT(result_of(e, "pixel_size_x").value, WithinRel(0.5, 2e-4));
  CHECK_THAT(result_of(e, "pixel_size_y").value, WithinRel(0.51, 2e-4));
}

TEST_CASE("groups come from the pixel size, or are stated", "[metrics]") {
  // A nominal magnification, 7 % off: the arrangement says which group is meant.
  const Evaluation off = of(noise_free(render(target())), {}, 0.535);
  CHECK_THAT(result_of(off, "pixel_size_x").value, WithinRel(0.5, 1e-4));
  CHECK(has_caveat(off, "usaf_1951.pixel_size_disagrees"));
  const Evaluation stated =
      measured(observation_of(noise_free(render(target()))), {{"largest_group", "6"}}, "usaf_1951");
  CHECK_THAT(result_of(stated, "pixel_size_x").value, WithinRel(0.5, 1e-4));
  const Evaluation both = measured(observation_of(noise_free(render(target()))),
                                   {{"largest_group", "4"}, {"largest_element", "1"}}, "usaf_1951");
  CHECK_THAT(result_of(both, "pixel_size_x").value, WithinRel(2.0, 1e-4));
}

TEST_CASE("the bars are a ruler for pixel_size as well", "[metrics]") {
  BarTargetImage image = target();
  image.pixel_aspect = percent(101);
  const Evaluation e =
      measured(observation_of(noise_free(render(image))),
               {{"method", "pixel_size/usaf"}, {"largest_group", "6"}}, "pixel_size");
  INFO(described(e));
  CHECK(e.method == "pixel_size/usaf");
  CHECK_THAT(result_of(e, "pixel_size_x").value, WithinRel(0.5, 1e-4));
  CHECK_THAT(result_of(e, "pixel_size_y").value, WithinRel(0.505, 1e-4));
  CHECK_THAT(result_of(e, "rotation").value, WithinAbs(4, 0.1));
  const Evaluation unknown = measured(observation_of(noise_free(render(image))),
                                      {{"method", "pixel_size/usaf"}}, "pixel_size");
  CHECK(has_failure(unknown, "pixel_size.groups_unknown"));
}

TEST_CASE("uneven light, dust, eight bits and colour leave the limit where it is", "[metrics]") {
  const double truth = true_bar_limit(target(), 64, 0.2);
  const auto image = render(target());
  check_limits(of(noise_free(lit(
                   image, [](double x, double y) { return 1 - 0.3 * (x * x + y * y) + 0.1 * x; }))),
               truth, 0.006);
  check_limits(of(eight_bit(image, 3)), truth, 0.04);
  check_limits(of(rgb(image, image, image)), truth, 0.004);
  const Evaluation dusty_one = of(noise_free(dusty(image, 8, 5)));
  INFO(described(dusty_one));
  CHECK_THAT(result_of(dusty_one, "pixel_size_x").value, WithinRel(0.5, 2e-3));
}
