// SPDX-License-Identifier: Apache-2.0
// Rendered edges without noise against figures that other programs computed: for Gaussians the
// closed-form chain blur x square pixel (25 digits), for the rest the quadratures of targets/.
#include "suite/metrics/slanted_edge.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using targets::SlantedEdge;

namespace {

constexpr double kFloor = 0.0015;  // relative; smaller than the unresolved tail's interval

struct Truth {
  double mtf50;
  double mtf10;
  double width;
  double fwhm;
};

struct GaussianTruth {
  double sigma;
  Truth at_5_deg;
};

// px and cycles/px along the normal of an edge at 5 degrees, as recorded with a square pixel.
const std::vector<GaussianTruth> kGaussians = {
    {0.4, {0.37663787001117, 0.66914110837604, 1.2743060160595, 1.2075563877874}},
    {0.8, {0.22012731248293, 0.40025160786629, 2.1818575545919, 2.009610503771}},
    {1.5, {0.12266518038372, 0.2235244407106, 3.9155405450351, 3.5981305235005}},
    {3.0, {0.062175993364045, 0.11332141575172, 7.7248695621594, 7.0972276743165}},
};

SlantedEdge edge_of(int width, int height, double angle_deg = 5) {
  SlantedEdge edge;
  edge.width = width;
  edge.height = height;
  edge.angle = deg(angle_deg);
  edge.offset = px(1.3);
  return edge;
}

Truth truth_of(const targets::Otf& otf, double angle_deg) {
  const Angle angle = deg(angle_deg);
  return {targets::true_mtf50(otf, angle), targets::true_mtf10(otf, angle),
          targets::true_edge_width_10_90(otf, angle), targets::true_lsf_fwhm(otf, angle)};
}

bool near(const MeasurementResult& result, double truth) {
  const double half = std::max(
      {kFloor * truth, result.interval.upper - result.value, result.value - result.interval.lower});
  return std::abs(result.value - truth) <= half;
}

void check_all(const Evaluation& evaluation, const Truth& truth, double angle_deg,
               const std::map<std::string, std::string>& subject = {}) {
  INFO(described(evaluation));
  const std::map<std::string, double> expected = {{"mtf50", truth.mtf50},
                                                  {"mtf10", truth.mtf10},
                                                  {"edge_width_10_90_px", truth.width},
                                                  {"lsf_fwhm_px", truth.fwhm}};
  for (const auto& [measurand, value] : expected) {
    const MeasurementResult& result = result_of(evaluation, measurand, subject);
    INFO(measurand << " " << result.value << ", truth " << value << ", u "
                   << result.standard_uncertainty);
    CHECK(near(result, value));
    // An interval so wide that anything fits would prove nothing.
    CHECK(result.standard_uncertainty < 0.005 * value);
  }
  CHECK_THAT(result_of(evaluation, "edge_angle", subject).value, WithinAbs(angle_deg, 0.005));
}

}  // namespace

TEST_CASE("Gaussian edges give the figures of the oracle", "[metrics]") {
  for (const GaussianTruth& gaussian : kGaussians) {
    DYNAMIC_SECTION("sigma " << gaussian.sigma << " px") {
      const auto evaluation =
          measured(noise_free(gaussian_edge(edge_of(256, 300), gaussian.sigma)));
      check_all(evaluation, gaussian.at_5_deg, 5);
      CHECK(evaluation.failures.empty());
      // Without noise the error is that of the model alone, far below the interval.
      CHECK_THAT(result_of(evaluation, "mtf50").value, WithinRel(gaussian.at_5_deg.mtf50, 0.0003));
    }
  }
}

TEST_CASE("the whole modulation transfer curve is right, not only its crossings", "[metrics]") {
  const auto evaluation = measured(noise_free(gaussian_edge(edge_of(256, 300), 0.8)));
  const auto curve = std::find_if(evaluation.curves.begin(), evaluation.curves.end(),
                                  [](const Curve& c) { return c.name == "mtf"; });
  REQUIRE(curve != evaluation.curves.end());
  const auto otf = targets::gaussian_otf(0.8);
  for (std::size_t i = 0; i < curve->x.size(); ++i) {
    INFO(curve->x[i] << " cycles/px");
    CHECK_THAT(curve->y[i], WithinAbs(targets::true_mtf(otf, deg(5), curve->x[i]), 0.0005));
  }
  CHECK(curve->x.front() == 0);
  CHECK(curve->x.back() >= 0.5);
}

TEST_CASE("a finite aperture, defocus and flare give their own MTF50", "[metrics]") {
  const std::map<std::string, targets::Otf> optics = {
      {"diffraction", targets::diffraction_otf(0.55)},
      {"oversampled diffraction", targets::diffraction_otf(0.25)},
      {"half a wave of defocus", targets::defocus_otf(0.55, 0.5)},
      {"5 % flare", targets::with_flare(targets::gaussian_otf(0.8), 0.05, 6)}};
  for (const auto& [name, otf] : optics) {
    DYNAMIC_SECTION(name) {
      const auto evaluation = measured(noise_free(render(edge_of(300, 300), otf)));
      const double truth = targets::true_mtf50(otf, deg(5));
      const MeasurementResult& mtf50 = result_of(evaluation, "mtf50");
      INFO(mtf50.value << ", truth " << truth << ", u " << mtf50.standard_uncertainty);
      CHECK(near(mtf50, truth));
    }
  }
}

// A sensor whose pixels collect light at points only: no square box, whatever the model expects.
TEST_CASE("pixels without an aperture give the figures of the blur alone", "[metrics]") {
  for (const double sigma : {0.6, 1.0, 2.0}) {
    DYNAMIC_SECTION("sigma " << sigma << " px") {
      const auto image = targets::render_spread(edge_of(256, 300), [=](double d) {
        return 0.5 * std::erfc(-d / sigma / std::sqrt(2.0));
      });
      const double per_sigma = 1 / (3.14159265358979 * sigma);
      check_all(
          measured(noise_free(image)),
          {std::sqrt(std::log(2.0) / 2) * per_sigma, std::sqrt(std::log(10.0) / 2) * per_sigma,
           2.5631031310892 * sigma, 2.3548200450309 * sigma},
          5);
    }
  }
}

TEST_CASE("a finite aperture: the other figures agree as well", "[metrics]") {
  const auto otf = targets::diffraction_otf(0.55);
  check_all(measured(noise_free(render(edge_of(300, 300), otf))), truth_of(otf, 5), 5);
}

// Its line spread has a narrow core on broad shoulders.
TEST_CASE("half a wave of defocus: the other figures agree as well", "[metrics]") {
  const auto otf = targets::defocus_otf(0.55, 0.5);
  check_all(measured(noise_free(render(edge_of(300, 300), otf))), truth_of(otf, 5), 5);
}

TEST_CASE("bright left or bright right, upright or lying: the same figures", "[metrics]") {
  const auto image = gaussian_edge(edge_of(256, 300), 0.8);
  const Truth& truth = kGaussians[1].at_5_deg;
  SECTION("bright on the left") { check_all(measured(noise_free(inverted(image))), truth, 5); }
  SECTION("lying") { check_all(measured(noise_free(turned(image))), truth, 5); }
  SECTION("upside down") { check_all(measured(noise_free(turned(turned(image)))), truth, 5); }
  SECTION("leaning the other way") {
    check_all(measured(noise_free(gaussian_edge(edge_of(256, 300, -5), 0.8))), truth, 5);
  }
}

// A distance taken along the rows instead of the normal is wrong by 1/cos: 6.4 % at 20 degrees.
TEST_CASE("distances are taken along the normal at every angle", "[metrics]") {
  for (const double angle : {3.0, 10.0, 20.0}) {
    for (const double sigma : {0.8, 1.5}) {
      DYNAMIC_SECTION(angle << " degrees, sigma " << sigma << " px") {
        const auto image = gaussian_edge(edge_of(300, 300, angle), sigma);
        check_all(measured(noise_free(image)), truth_of(targets::gaussian_otf(sigma), angle),
                  angle);
      }
    }
  }
}

// A straight line through a bow of 3 px lowers MTF50 by tens of per cent.
TEST_CASE("a curved edge is followed, and said to be curved", "[metrics]") {
  SlantedEdge edge = edge_of(256, 300);
  edge.sag = px(3);
  const auto evaluation = measured(noise_free(gaussian_edge(edge, 0.8)));
  INFO(described(evaluation));
  CHECK(near(result_of(evaluation, "mtf50"), kGaussians[1].at_5_deg.mtf50));
  CHECK(near(result_of(evaluation, "edge_width_10_90_px"), kGaussians[1].at_5_deg.width));
  CHECK(has_caveat(evaluation, "slanted_edge.curved_edge"));
  const auto straight = measured(noise_free(gaussian_edge(edge, 0.8)), {{"max_order", "1"}});
  CHECK(result_of(straight, "mtf50").value < 0.95 * kGaussians[1].at_5_deg.mtf50);
}

// Dust and scratches: rows that the track leaves out must not blur the profile either.
TEST_CASE("rows that are out of line do not lower the modulation transfer", "[metrics]") {
  auto image = gaussian_edge(edge_of(256, 300), 0.8);
  for (int y = 5; y < image.height; y += 20) {
    const auto row = image.electrons.begin() + static_cast<std::ptrdiff_t>(y) * image.width;
    std::copy(row + 2, row + image.width, row);
  }
  const auto evaluation = measured(exposed(image, 1));
  CHECK(has_caveat(evaluation, "slanted_edge.rough_edge"));
  const MeasurementResult& mtf50 = result_of(evaluation, "mtf50");
  INFO(mtf50.value << ", u " << mtf50.standard_uncertainty);
  CHECK(near(mtf50, kGaussians[1].at_5_deg.mtf50));
}

// The window of the standard inflates MTF50 of such an edge by 2 % (64 px) to 10 % (32 px).
TEST_CASE("a broad line spread does not depend on the width of the region", "[metrics]") {
  for (const int width : {40, 64, 80, 128}) {
    DYNAMIC_SECTION(width << " px") {
      const auto evaluation = measured(noise_free(gaussian_edge(edge_of(width, 200), 3)));
      CHECK_THAT(result_of(evaluation, "mtf50").value,
                 WithinRel(kGaussians[3].at_5_deg.mtf50, 0.0015));
    }
  }
}

TEST_CASE("a region of a larger image is measured alone, where it is", "[metrics]") {
  const auto image = gaussian_edge(edge_of(400, 400), 0.8);
  const auto evaluation = measured(noise_free(image), {{"region", "140,100,120,200"}});
  check_all(evaluation, kGaussians[1].at_5_deg, 5);
  REQUIRE(evaluation.items.size() == 1);
  // On the edge, in pixels of the whole image.
  const auto& position = evaluation.items[0].position_px;
  const double x = position.at("x") - 199.5;
  const double y = position.at("y") - 199.5;
  CHECK(std::abs(y) < 30);
  const double tilt = deg(5).in(rad);
  CHECK_THAT(x * std::cos(tilt) + y * std::sin(tilt), WithinAbs(1.3, 1.5));
}

TEST_CASE("four edges around a dark square are told apart and agree", "[metrics]") {
  const auto evaluation = measured(noise_free(dark_square(500, 130, 0.8, 5)));
  INFO(described(evaluation));
  CHECK(evaluation.items.size() == 4);
  for (const char* edge : {"edge-1", "edge-2", "edge-3", "edge-4"})
    check_all(evaluation, kGaussians[1].at_5_deg, 5, {{"edge", edge}});
}

TEST_CASE("colour planes of an RGB image keep their own blur", "[metrics]") {
  const SlantedEdge edge = edge_of(256, 300);
  const auto evaluation =
      measured(rgb(gaussian_edge(edge, 1.5), gaussian_edge(edge, 0.8), gaussian_edge(edge, 3)));
  check_all(evaluation, kGaussians[2].at_5_deg, 5, {{"plane", "red"}});
  check_all(evaluation, kGaussians[1].at_5_deg, 5, {{"plane", "green"}});
  check_all(evaluation, kGaussians[3].at_5_deg, 5, {{"plane", "blue"}});
  const auto blue =
      measured(rgb(gaussian_edge(edge, 1.5), gaussian_edge(edge, 0.8), gaussian_edge(edge, 3)),
               {{"plane", "blue"}});
  CHECK(near(result_of(blue, "mtf50", {{"plane", "blue"}}), kGaussians[3].at_5_deg.mtf50));
  CHECK(std::all_of(blue.results.begin(), blue.results.end(),
                    [](const auto& r) { return r.subject.at("plane") == "blue"; }));
}

TEST_CASE("planes of a colour mosaic are measured at their own positions", "[metrics]") {
  const SlantedEdge edge = edge_of(400, 400);
  const auto evaluation =
      measured(rggb(gaussian_edge(edge, 1.5), gaussian_edge(edge, 1.5), gaussian_edge(edge, 3)));
  check_all(evaluation, kGaussians[2].at_5_deg, 5, {{"plane", "red"}});
  check_all(evaluation, kGaussians[2].at_5_deg, 5, {{"plane", "green1"}});
  check_all(evaluation, kGaussians[2].at_5_deg, 5, {{"plane", "green2"}});
  check_all(evaluation, kGaussians[3].at_5_deg, 5, {{"plane", "blue"}});
}

TEST_CASE("dark frames are subtracted: shading of the dark signal leaves no trace", "[metrics]") {
  const auto image = gaussian_edge(edge_of(256, 300), 0.8);
  targets::ExpectedImage dark{256, 300, {}};
  for (int i = 0; i < 256 * 300; ++i) dark.electrons.push_back(500 + 8.0 * (i % 256));
  targets::ExpectedImage sum = image;
  for (std::size_t i = 0; i < sum.electrons.size(); ++i) sum.electrons[i] += dark.electrons[i];
  Observation observation = observation_of(noise_free(sum));
  observation.dark =
      std::make_unique<MemoryFrames>(std::vector{noise_free(dark), noise_free(dark)});
  const auto corrected = measured(observation);
  check_all(corrected, kGaussians[1].at_5_deg, 5);
  // Michelson contrast of 20000 and 2000 electrons, without the dark signal.
  CHECK_THAT(corrected.items.at(0).values.at("contrast").value, WithinAbs(18.0 / 22, 0.001));
}

// Floating-point files come in 0 ... 1 as well as in DN.
TEST_CASE("the scale of the values does not matter", "[metrics]") {
  const auto image = gaussian_edge(edge_of(200, 240), 0.8);
  const Frame counted = exposed(image, 1);
  const auto& samples = std::get<std::vector<std::uint16_t>>(counted.samples);
  const MeasurementResult reference = result_of(measured(counted), "mtf50");
  for (const double scale : {1e-5, 1e5}) {
    Frame scaled = noise_free(image);
    std::vector<float> values;
    for (const std::uint16_t sample : samples)
      values.push_back(static_cast<float>((sample - 100) * scale));
    scaled.samples = std::move(values);
    const auto evaluation = measured(std::move(scaled));
    const MeasurementResult& mtf50 = result_of(evaluation, "mtf50");
    INFO("times " << scale);
    CHECK_THAT(mtf50.value, WithinRel(reference.value, 5e-4));
    CHECK_THAT(mtf50.standard_uncertainty, WithinRel(reference.standard_uncertainty, 0.1));
  }
}

TEST_CASE("a known offset belongs to the contrast and changes nothing else", "[metrics]") {
  auto image = gaussian_edge(edge_of(256, 300), 0.8);
  for (double& value : image.electrons) value += 30000;
  Observation observation = observation_of(noise_free(image));
  observation.offset = dn(30000);
  const auto evaluation = measured(observation);
  check_all(evaluation, kGaussians[1].at_5_deg, 5);
  CHECK_THAT(evaluation.items.at(0).values.at("contrast").value, WithinAbs(18.0 / 22, 0.001));
}
