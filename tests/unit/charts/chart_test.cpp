// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/chart.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/qt_application.hpp"

#include <limits>
#include <regex>
#include <sstream>

using namespace etalon::charts;
using etalon::test::contains_text;

namespace {

ChartSpec falling_line() {
  etalon::test::need_qt_application();
  ChartSpec spec;
  spec.title = "falling";
  spec.x_label = "frequency";
  spec.y_label = "contrast";
  spec.series = {{"MTF", {0, 0.25, 0.5}, {1, 0.5, 0}, {0.01, 0.02, 0.03}, false}};
  spec.x_range = {0, 0.5};
  spec.y_range = {0, 1};
  return spec;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

/// The points of the curve itself: the only path of the first series' colour and two pixels' width.
std::vector<std::pair<double, double>> curve_points(const std::string& svg) {
  const std::regex group(
      "stroke=\"#0f4c81\"[^>]*stroke-width=\"2\"[^>]*>\\s*<path[^>]* d=\"([^\"]*)\"");
  std::smatch match;
  std::vector<std::pair<double, double>> points;
  if (!std::regex_search(svg, match, group)) return points;
  std::istringstream steps(std::regex_replace(match[1].str(), std::regex("[ML,]"), " "));
  for (double x = 0, y = 0; steps >> x >> y;) points.emplace_back(x, y);
  return points;
}

}  // namespace

TEST_CASE("A chart scales with its page, and its text is text") {
  const std::string svg = line_chart_svg(falling_line());
  CHECK_THAT(svg, contains_text("viewBox=\"0 0 640 400\" width=\"100%\""));
  CHECK_THAT(svg, contains_text("<title>falling</title>"));
  CHECK_THAT(svg, contains_text(">frequency</text>"));
  CHECK_THAT(svg, contains_text(">contrast</text>"));
  CHECK_THAT(svg, contains_text(", sans-serif\""));
}

TEST_CASE("The same chart is the same bytes") {
  const ChartSpec spec = falling_line();
  CHECK(line_chart_svg(spec) == line_chart_svg(spec));
}

TEST_CASE("Points stand where the axes say") {
  const auto points = curve_points(line_chart_svg(falling_line()));
  REQUIRE(points.size() == 3);
  CHECK_THAT(points[1].first,
             Catch::Matchers::WithinAbs((points[0].first + points[2].first) / 2, 0.01));
  CHECK_THAT(points[1].second,
             Catch::Matchers::WithinAbs((points[0].second + points[2].second) / 2, 0.01));
  CHECK(points[0].second < points[2].second);
}

TEST_CASE("A band is drawn only where uncertainties are given") {
  ChartSpec spec = falling_line();
  const std::string with = line_chart_svg(spec);
  spec.series[0].u.clear();
  const std::string without = line_chart_svg(spec);
  CHECK(count(with, "fill-opacity=\"0.2") == 1);
  CHECK(count(without, "fill-opacity=\"0.2") == 0);
}

TEST_CASE("Dashed series, guides and markers are drawn") {
  ChartSpec spec = falling_line();
  spec.series[0].dashed = true;
  spec.horizontal = {{0.5, "half"}};
  spec.vertical = {{0.4, "limit"}};
  spec.markers = {{0.25, 0.5, "MTF50 0.25"}};
  spec.top_axis = TopAxis{"per millimetre", 1000};
  const std::string svg = line_chart_svg(spec);
  CHECK_THAT(svg, contains_text("stroke-dasharray=\"8,5\""));
  for (const char* label : {">half<", ">limit<", ">MTF50 0.25<", ">per millimetre<", ">500<"}) {
    CHECK_THAT(svg, contains_text(label));
  }
}

TEST_CASE("Single places are marks without a line between them") {
  ChartSpec spec = falling_line();
  const std::string line = line_chart_svg(spec);
  spec.series.front().points = true;
  const std::string marks = line_chart_svg(spec);
  CHECK(curve_points(line).size() == 3);
  CHECK(curve_points(marks).empty());
  CHECK(count(line, "<circle") == 0);
  CHECK(count(marks, "<circle") == 3);
}

TEST_CASE("Points that are not finite or outside are left out") {
  ChartSpec spec = falling_line();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  spec.series = {{"MTF", {-1, 0, 0.1, 0.2, 0.5, 7}, {1, 1, nan, 0.5, 40, 0}, {}, false}};
  const std::string svg = line_chart_svg(spec);
  CHECK(svg.find("nan") == std::string::npos);
  const auto points = curve_points(svg);
  REQUIRE(points.size() == 3);
  CHECK(points[2].second == points[0].second);
}

TEST_CASE("Long curves are thinned and keep their end") {
  ChartSpec spec = falling_line();
  spec.series = {{"MTF", {}, {}, {}, false}};
  for (int i = 0; i <= 100'000; ++i) {
    spec.series[0].x.push_back(i * 5e-6);
    spec.series[0].y.push_back(1 - i * 1e-5);
  }
  const std::string svg = line_chart_svg(spec);
  CHECK(svg.size() < 60'000);
  const auto points = curve_points(svg);
  REQUIRE(points.size() > 200);
  const auto short_points = curve_points(line_chart_svg(falling_line()));
  CHECK_THAT(points.back().first, Catch::Matchers::WithinAbs(short_points.back().first, 0.01));
}

TEST_CASE("An empty series is an empty chart") {
  ChartSpec spec = falling_line();
  spec.series = {{"MTF", {}, {}, {}, false}};
  CHECK_THAT(line_chart_svg(spec), contains_text(">frequency</text>"));
}

TEST_CASE("Labels cannot become markup") {
  ChartSpec spec = falling_line();
  spec.title = "<script>";
  spec.x_label = "<b>x</b>";
  spec.markers = {{0.2, 0.5, "</svg><script>"}};
  const std::string svg = line_chart_svg(spec);
  CHECK(svg.find("<script>") == std::string::npos);
  CHECK(svg.find("<b>") == std::string::npos);
}

TEST_CASE("On logarithmic axes decades are equally long") {
  ChartSpec spec = falling_line();
  spec.logarithmic = true;
  spec.x_range = {1, 1000};
  spec.y_range = {0.1, 100};
  spec.series = {
      {"signal to noise", {-3, 0, 1, 10, 100, 1000}, {1, 1, 0.1, 1, 10, 100}, {}, false}};
  const std::string svg = line_chart_svg(spec);
  CHECK_THAT(svg, contains_text(">1000<"));
  const auto points = curve_points(svg);  // those at and below zero have no place
  REQUIRE(points.size() == 4);
  const double across = points[1].first - points[0].first;
  const double up = points[1].second - points[0].second;
  CHECK_THAT(points[3].first - points[0].first, Catch::Matchers::WithinRel(3 * across, 1e-3));
  CHECK_THAT(points[3].second - points[0].second, Catch::Matchers::WithinRel(3 * up, 1e-3));
}

TEST_CASE("Ticks are 1, 2 or 5 times a power of ten") {
  CHECK_THAT(tick_interval(1), Catch::Matchers::WithinRel(0.2, 1e-12));
  CHECK_THAT(tick_interval(0.58), Catch::Matchers::WithinRel(0.1, 1e-12));
  CHECK_THAT(tick_interval(2200), Catch::Matchers::WithinRel(500.0, 1e-12));
  CHECK_THAT(tick_interval(60), Catch::Matchers::WithinRel(10.0, 1e-12));
  CHECK(tick_interval(0) == 1);
}
