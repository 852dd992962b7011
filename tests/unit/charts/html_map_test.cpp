// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html_parts.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/qt_application.hpp"

#include <QtCore/QByteArray>
#include <QtGui/QImage>

#include <limits>

using namespace etalon;
using etalon::test::contains_text;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Rises from `first` by one per column.
Map ramp(int width, int height, double first = 50) {
  Map map;
  map.name = "illumination";
  map.unit = "%";
  map.width = width;
  map.height = height;
  for (int j = 0; j < height; ++j) {
    for (int i = 0; i < width; ++i) map.values.push_back(first + i);
  }
  return map;
}

std::string figures_of(const Map& map) {
  test::need_qt_application();
  Evaluation evaluation;
  evaluation.maps = {map};
  return charts::map_figures(evaluation);
}

QImage image_in(const std::string& html) {
  const std::string head = "data:image/png;base64,";
  const auto from = html.find(head) + head.size();
  const auto bytes = html.substr(from, html.find('"', from) - from);
  return QImage::fromData(QByteArray::fromBase64(QByteArray::fromStdString(bytes)), "PNG");
}

bool is_grey(QRgb pixel) { return pixel == qRgb(190, 190, 190); }

}  // namespace

TEST_CASE("A map shows its numbers, its contours and its highest place") {
  const std::string html = figures_of(ramp(41, 31));
  CHECK_THAT(html, contains_text("<h3>Maps</h3>"));
  CHECK_THAT(html, contains_text("lines every 10 %, the cross marks the brightest place."));
  CHECK_THAT(html, contains_text(">54 %</text>"));  // 50 + 0.09 * 40
  CHECK_THAT(html, contains_text(">70 %</text>"));
  CHECK_THAT(html, contains_text(">86 %</text>"));
  CHECK_THAT(html, contains_text("M472.0 0.0h16M480.0 -8.0v16"));  // the upper end of the ramp
  const QImage image = image_in(html);
  CHECK(image.width() == 480);
  CHECK(image.height() == 363);
  // Lightness rises with the value, so the map reads the same without colours.
  CHECK(qGray(image.pixel(20, 100)) < qGray(image.pixel(200, 100)));
  CHECK(qGray(image.pixel(200, 100)) < qGray(image.pixel(460, 100)));
}

TEST_CASE("Numbers of a map have the decimals that tell them apart") {
  Map map = ramp(11, 11, 0);
  for (double& value : map.values) value = 1 + 0.001 * value;
  map.name = "sharpness";
  map.unit = "1";
  const std::string html = figures_of(map);
  CHECK_THAT(html, contains_text("sharpness: lines every 0.002, the cross marks the highest"));
  CHECK_THAT(html, contains_text(">1.005</text>"));
}

TEST_CASE("Without a map, or with one that is no field, there is no section") {
  CHECK(charts::map_figures({}).empty());
  CHECK(figures_of(ramp(1, 1)).empty());
  CHECK(figures_of(ramp(1, 20)).empty());
  CHECK(figures_of(ramp(20, 1)).empty());
  Map short_of_values = ramp(8, 6);
  short_of_values.values.pop_back();
  CHECK(figures_of(short_of_values).empty());
  Map negative = ramp(8, 6);
  negative.width = -8;
  negative.height = -6;
  CHECK(figures_of(negative).empty());
  Map unknown = ramp(8, 6);
  for (double& value : unknown.values) value = kNaN;
  CHECK(figures_of(unknown).empty());
}

TEST_CASE("Where a map knows nothing it is grey, and the caption says so") {
  Map map = ramp(21, 21);
  map.values[0] = kNaN;
  map.values[10 * 21 + 10] = std::numeric_limits<double>::infinity();
  const std::string html = figures_of(map);
  CHECK_THAT(html, contains_text("Grey: nothing is known there."));
  std::size_t numbers = 0;
  for (auto at = html.find("<text"); at != std::string::npos; at = html.find("<text", at + 1)) {
    ++numbers;
  }
  CHECK(numbers == 8);  // none in the middle
  CHECK_THAT(html, contains_text("M472.0 0.0h16"));
  const QImage image = image_in(html);
  CHECK(is_grey(image.pixel(0, 0)));
  CHECK(is_grey(image.pixel(240, 240)));
  CHECK_FALSE(is_grey(image.pixel(479, 479)));
  CHECK(figures_of(ramp(21, 21)).find("Grey") == std::string::npos);
}

TEST_CASE("A flat map and a very long one are drawn in bounds") {
  Map flat = ramp(9, 9);
  for (double& value : flat.values) value = 100;
  CHECK_THAT(figures_of(flat), contains_text(">100 %</text>"));
  const QImage image = image_in(figures_of(ramp(2, 5000)));
  CHECK(image.width() == 1);
  CHECK(image.height() == 480);
}

TEST_CASE("The number in the middle gives way to the cross") {
  Map map = ramp(21, 21);
  for (int j = 0; j < 21; ++j) {
    for (int i = 0; i < 21; ++i) {
      map.values[static_cast<std::size_t>(21 * j + i)] =
          100 - (i - 10) * (i - 10) - (j - 10) * (j - 10);
    }
  }
  const std::string html = figures_of(map);
  CHECK_THAT(html, contains_text("M232.0 240.0h16"));
  CHECK_THAT(html, contains_text("<text x=\"240\" y=\"268\""));
}

TEST_CASE("Names of maps from outside cannot become markup") {
  Map map = ramp(5, 5);
  map.name = "<script>";
  map.unit = "<b>";
  map.subject = {{"plane", "<i>"}};
  const std::string html = figures_of(map);
  for (const char* tag : {"<script", "<b>", "<i>"}) CHECK(html.find(tag) == std::string::npos);
}
