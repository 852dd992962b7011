// SPDX-License-Identifier: Apache-2.0
// Every reason for which a star is refused, and every caveat, brought about on purpose.
#include "suite/metrics/siemens_star.hpp"
#include "targets/exact/line_grid.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/ruler_images.hpp"
#include "tests/support/star_images.hpp"

#include <cmath>
#include <limits>
#include <memory>
#include <set>

using namespace etalon;
using namespace etalon::test;
using namespace etalon::targets;

namespace {

SiemensStar small_star() {
  SiemensStar star;
  star.width = star.height = 240;
  star.pairs = 30;
  star.centre_x = px(121.2);
  star.centre_y = px(118.7);
  return star;
}

const ExpectedImage& image() {
  static const ExpectedImage rendered = render(small_star(), gaussian_otf(1));
  return rendered;
}

ExpectedImage flat(double level, int side = 200) {
  return {
      side, side,
      std::vector<double>(static_cast<std::size_t>(side) * static_cast<std::size_t>(side), level)};
}

/// The only failure; its advice must not be empty, and there must be no result.
std::string refusal_of(const Evaluation& e) {
  if (e.failures.size() != 1) return "not one failure: " + described(e);
  if (!e.results.empty()) return "results beside " + e.failures.front().code;
  return e.failures.front().advice.empty() ? "no advice" : e.failures.front().code;
}

std::string refusal(Frame frame, const OptionTexts& options = {}) {
  return refusal_of(measured_star(std::move(frame), options));
}

/// Columns from `column` on come from `shift` px further left, rows likewise: chips with a gap.
ExpectedImage with_gap(const ExpectedImage& whole, int column, int shift) {
  ExpectedImage broken = whole;
  const auto at = [&](int x, int y) {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(whole.width) +
           static_cast<std::size_t>(x);
  };
  for (int y = 0; y < whole.height; ++y)
    for (int x = column; x < whole.width; ++x)
      broken.electrons[at(x, y)] = whole.electrons[at(std::min(x + shift, whole.width - 1), y)];
  return broken;
}

}  // namespace

TEST_CASE("star: without frames, or with frames that differ, nothing is measured", "[metrics]") {
  CHECK(refusal_of(measured(Observation{}, {}, "siemens_star")) == "siemens_star.no_frames");
  const Observation two = observation_of({noise_free(image()), noise_free(flat(1))});
  CHECK(refusal_of(measured(two, {}, "siemens_star")) == "siemens_star.frames_differ");
  const auto with = [](bool dark, Frame frame) {
    Observation observation = observation_of(clipped_star(image(), 2));
    (dark ? observation.dark : observation.flat) =
        std::make_unique<MemoryFrames>(std::vector<Frame>{std::move(frame)});
    return refusal_of(measured(observation, {}, "siemens_star"));
  };
  CHECK(with(true, noise_free(flat(3))) == "siemens_star.dark_differs");
  CHECK(with(false, noise_free(flat(3))) == "siemens_star.flat_differs");
  CHECK(with(false, noise_free(flat(0, 240))) == "siemens_star.flat_dark");
  CHECK(with(false, clipped_star(flat(70000, 240), 1)) == "siemens_star.flat_saturated");
}

TEST_CASE("star: a region or plane that the image does not have is refused", "[metrics]") {
  CHECK(refusal(noise_free(image()), {{"region", "100,100,200,80"}}) ==
        "siemens_star.region_outside");
  CHECK(refusal(noise_free(image()), {{"plane", "red"}}) == "siemens_star.no_such_plane");
}

TEST_CASE("star: what is no star is not measured", "[metrics]") {
  CHECK(refusal(noise_free(flat(0))) == "siemens_star.no_star");
  CHECK(refusal(noise_free(flat(700))) == "siemens_star.no_star");
  CHECK(refusal(exposed(flat(700), 3)) == "siemens_star.no_star");
  LineGrid grid;
  grid.two_directions = true;
  for (const Frame& frame :
       {noise_free(gaussian_edge(targets::SlantedEdge{}, 1)),
        exposed(dark_square(300, 80, 1, 6), 1), eight_bit(dusty(flat(500), 30, 2), 1),
        exposed(render(grid, gaussian_otf(1)), 2)}) {
    const Evaluation e = measured_star(frame);
    INFO(described(e));
    CHECK(e.results.empty());
    CHECK(e.failures.size() == 1);
  }
  for (const auto& [width, height] : {std::pair{1, 1}, std::pair{1, 300}, std::pair{300, 1},
                                      std::pair{3, 3}, std::pair{25, 25}}) {
    const ExpectedImage tiny{width, height,
                             std::vector<double>(static_cast<std::size_t>(width * height), 500)};
    CHECK(refusal(exposed(tiny, 5)) == "siemens_star.no_star");
  }
}

TEST_CASE("star: numbers that are none, and full scale", "[metrics]") {
  constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusal(noise_free(flat(kNothing))) == "siemens_star.not_finite");
  ExpectedImage masked = image();
  for (std::size_t k = 0; k < masked.electrons.size(); ++k)
    if (k % 3 == 0) masked.electrons[k] = kNothing;
  CHECK(refusal(noise_free(masked)) == "siemens_star.not_finite");
  ExpectedImage some = image();
  for (std::size_t k = 0; k < some.electrons.size(); k += 997) some.electrons[k] = kNothing;
  some.electrons[12345] = std::numeric_limits<double>::infinity();
  const Evaluation e = measured_star(noise_free(some));
  INFO(described(e));
  CHECK(has_caveat(e, "siemens_star.not_finite"));
  CHECK(std::abs(star_error(e, "mtf50", true_star_crossing(gaussian_otf(1), 0.5))) < 3e-3);
  CHECK(refusal(clipped_star(image(), 4)) == "siemens_star.saturated");
  CHECK(refusal(clipped_star(flat(70000), 1)) == "siemens_star.saturated");
}

TEST_CASE("star: parts that are shifted against each other do not fit one star", "[metrics]") {
  SiemensStar fine = small_star();
  fine.pairs = 60;
  const auto whole = render(fine, gaussian_otf(0.8));
  CHECK(refusal(noise_free(with_gap(whole, 110, 3))) == "siemens_star.spokes_broken");
  CHECK(refusal(exposed(with_gap(whole, 90, 5), 2)) == "siemens_star.spokes_broken");
  // A wrong number of pairs is never believed.
  const std::string stated = refusal(noise_free(whole), {{"spokes", "57"}});
  CHECK((stated == "siemens_star.no_star" || stated == "siemens_star.spokes_broken"));
}

TEST_CASE("star: too dark, too faint, too noisy", "[metrics]") {
  ExpectedImage below = image();
  for (double& e : below.electrons) e -= 30000;
  CHECK(refusal(noise_free(below)) == "siemens_star.no_light");
  SiemensStar faint = small_star();
  faint.dark = electrons(19500);
  CHECK(refusal(noise_free(render(faint, gaussian_otf(1)))) == "siemens_star.low_contrast");
  const Evaluation noisy =
      measured_star(exposed(image(), 1), {{"max_relative_uncertainty", "0.001 %"}});
  CHECK(refusal_of(noisy) == "siemens_star.too_noisy");
}

TEST_CASE("star: too blurred, too sharp, too small", "[metrics]") {
  CHECK(refusal(noise_free(render(small_star(), gaussian_otf(8)))).rfind("siemens_star.", 0) == 0);
  SiemensStar fine = small_star();
  fine.pairs = 60;
  CHECK(refusal(noise_free(render(fine, gaussian_otf(2.6)))) == "siemens_star.too_blurred");
  CHECK(refusal(noise_free(render(small_star(), gaussian_otf(0.15)))) ==
        "siemens_star.no_crossing");
  const Evaluation sharp = measured_star(noise_free(render(small_star(), gaussian_otf(0.55))));
  INFO(described(sharp));
  CHECK(has_failure(sharp, "siemens_star.limit_not_reached"));
  CHECK(find_result(sharp, "mtf50") != nullptr);
  CHECK(find_result(sharp, "resolution_limit") == nullptr);
  SiemensStar tiny = small_star();
  tiny.width = tiny.height = 60;
  tiny.centre_x = tiny.centre_y = px(30);
  tiny.pairs = 60;
  const Evaluation e = measured_star(noise_free(render(tiny, gaussian_otf(0.6))));
  CHECK(e.results.empty());
  CHECK(e.failures.size() == 1);
}

TEST_CASE("star: a plain disc in the middle is not taken for spokes that are not resolved",
          "[metrics]") {
  for (const double level : {2000.0, 20000.0}) {
    ExpectedImage disc = image();
    const SiemensStar star = small_star();
    for (int y = 0; y < disc.height; ++y) {
      for (int x = 0; x < disc.width; ++x) {
        const double r = std::hypot(x - star.centre_x.in(px), y - star.centre_y.in(px));
        const double share = 1 / (1 + std::exp(2 * (r - 17)));
        double& e = disc.electrons[static_cast<std::size_t>(y * disc.width + x)];
        e += share * (level - e);
      }
    }
    const Evaluation e = measured_star(noise_free(disc));
    INFO(described(e));
    CHECK(has_failure(e, "siemens_star.limit_not_reached"));
    CHECK(std::abs(star_error(e, "mtf50", true_star_crossing(gaussian_otf(1), 0.5))) < 5e-3);
  }
}

TEST_CASE("star: wrong options are named", "[metrics]") {
  const Observation observation = observation_of(noise_free(flat(1)));
  const auto refused = [&](const OptionTexts& options) {
    const auto e = metrics::siemens_star_metric().evaluate(observation, options);
    return e ? std::string("accepted") : e.error().detail;
  };
  CHECK_THAT(refused({{"spokes", "7"}}), contains_text("spokes: expected 0, or"));
  CHECK_THAT(refused({{"sectors", "5"}}), contains_text("sectors: expected an even"));
  CHECK_THAT(refused({{"threshold", "95 %"}}), contains_text("threshold: expected 2 % to 90 %"));
  CHECK_THAT(refused({{"region", "0,0,10,10"}}), contains_text("at least 40 x 40"));
  CHECK_THAT(refused({{"max_relative_uncertainty", "0"}}), contains_text("more than 0"));
}

TEST_CASE("star: caveats about the way of the values, and of inputs", "[metrics]") {
  Frame frame = eight_bit(image(), 1);
  const Evaluation eight = measured_star(frame);
  INFO(described(eight));
  CHECK(has_caveat(eight, "siemens_star.transfer_unknown"));
  CHECK_FALSE(
      has_caveat(measured_star(frame, {{"linear", "yes"}}), "siemens_star.transfer_unknown"));
  frame.info.transfer = Transfer::encoded;
  frame.info.lossy = true;
  frame.info.processed = true;
  const Evaluation e = measured_star(frame);
  CHECK(has_caveat(e, "siemens_star.transfer_encoded"));
  CHECK(has_caveat(e, "siemens_star.lossy"));
  CHECK(has_caveat(e, "siemens_star.processed"));
  Observation known = observation_of(noise_free(image()));
  known.references.pixel_size = Uncertain<PixelSize>{PixelSize{um(0.5)}};
  known.instrument.objective.lens_na = Uncertain<double>{0.5};
  known.instrument.condenser_na = Uncertain<double>{0.2};
  const Evaluation closed = measured(known, {}, "siemens_star");
  CHECK(has_caveat(closed, "siemens_star.pixel_size_uncertainty_unknown"));
  CHECK(has_caveat(closed, "siemens_star.partially_coherent"));
}

TEST_CASE("star: spokes of unequal width, and spokes that are bent, are caveats", "[metrics]") {
  // A square of the light makes dark spokes wider in effect: a second harmonic.
  ExpectedImage curved = image();
  for (double& e : curved.electrons) e = e * e / 20000;
  CHECK(has_caveat(measured_star(noise_free(curved)), "siemens_star.unequal_spokes"));
  SiemensStar star = small_star();
  const auto bent = sampled_star(star, gaussian_otf(1), [](double dx, double dy) {
    return StarPlace{dx + 0.45 * std::cos(dy / 25), dy + 0.45 * std::sin(dx / 20)};
  });
  const Evaluation e = measured_star(noise_free(bent));
  INFO(described(e));
  CHECK(has_caveat(e, "siemens_star.distorted"));
}
