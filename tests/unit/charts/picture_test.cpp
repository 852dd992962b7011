// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/picture.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/qt_application.hpp"

using namespace etalon;
using etalon::test::contains_text;

namespace {

Picture small_picture() {
  test::need_qt_application();
  Picture picture{"edges", 4, 2, 10, {0, 50, 100, 150, 200, 250, 255, 1}, {}};
  picture.overlays = {{"edge-1", "region", {0, 30, 30}, {0, 0, 10}, true},
                      {"edge-1", "edge", {9.5, 19.5}, {-0.5, 9.5}, false}};
  return picture;
}

}  // namespace

TEST_CASE("The image is inside the drawing, as PNG") {
  const std::string svg = charts::picture_svg(small_picture());
  CHECK_THAT(svg, contains_text("viewBox=\"0 0 4 2\" width=\"100%\""));
  CHECK_THAT(svg, contains_text("href=\"data:image/png;base64,iVBORw0KGgo"));
}

TEST_CASE("Image pixels become picture pixels, counted from the corner") {
  CHECK_THAT(charts::picture_svg(small_picture()),
             contains_text("<polyline class=\"found\" points=\"1.00,0.00 2.00,1.00 \"/>"));
}

TEST_CASE("Regions are closed and dashed by class; the item is named once") {
  const std::string svg = charts::picture_svg(small_picture());
  CHECK_THAT(svg, contains_text("<polygon class=\"region\""));
  const auto first = svg.find(">edge-1</text>");
  REQUIRE(first != std::string::npos);
  CHECK(svg.find(">edge-1</text>", first + 1) == std::string::npos);
}

TEST_CASE("An item's name cannot become markup, and an empty overlay is harmless") {
  Picture picture = small_picture();
  picture.overlays = {{"<script>", "edge", {1, 2}, {1, 2}, false}, {"none", "edge", {}, {}, false}};
  const std::string svg = charts::picture_svg(picture);
  CHECK(svg.find("<script>") == std::string::npos);
  CHECK_THAT(svg, contains_text("&lt;script&gt;"));
}

TEST_CASE("What was found but not used is told apart") {
  Picture picture = small_picture();
  picture.overlays.push_back({"bead-2", "rejected", {1, 2}, {1, 2}, true});
  CHECK_THAT(charts::picture_svg(picture), contains_text("<polygon class=\"rejected\""));
}
