// SPDX-License-Identifier: Apache-2.0
// Every reason for which a bar target is refused, and every caveat, brought about on purpose.
#include "suite/metrics/usaf_1951.hpp"
#include "suite/metrics/usaf_resolution.hpp"
#include "targets/exact/bar_target.hpp"
#include "targets/exact/line_grid.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/ruler_images.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <string>

using namespace etalon;
using namespace etalon::metrics;
using namespace etalon::targets;
using namespace etalon::test;

namespace {

BarTargetImage target() {
  BarTargetImage image;
  image.width = 420;
  image.height = 380;
  image.pixel = um(0.6);
  image.angle = deg(3);
  image.geometry = {{"first_group", "6"}, {"last_group", "8"}};
  image.blur = {{1, um(1)}};
  return image;
}

Observation known(Frame frame) {
  Observation observation = observation_of(std::move(frame));
  observation.references.pixel_size = Uncertain<PixelSize>{PixelSize{um(0.6)}};
  return observation;
}

Evaluation of(const Observation& observation, const OptionTexts& options = {}) {
  return measured(observation, options, "usaf_1951");
}
Evaluation of(Frame frame, const OptionTexts& options = {}) {
  return of(known(std::move(frame)), options);
}
Evaluation of(const BarTargetImage& image, const OptionTexts& options = {}) {
  return of(noise_free(render(image)), options);
}

/// The only failure; its advice must not be empty.
std::string refusal(const Evaluation& e) {
  if (e.failures.size() != 1) return "not one failure: " + described(e);
  return e.failures.front().advice.empty() ? "no advice" : e.failures.front().code;
}

bool has_result(const Evaluation& e, const std::string& measurand) {
  return std::any_of(e.results.begin(), e.results.end(),
                     [&](const auto& r) { return r.measurand == measurand; });
}

ExpectedImage flat(double level) { return {200, 150, std::vector<double>(200 * 150, level)}; }

Frame changed(Frame frame, const std::function<float(std::size_t, float)>& change) {
  auto& values = std::get<std::vector<float>>(frame.samples);
  for (std::size_t k = 0; k < values.size(); ++k) values[k] = change(k, values[k]);
  return frame;
}

/// Paints over the triplets whose ids are so, as dirt does. The target must have pixels of 0.6 um.
void cover(ExpectedImage& picture, const std::function<bool(const std::string&)>& covered) {
  for (const Item& item : of(noise_free(picture)).items) {
    if (!covered(item.id)) continue;
    const int reach = static_cast<int>(3.2 * item.values.at("line_width").value / 0.6);
    const int x = static_cast<int>(item.position_px.at("x"));
    const int y = static_cast<int>(item.position_px.at("y"));
    for (int j = std::max(0, y - reach); j <= std::min(y + reach, picture.height - 1); ++j) {
      for (int k = std::max(0, x - reach); k <= std::min(x + reach, picture.width - 1); ++k)
        picture.electrons[static_cast<std::size_t>(j * picture.width + k)] = 20000;
    }
  }
}

std::optional<Failure> wrong_options(const OptionTexts& options) {
  const auto e = usaf_1951_metric().evaluate(known(noise_free(flat(1))), options);
  if (e) return std::nullopt;
  return e.error();
}

UsafPoint point(int index, double ratio, bool three_bars = true) {
  UsafPoint p;
  p.index = index;
  p.contrast = p.ratio = ratio;
  p.variance = p.ratio_variance = 1e-6;
  p.degrees_of_freedom = 50;
  p.three_bars = three_bars;
  return p;
}

}  // namespace

TEST_CASE("usaf: frames, dark, region and plane that do not fit are refused", "[metrics]") {
  CHECK(refusal(of(Observation{})) == "usaf_1951.no_frames");
  BarTargetImage smaller = target();
  smaller.width = 300;
  CHECK(refusal(of(observation_of({noise_free(render(target())), noise_free(render(smaller))}))) ==
        "usaf_1951.frames_differ");
  Observation dark = known(noise_free(render(target())));
  dark.dark = std::make_unique<MemoryFrames>(std::vector<Frame>{noise_free(flat(3))});
  CHECK(refusal(of(dark)) == "usaf_1951.dark_differs");
  const auto with_flat = [](Frame frame) {
    Observation observation = known(noise_free(render(target())));
    observation.flat = std::make_unique<MemoryFrames>(std::vector<Frame>{std::move(frame)});
    return refusal(of(observation));
  };
  CHECK(with_flat(noise_free(flat(3))) == "usaf_1951.flat_differs");
  CHECK(with_flat(changed(noise_free(render(target())), [](std::size_t, float) { return 0.0F; })) ==
        "usaf_1951.flat_dark");
  Observation bright = known(exposed(render(target()), 1));
  bright.flat = std::make_unique<MemoryFrames>(
      std::vector<Frame>{exposed({420, 380, std::vector<double>(420 * 380, 1e6)}, 2)});
  CHECK(refusal(of(bright)) == "usaf_1951.flat_saturated");
  CHECK(refusal(of(target(), {{"region", "300,300,200,80"}})) == "usaf_1951.region_outside");
  CHECK(refusal(of(target(), {{"plane", "red"}})) == "usaf_1951.no_such_plane");
}

TEST_CASE("usaf: what cannot be measured is refused", "[metrics]") {
  CHECK(refusal(of(changed(noise_free(render(target())), [](std::size_t k, float v) {
          return k == 77 ? std::numeric_limits<float>::quiet_NaN() : v;
        }))) == "usaf_1951.not_finite");
  Frame full = exposed(render(target()), 1);
  for (auto& v : std::get<std::vector<std::uint16_t>>(full.samples))
    v = static_cast<std::uint16_t>(std::min<int>(v, 4095));
  full.info.significant_bits = 12;
  CHECK(refusal(of(full)) == "usaf_1951.saturated");
  CHECK(refusal(of(noise_free(flat(500)))) == "usaf_1951.no_target");
  CHECK(refusal(of(exposed(flat(500), 4))) == "usaf_1951.no_target");
  CHECK(refusal(of(noise_free({1, 300, std::vector<double>(300, 2)}))) == "usaf_1951.no_target");
  CHECK(refusal(of(noise_free({1, 1, {2}}))) == "usaf_1951.no_target");
}

TEST_CASE("usaf: other targets are not bar targets", "[metrics]") {
  CHECK(refusal(of(noise_free(gaussian_edge(SlantedEdge{}, 1)))) == "usaf_1951.no_target");
  CHECK(refusal(of(noise_free(dark_square(300, 80, 1, 6)))) == "usaf_1951.no_target");
  for (const bool both : {false, true}) {
    LineGrid grid;
    grid.two_directions = both;
    grid.line_width = px(10);
    CHECK(refusal(of(noise_free(render(grid, gaussian_otf(1))))) == "usaf_1951.no_target");
  }
}

TEST_CASE("usaf: contrast below 2 % is haze", "[metrics]") {
  const auto hazy =
      changed(noise_free(render(target())), [](std::size_t, float v) { return v + 2'000'000.0F; });
  CHECK(refusal(of(hazy)) == "usaf_1951.low_contrast");
}

TEST_CASE("usaf: bars of one direction give that direction and no worse one", "[metrics]") {
  // Lying triplets are covered, as by dirt.
  BarTargetImage image = target();
  image.angle = deg(0);
  image.geometry = {{"first_group", "7"}, {"last_group", "7"}};
  ExpectedImage picture = render(image);
  cover(picture, [](const std::string& id) { return id.back() == 'h'; });
  const Evaluation e = of(noise_free(picture), {{"threshold", "60 %"}});
  INFO(described(e));
  CHECK(has_failure(e, "usaf_1951.one_direction"));
  CHECK_FALSE(has_result(e, "resolution_limit_min"));
  CHECK(has_caveat(e, "usaf_1951.one_direction"));
}

TEST_CASE("usaf: one element alone is named by the pixel size and tells no distortion",
          "[metrics]") {
  BarTargetImage image = target();
  image.angle = deg(0);
  image.geometry = {{"first_group", "7"}, {"last_group", "7"}};
  ExpectedImage picture = render(image);
  const std::string first = of(noise_free(picture)).items.front().id;
  const std::string element = first.substr(0, first.size() - 1);
  cover(picture, [&](const std::string& id) { return !id.starts_with(element); });
  const Evaluation e = of(noise_free(picture));
  INFO(described(e));
  CHECK(has_caveat(e, "usaf_1951.element_by_scale"));
  CHECK(has_caveat(e, "usaf_1951.few_triplets"));
  CHECK_FALSE(has_caveat(of(image), "usaf_1951.element_by_scale"));
  CHECK_FALSE(has_caveat(of(image), "usaf_1951.few_triplets"));
}

TEST_CASE("usaf: a limit that no element shows is no number", "[metrics]") {
  BarTargetImage image = target();
  image.geometry = {{"first_group", "6"}, {"last_group", "7"}};
  image.blur = {{1, um(0.6)}};
  const Evaluation e = of(image);
  REQUIRE(e.failures.size() == 2);
  for (const Failure& failure : e.failures) {
    CHECK(failure.code == "usaf_1951.not_limited");
    CHECK_THAT(failure.detail, contains_text("7-6"));
    CHECK_FALSE(failure.advice.empty());
  }
  CHECK_FALSE(has_result(e, "resolution_limit_min"));
  CHECK_FALSE(has_result(e, "resolution_limit_v_px"));
  CHECK(has_result(e, "last_resolved_v"));
  CHECK(has_result(e, "pixel_size_x"));
}

TEST_CASE("usaf: without pixel size and group there are cycles per pixel only", "[metrics]") {
  const Evaluation e = of(observation_of(noise_free(render(target()))));
  CHECK(refusal(e) == "usaf_1951.groups_unknown");
  CHECK(has_result(e, "resolution_limit_min_px"));
  CHECK_FALSE(has_result(e, "resolution_limit_min"));
  CHECK_FALSE(has_result(e, "pixel_size_x"));
  CHECK(has_result(e, "rotation"));
  REQUIRE_FALSE(e.curves.empty());
  CHECK(e.curves.front().x_unit == "cycles/px");
}

TEST_CASE("usaf: a group or a pixel size that contradicts the picture is refused", "[metrics]") {
  CHECK(refusal(of(target(), {{"largest_group", "5"}})) == "usaf_1951.group_conflict");
  Observation wrong = known(noise_free(render(target())));
  wrong.references.pixel_size = Uncertain<PixelSize>{PixelSize{um(1.2)}};
  CHECK(refusal(of(wrong)) == "usaf_1951.group_conflict");
}

TEST_CASE("usaf: wrong options are named", "[metrics]") {
  for (const auto& [name, text] : {std::pair{"threshold", "2"},
                                   {"threshold", "sharp"},
                                   {"largest_group", "12"},
                                   {"target_uncertainty", "40 %"},
                                   {"region", "0,0,5,5"},
                                   {"largest_element", "3"}}) {
    const auto failure = wrong_options({{name, text}});
    INFO(name << " " << text);
    REQUIRE(failure);
    CHECK(failure->code == "options.value");
    CHECK_THAT(failure->detail, contains_text(name));
  }
}

TEST_CASE("usaf: the walk along the contrast curve", "[metrics]") {
  using Outcome = UsafLimit::Outcome;
  const auto outcome = [](const std::vector<UsafPoint>& curve) {
    return limit_of(curve, 0.2).outcome;
  };
  CHECK(outcome({point(0, 1)}) == Outcome::no_reference);
  CHECK(outcome({point(0, 1), point(1, 0.5)}) == Outcome::not_reached);
  CHECK(outcome({point(0, 1), point(1, 0.5), point(2, 0.3, false)}) == Outcome::broken);
  CHECK(outcome({point(0, 1), point(1, 0.5), point(6, 0.3)}) == Outcome::gap);
  CHECK(outcome({point(0, 1), point(1, 0.5), point(6, 0.1)}) == Outcome::gap);
  CHECK(outcome({point(0, 1), point(6, 0.5), point(7, 0.3), point(8, 0.1)}) ==
        Outcome::interpolated);
  // A straight line crosses 0.2 at 2.5, and what comes after the first failure changes nothing.
  const std::vector<UsafPoint> line{point(0, 1), point(1, 0.5), point(2, 0.3), point(3, 0.1)};
  CHECK(std::abs(limit_of(line, 0.2).index - 2.5) < 0.1);
  auto back = line;
  back.push_back(point(5, -0.3));
  back.push_back(point(6, 0.25));
  const UsafLimit limit = limit_of(back, 0.2);
  CHECK(limit.last_resolved == 2);
  CHECK(limit.first_failed == 3);
  CHECK(limit.returns);
  CHECK(std::abs(limit.index - 2.5) < 0.3);
  auto dirty = line;
  dirty[1].usable = false;
  CHECK(limit_of(dirty, 0.2).outcome == Outcome::interpolated);
  auto rising = line;
  rising[1].ratio = 0.2 + 1.0;
  CHECK(limit_of(rising, 0.2).rises);
}

TEST_CASE("usaf: caveats of file, camera and field", "[metrics]") {
  Frame frame = noise_free(render(target()));
  frame.info.transfer = Transfer::unknown;
  frame.info.lossy = true;
  frame.info.processed = true;
  frame.info.black_level.reset();
  const Evaluation e = of(frame);
  for (const char* code :
       {"transfer_unknown", "lossy", "processed", "offset_unknown", "target_uncertainty_unknown"})
    CHECK(has_caveat(e, std::string("usaf_1951.") + code));
  frame.info.transfer = Transfer::encoded;
  CHECK(has_caveat(of(frame), "usaf_1951.transfer_encoded"));
  CHECK_FALSE(has_caveat(of(target()), "usaf_1951.offset_unknown"));
}

TEST_CASE("usaf: the largest element must be far from the limit", "[metrics]") {
  BarTargetImage image = target();
  image.blur = {{1, um(3.8)}};
  const Evaluation e = of(image);
  INFO(described(e));
  CHECK(has_caveat(e, "usaf_1951.reference_near_limit"));
}

TEST_CASE("usaf: bars of fewer than three pixels a period are limited by them", "[metrics]") {
  BarTargetImage image = target();
  image.geometry = {{"first_group", "6"}, {"last_group", "9"}};
  image.blur = {{1, um(0.5)}};
  const Evaluation e = of(image);
  INFO(described(e));
  CHECK((has_caveat(e, "usaf_1951.sampling_limited") || has_failure(e, "usaf_1951.not_limited")));
}

TEST_CASE("usaf: distortion of the field is said", "[metrics]") {
  // Rows are stretched towards the right: 3 % over the field.
  const BarTargetImage image = target();
  const ExpectedImage straight = render(image);
  ExpectedImage bent = straight;
  for (int j = 0; j < image.height; ++j) {
    for (int i = 0; i < image.width; ++i) {
      const double x = i - 0.015 * (i - 210.0) * (i - 210.0) / 210;
      const int left = std::clamp(static_cast<int>(std::floor(x)), 0, image.width - 2);
      const double share = x - left;
      const auto at = [&](int k) {
        return straight.electrons[static_cast<std::size_t>(j * image.width + k)];
      };
      bent.electrons[static_cast<std::size_t>(j * image.width + i)] =
          (1 - share) * at(left) + share * at(left + 1);
    }
  }
  CHECK(has_caveat(of(noise_free(bent)), "usaf_1951.distortion"));
  CHECK_FALSE(has_caveat(of(target()), "usaf_1951.distortion"));
}
