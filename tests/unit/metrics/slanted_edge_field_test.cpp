// SPDX-License-Identifier: Apache-2.0
// Many edges in one image: all of them found, and their sharpness over the field.
#include "targets/exact/edge_chart.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using targets::EdgeChart;

namespace {

double mtf50_of(double sigma_px, double angle_deg) {
  return targets::true_mtf50(targets::gaussian_otf(sigma_px), deg(angle_deg));
}

/// A chart for a camera of this size: squares of `side`, 1.6 sides apart.
EdgeChart chart_of(int width, int height, double side) {
  EdgeChart chart;
  chart.width = width;
  chart.height = height;
  chart.side = px(side);
  chart.pitch = px(1.6 * side);
  return chart;
}

std::size_t measured_edges(const Evaluation& evaluation) {
  return static_cast<std::size_t>(
      std::count_if(evaluation.items.begin(), evaluation.items.end(),
                    [](const Item& item) { return item.values.count("mtf50") > 0; }));
}

/// Blur that grows from the middle (0.9 px) to the corners, and a little from left to right.
double curved(const EdgeChart& chart, double x, double y) {
  const double u = 2 * x / chart.width;
  const double v = 2 * y / chart.height;
  return 0.9 * std::sqrt(1 + 0.15 * std::pow(u * u + v * v, 2) + 0.05 * u);
}

bool has_result(const Evaluation& evaluation, const std::string& measurand) {
  return find_result(evaluation, measurand) != nullptr;
}

}  // namespace

TEST_CASE("charts of small squares: every edge is found and right", "[metrics]") {
  struct Case {
    int width;
    int height;
    double side;
    std::size_t squares;
  };
  for (const Case& c : {Case{520, 520, 84, 9}, Case{1000, 1000, 110, 25}, Case{1280, 1024, 160, 15},
                        Case{1000, 1000, 330, 1}}) {
    DYNAMIC_SECTION(c.width << " x " << c.height << ", squares of " << c.side << " px") {
      const EdgeChart chart = chart_of(c.width, c.height, c.side);
      const auto evaluation =
          measured(exposed(render(chart, [](double, double) { return 1.0; }), 1));
      CHECK(measured_edges(evaluation) == 4 * c.squares);
      CHECK(evaluation.items.size() == 4 * c.squares);
      const double truth = mtf50_of(1.0, 6);
      std::set<std::string> seen;
      for (const Item& item : evaluation.items) {
        seen.insert(item.id);
        if (item.values.count("mtf50") == 0) continue;
        const auto& mtf50 = item.values.at("mtf50");
        CHECK(std::abs(mtf50.value - truth) < 5 * *mtf50.standard_uncertainty);
        CHECK(*mtf50.standard_uncertainty < 0.01 * truth);
        // Most of the side is used.
        CHECK(item.values.at("length").value > 0.6 * c.side);
      }
      CHECK(seen.size() == evaluation.items.size());
    }
  }
}

TEST_CASE("sharpness over the field: centre, corners and map", "[metrics]") {
  const EdgeChart chart = chart_of(900, 700, 84);
  const auto image = render(chart, [&](double x, double y) { return curved(chart, x, y); });
  const auto evaluation = measured(exposed(image, 3));
  const double centre = mtf50_of(curved(chart, 0, 0), 6);
  double corner = 0;
  for (const double u : {-0.7, 0.7}) {
    for (const double v : {-0.7, 0.7})
      corner += 0.25 * mtf50_of(curved(chart, u * 450, v * 350), 6);
  }
  for (const char* kind : {"upright", "lying"}) {
    INFO(kind);
    for (const auto& [measurand, truth] :
         {std::pair{"mtf50_centre", centre}, std::pair{"mtf50_corner", corner}}) {
      const auto& result = result_of(evaluation, measurand, {{"edges", kind}});
      INFO(measurand << " " << result.value << " u " << result.standard_uncertainty << ", truth "
                     << truth);
      CHECK(result.interval.lower <= truth);
      CHECK(truth <= result.interval.upper);
      CHECK(result.standard_uncertainty < 0.01 * truth);
      CHECK(result.n > 20);
    }
  }
  CHECK(evaluation.results.front().measurand == "mtf50_centre");
  std::set<std::string> with_curves;
  for (const Curve& curve : evaluation.curves) with_curves.insert(curve.subject.at("edge"));
  CHECK(with_curves.size() == 5);
  REQUIRE(evaluation.maps.size() == 2);
  const Map& map = evaluation.maps[0];
  CHECK(map.name == "mtf50");
  CHECK(map.unit == "cycles/px");
  for (int j = 0; j < map.height; j += 4) {
    for (int i = 0; i < map.width; i += 4) {
      const double x = map.x0_px + map.pitch_px * i - 449.5;
      const double y = map.y0_px + map.pitch_px * j - 349.5;
      const auto k = static_cast<std::size_t>(j * map.width + i);
      const double truth = mtf50_of(curved(chart, x, y), 6);
      INFO(x << ", " << y << ": " << map.values[k] << ", truth " << truth);
      CHECK(std::abs(map.values[k] - truth) < 4 * map.standard_uncertainty[k]);
      CHECK(map.standard_uncertainty[k] < 0.03 * truth);
    }
  }
}

TEST_CASE("edges that do not span the field say nothing of it", "[metrics]") {
  const EdgeChart chart = chart_of(900, 700, 84);
  const auto image = render(chart, [](double, double) { return 1.0; });
  for (const char* region : {"0,0,900,300", "200,150,500,400"}) {
    const auto evaluation = measured(noise_free(image), {{"region", region}});
    CHECK(measured_edges(evaluation) > 8);
    CHECK_FALSE(has_result(evaluation, "mtf50_centre"));
    CHECK_FALSE(has_result(evaluation, "mtf50_corner"));
    CHECK(evaluation.maps.empty());
  }
}

TEST_CASE("a single square has no field", "[metrics]") {
  const auto evaluation = measured(noise_free(dark_square(500, 130, 0.8, 5)));
  CHECK_FALSE(has_result(evaluation, "mtf50_centre"));
  CHECK(evaluation.maps.empty());
}
