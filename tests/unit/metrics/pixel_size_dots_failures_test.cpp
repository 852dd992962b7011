// SPDX-License-Identifier: Apache-2.0
// Every reason for which a grid of dots is refused, and every caveat, brought about on purpose.
#include "suite/metrics/pixel_size.hpp"
#include "targets/exact/dot_array.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/ruler_images.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

using namespace etalon;
using namespace etalon::test;
using namespace etalon::targets;

namespace {

const OptionTexts kAsked{{"method", "pixel_size/dots"}};

DotArray array_of(double pitch, double diameter = 6) {
  DotArray array;
  array.pitch = px(pitch);
  array.diameter = px(diameter);
  return array;
}

ExpectedImage flat(double level) { return {200, 150, std::vector<double>(200 * 150, level)}; }

/// The only failure; its advice must not be empty.
std::string refusal_of(const Evaluation& e) {
  if (e.failures.size() != 1) return "not one failure: " + described(e);
  return e.failures.front().advice.empty() ? "no advice" : e.failures.front().code;
}

std::string refusal(const Frame& frame) { return refusal_of(measured_ruler(frame, kAsked)); }

/// Dots of which `keep(column, row)` holds, counted from the middle.
ExpectedImage some_of(const DotArray& array, const std::function<bool(int, int)>& keep) {
  auto dots = dots_of(array);
  const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(dots.size()))));
  for (int k = 0; k < side * side; ++k) {
    if (!keep(k % side - side / 2, k / side - side / 2))
      dots[static_cast<std::size_t>(k)].radius = 0;
  }
  dots.erase(std::remove_if(dots.begin(), dots.end(), [](const Dot& d) { return !(d.radius > 0); }),
             dots.end());
  return render_dots(array.width, array.height, dots, {});
}

}  // namespace

TEST_CASE("nothing, noise, an edge and dust are no grid of dots", "[metrics]") {
  CHECK(refusal(noise_free(flat(0))) == "pixel_size.no_dots");
  CHECK(refusal(noise_free(flat(700))) == "pixel_size.no_dots");
  CHECK(refusal(exposed(flat(700), 3)) == "pixel_size.no_dots");
  ExpectedImage narrow{1, 200, std::vector<double>(200, 500)};
  CHECK(refusal(noise_free(narrow)) == "pixel_size.no_dots");
  targets::SlantedEdge edge;
  for (const Frame& frame : {noise_free(gaussian_edge(edge, 1)), exposed(gaussian_edge(edge, 1), 1),
                             eight_bit(dusty(flat(500), 40, 2), 1)}) {
    const Evaluation e = measured_ruler(frame, kAsked);
    INFO(described(e));
    CHECK(e.results.empty());
    CHECK_FALSE(e.failures.empty());
  }
}

TEST_CASE("lines of one direction are no dots", "[metrics]") {
  LineGrid grid;
  CHECK(refusal(noise_free(render(grid, gaussian_otf(1)))) == "pixel_size.no_dots");
}

TEST_CASE("pixels of dots that are no numbers, or full, are refused", "[metrics]") {
  ExpectedImage broken = render(array_of(15));
  broken.electrons[1234] = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusal(noise_free(broken)) == "pixel_size.not_finite");
  Frame full = eight_bit(render(array_of(15)), 1);
  for (auto& v : std::get<std::vector<std::uint8_t>>(full.samples)) {
    if (v > 150) v = 255;
  }
  CHECK(refusal(full) == "pixel_size.saturated");
}

TEST_CASE("fewer than five rows, and dots too close to tell apart", "[metrics]") {
  CHECK(refusal(noise_free(render(array_of(52, 20)))) == "pixel_size.few_dots");
  CHECK(refusal(noise_free(render(array_of(3.3, 1.6), {20000, 2000, 0.8}))) ==
        "pixel_size.too_fine");
}

TEST_CASE("dots that hardly show are refused", "[metrics]") {
  CHECK(refusal(noise_free(render(array_of(15), {20000, 19500, 1}))) == "pixel_size.low_contrast");
}

TEST_CASE("every second column missing is no square grid", "[metrics]") {
  const auto image = some_of(array_of(12, 5), [](int i, int) { return i % 2 == 0; });
  CHECK(refusal_of(measured_ruler(noise_free(image))) == "pixel_size.not_square");
}

TEST_CASE("every second dot missing is another grid, which the stated pixel size tells",
          "[metrics]") {
  const auto image = some_of(array_of(12, 5), [](int i, int j) { return (i + j) % 2 == 0; });
  Observation observation = with_pitch(noise_free(image));
  const Evaluation unaware = measured(observation, {}, "pixel_size");
  INFO(described(unaware));
  CHECK(std::abs(relative_error(unaware, 12 * std::sqrt(2.0))) < 1e-4);
  CHECK_FALSE(has_caveat(unaware, "pixel_size.unlike_stated"));
  observation.references.pixel_size = Uncertain<PixelSize>{PixelSize{um(10.0 / 12)}};
  CHECK(has_caveat(measured(observation, {}, "pixel_size"), "pixel_size.unlike_stated"));
  observation.references.pixel_size->value = PixelSize{um(10.0 / 12 / std::sqrt(2.0))};
  CHECK_FALSE(has_caveat(measured(observation, {}, "pixel_size"), "pixel_size.unlike_stated"));
}

TEST_CASE("dots that touch are measured by what is between them", "[metrics]") {
  const Evaluation e = measured_ruler(noise_free(render(array_of(15, 15))), kAsked);
  INFO(described(e));
  CHECK(std::abs(relative_error(e, 15)) < 1e-4);
}

TEST_CASE("without a pitch the distance of the dots is given in pixels only", "[metrics]") {
  const Evaluation e = measured(observation_of(noise_free(render(array_of(15)))), {}, "pixel_size");
  CHECK(refusal_of(e) == "pixel_size.no_pitch");
  CHECK(std::abs(result_of(e, "line_distance_px", {{"direction", "y"}}).value / 15 - 1) < 1e-4);
  CHECK(find_result(e, "pixel_size_x") == nullptr);
  CHECK(e.curves.front().y_unit == "px");
  const Evaluation vague = measured(observation_of(noise_free(render(array_of(15)))),
                                    {{"pitch", "10 um"}}, "pixel_size");
  CHECK(has_caveat(vague, "pixel_size.pitch_uncertainty_unknown"));
}

TEST_CASE("a method that pixel_size does not have is named", "[metrics]") {
  const Observation observation = with_pitch(noise_free(render(array_of(15))));
  const auto e =
      metrics::pixel_size_metric().evaluate(observation, {{"method", "pixel_size/grid"}});
  REQUIRE_FALSE(e);
  CHECK_THAT(e.error().detail, contains_text("pixel_size/dots"));
}

TEST_CASE("the picture shows rows of dots, and marks those that were not used", "[metrics]") {
  const Evaluation e = measured_ruler(noise_free(render(array_of(15))));
  REQUIRE(e.pictures.size() == 1);
  CHECK(e.pictures.front().name == "dots");
  const auto& overlays = e.pictures.front().overlays;
  const auto rejected = std::count_if(overlays.begin(), overlays.end(),
                                      [](const Overlay& o) { return o.label == "rejected"; });
  const auto not_used = std::count_if(e.items.begin(), e.items.end(),
                                      [](const Item& item) { return !item.flags.empty(); });
  CHECK(rejected == not_used);
  CHECK(static_cast<std::ptrdiff_t>(overlays.size()) > rejected + 10);
}
