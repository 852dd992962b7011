// SPDX-License-Identifier: Apache-2.0
// What enters the budget: repeats, the pixel size, the inputs of the perfect lens.
#include "suite/metrics/slanted_edge.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using targets::SlantedEdge;

namespace {

constexpr double kMtf50 = 0.22012731248293;  // sigma 0.8 px, 5 degrees

SlantedEdge edge() {
  SlantedEdge made;
  made.width = 200;
  made.height = 240;
  made.offset = px(0.7);
  return made;
}

const BudgetComponent* part(const MeasurementResult& result, const std::string& source) {
  const auto found = std::find_if(result.budget.begin(), result.budget.end(),
                                  [&](const auto& c) { return c.source == source; });
  return found == result.budget.end() ? nullptr : &*found;
}

Observation with_pixel_size(std::optional<PixelSize> uncertainty) {
  Observation observation = observation_of(noise_free(gaussian_edge(edge(), 0.8)));
  observation.references.pixel_size = Uncertain<PixelSize>{
      PixelSize{um(0.2618)}, uncertainty, Distribution::normal, 12, "stage-micrometer-17"};
  return observation;
}

/// NA 0.4, 550 nm and a pixel of 0.2618 um in the object plane.
Observation microscope(const targets::ExpectedImage& image) {
  Observation observation = observation_of(noise_free(image));
  observation.references.pixel_size =
      Uncertain<PixelSize>{PixelSize{um(0.2618)}, PixelSize{um(0.0002)}};
  observation.instrument.objective.lens_na = Uncertain<double>{0.4, 0.004};
  observation.instrument.condenser_na = Uncertain<double>{0.4, 0.01};
  observation.instrument.channels = {{"green", Uncertain<Length>{nm(550), nm(5)}}};
  return observation;
}

}  // namespace

// Near zero frequency the OTF of a clear pupil falls by 4/(pi fc) per cycle/px. That cusp is a line
// spread of (4/(pi fc))/(2 pi^2 x^2), whose integral beyond the region is the light that is not
// seen; the budget holds a quarter of its effect, rectangular.
TEST_CASE("light beyond the region enters as far as it moves a reading", "[metrics]") {
  constexpr double kCutoff = 0.55;
  const double pi = std::numbers::pi;
  const auto otf = targets::diffraction_otf(kCutoff);
  const auto evaluation = measured(observation_of(noise_free(render(edge(), otf))));
  const double unseen = 4 / (pi * kCutoff) / (2 * pi * pi) * (1 / 100.7 + 1 / 99.3);
  const double stated = unseen * 0.25 / std::sqrt(3.0);
  for (const auto& [measurand, level] : {std::pair{"mtf50", 0.5}, std::pair{"mtf10", 0.1}}) {
    const double f = targets::true_mtf_crossing(otf, deg(5), level);
    const double slope =
        (targets::true_mtf(otf, deg(5), f + 1e-4) - targets::true_mtf(otf, deg(5), f - 1e-4)) /
        2e-4;
    const auto* light = part(result_of(evaluation, measurand), "light beyond the region");
    REQUIRE(light != nullptr);
    INFO(measurand);
    CHECK_THAT(light->contribution(), WithinRel(stated * level / std::abs(slope), 0.25));
  }
  // Both ends of a step that lacks the share e stand at 10 % + 0.4 e of it.
  const double half = targets::true_edge_width_10_90(otf, deg(5)) / 2;
  const double per_share = 2 * 0.4 / targets::true_line_spread(otf, deg(5), half);
  const auto* light = part(result_of(evaluation, "edge_width_10_90_px"), "light beyond the region");
  REQUIRE(light != nullptr);
  CHECK_THAT(light->contribution(), WithinRel(stated * per_share, 0.25));
}

TEST_CASE("frames measured together: their mean, their number, their scatter", "[metrics]") {
  const auto image = gaussian_edge(edge(), 0.8);
  const auto first = measured(exposed(image, 1));
  std::vector<Frame> frames;
  for (std::uint64_t seed = 1; seed <= 9; ++seed) frames.push_back(exposed(image, seed));
  const auto all = measured(observation_of(std::move(frames)));
  const MeasurementResult& single = result_of(first, "mtf50");
  const MeasurementResult& mean = result_of(all, "mtf50");
  CHECK(single.n == 1);
  CHECK(part(single, "repeat") == nullptr);
  CHECK(mean.n == 9);
  REQUIRE(part(mean, "repeat") != nullptr);
  CHECK(part(mean, "repeat")->degrees_of_freedom == 8);
  CHECK_THAT(part(mean, "noise")->contribution(),
             WithinRel(part(single, "noise")->contribution() / 3, 0.3));
  CHECK(std::abs(mean.value - kMtf50) <= 3 * mean.standard_uncertainty);
}

TEST_CASE("frames that differ by more than their noise widen the interval", "[metrics]") {
  // Focus that wanders: a scatter of MTF50 of several per cent.
  const std::vector<double> sigmas = {0.75, 0.85, 0.78, 0.82, 0.80};
  std::vector<Frame> frames;
  std::vector<double> values;
  for (const double sigma : sigmas) {
    frames.push_back(noise_free(gaussian_edge(edge(), sigma)));
    values.push_back(targets::true_mtf50(targets::gaussian_otf(sigma), deg(5)));
  }
  double mean = 0;
  for (const double v : values) mean += v / 5;
  double variance = 0;
  for (const double v : values) variance += (v - mean) * (v - mean) / 4;
  const auto evaluation = measured(observation_of(std::move(frames)));
  const MeasurementResult& result = result_of(evaluation, "mtf50");
  CHECK_THAT(result.value, WithinRel(mean, 0.001));
  REQUIRE(part(result, "repeat") != nullptr);
  CHECK_THAT(part(result, "repeat")->contribution(), WithinRel(std::sqrt(variance / 5), 0.02));
  CHECK(result.degrees_of_freedom < 5);
  CHECK_THAT(
      result.interval.upper - result.value,
      WithinRel(coverage_factor(result.degrees_of_freedom) * result.standard_uncertainty, 1e-9));
}

// A mean over fewer frames than were handed in must not pass in silence.
TEST_CASE("a frame that shows no edge is reported beside the result of the others", "[metrics]") {
  const targets::ExpectedImage black{200, 240, std::vector<double>(200 * 240, 20.0)};
  const auto image = gaussian_edge(edge(), 0.8);
  const auto evaluation =
      measured(observation_of({exposed(image, 1), exposed(black, 2), exposed(image, 3)}));
  if (const MeasurementResult* mtf50 = find_result(evaluation, "mtf50")) CHECK(mtf50->n == 2);
  CHECK_FALSE(evaluation.failures.empty());
}

TEST_CASE("figures of the object plane follow from the pixel size", "[metrics]") {
  const auto evaluation = measured(with_pixel_size(PixelSize{um(0.0026)}));
  const double mtf50 = result_of(evaluation, "mtf50").value;
  const double width = result_of(evaluation, "edge_width_10_90_px").value;
  const double fwhm = result_of(evaluation, "lsf_fwhm_px").value;
  const MeasurementResult& object = result_of(evaluation, "mtf50_object");
  CHECK(object.unit == "cycles/mm");
  CHECK_THAT(object.value, WithinRel(1000 * mtf50 / 0.2618, 1e-12));
  CHECK_THAT(result_of(evaluation, "mtf10_object").value,
             WithinRel(1000 * result_of(evaluation, "mtf10").value / 0.2618, 1e-12));
  CHECK_THAT(result_of(evaluation, "edge_width_10_90").value, WithinRel(width * 0.2618, 1e-12));
  CHECK(result_of(evaluation, "edge_width_10_90").unit == "um");
  CHECK_THAT(result_of(evaluation, "lsf_fwhm").value, WithinRel(fwhm * 0.2618, 1e-12));
  const BudgetComponent* size = part(object, "pixel size");
  REQUIRE(size != nullptr);
  CHECK(size->input == "stage-micrometer-17");
  CHECK(size->type == EvaluationType::B);
  CHECK(size->degrees_of_freedom == 12);
  CHECK_THAT(size->standard_uncertainty, WithinRel(0.0026, 1e-12));
  CHECK_THAT(size->sensitivity, WithinRel(-object.value / 0.2618, 1e-9));
  const MeasurementResult& length = result_of(evaluation, "edge_width_10_90");
  REQUIRE(part(length, "pixel size") != nullptr);
  CHECK_THAT(part(length, "pixel size")->sensitivity, WithinRel(width, 1e-9));
  // 1 % of the pixel size dominates the 0.1 % of the rest.
  CHECK_THAT(object.standard_uncertainty / object.value, WithinAbs(0.0026 / 0.2618, 0.0003));
  CHECK(part(result_of(evaluation, "mtf50"), "pixel size") == nullptr);
  CHECK_FALSE(has_caveat(evaluation, "slanted_edge.pixel_size_uncertainty_unknown"));
}

TEST_CASE("without a pixel size nothing is said of the object plane", "[metrics]") {
  const auto evaluation = measured(noise_free(gaussian_edge(edge(), 0.8)));
  for (const MeasurementResult& result : evaluation.results) {
    CHECK(result.unit != "um");
    CHECK(result.unit != "cycles/mm");
    CHECK(result.measurand != "mtf50_ratio");
  }
}

TEST_CASE("a perfect lens has the ratio 1", "[metrics]") {
  const double cut_off = 2 * 0.4 / 0.55 * 0.2618;  // cycles/px
  for (const double angle : {5.0, 10.0}) {
    DYNAMIC_SECTION(angle << " degrees") {
      SlantedEdge slanted = edge();
      slanted.angle = deg(angle);
      slanted.width = slanted.height = 300;
      const auto evaluation =
          measured(microscope(render(slanted, targets::diffraction_otf(cut_off))));
      INFO(described(evaluation));
      const MeasurementResult& ratio = result_of(evaluation, "mtf50_ratio");
      CHECK(ratio.interval.lower <= 1);
      CHECK(ratio.interval.upper >= 1);
      CHECK_THAT(ratio.value, WithinAbs(1, 0.0015));
    }
  }
}

TEST_CASE("a lens with half a wave of defocus is worse than a perfect one", "[metrics]") {
  const double cut_off = 2 * 0.4 / 0.55 * 0.2618;
  SlantedEdge slanted = edge();
  slanted.width = slanted.height = 300;
  const auto evaluation = measured(microscope(render(slanted, targets::defocus_otf(cut_off, 0.5))));
  const double expected = targets::true_mtf50(targets::defocus_otf(cut_off, 0.5), deg(5)) /
                          targets::true_mtf50(targets::diffraction_otf(cut_off), deg(5));
  CHECK(expected < 0.6);
  CHECK_THAT(result_of(evaluation, "mtf50_ratio").value, WithinRel(expected, 0.003));
}

TEST_CASE("the ratio knows what NA, wavelength and pixel size leave open", "[metrics]") {
  const double cut_off = 2 * 0.4 / 0.55 * 0.2618;
  SlantedEdge slanted = edge();
  const auto evaluation = measured(microscope(render(slanted, targets::diffraction_otf(cut_off))));
  const MeasurementResult& ratio = result_of(evaluation, "mtf50_ratio");
  for (const char* source : {"objective NA", "wavelength", "pixel size"}) {
    INFO(source);
    REQUIRE(part(ratio, source) != nullptr);
    CHECK(part(ratio, source)->type == EvaluationType::B);
  }
  // Theory in cycles/px as a function of the cut-off, by a difference of independent figures.
  const auto theory = [](double f) {
    return targets::true_mtf50(targets::diffraction_otf(f), deg(5));
  };
  const double relative = std::log(theory(cut_off * 1.01) / theory(cut_off * 0.99)) / 0.02;
  const double per_wavelength = part(ratio, "wavelength")->contribution() / ratio.value;
  CHECK_THAT(per_wavelength, WithinRel(relative * 5 / 550, 0.02));
  CHECK_THAT(part(ratio, "pixel size")->contribution() / ratio.value,
             WithinRel(relative * 0.0002 / 0.2618, 0.02));
}
