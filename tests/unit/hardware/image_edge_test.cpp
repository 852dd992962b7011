// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/form_image.hpp"
#include "suite/core/error.hpp"
#include "targets/exact/edge_spread.hpp"
#include "targets/exact/slanted_edge.hpp"
#include "targets/target.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <span>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;

namespace {

// So small an aperture that the transfer function is the paraxial one.
Lens paraxial() {
  Lens lens;
  lens.modality = Modality::widefield;
  lens.na = 0.005;
  lens.apodisation = Apodisation::uniform;
  return lens;
}

constexpr double kWavelength = 0.5;

// The cutoff 2 NA/wavelength comes to lie at so many cycles/px.
Field field_with_cutoff(double cycles_per_px, int width, int height) {
  Field field;
  field.width = width;
  field.height = height;
  field.pixel_um = cycles_per_px * kWavelength / (2 * paraxial().na);
  field.colours = {Colour{"", {{kWavelength, 1}}}};
  return field;
}

targets::Scene edge(double angle_deg) {
  return targets::find_target("slanted_edge")
      ->lay_out({{"angle", std::to_string(angle_deg) + " deg"}, {"dark", "2 %"}}, 1)
      .value();
}

double worst_error(double cutoff, double angle_deg, int width, int height) {
  const Field field = field_with_cutoff(cutoff, width, height);
  const LightImage image = form_image(edge(angle_deg), paraxial(), field, 0, 2);
  targets::SlantedEdge truth;
  truth.width = width;
  truth.height = height;
  truth.angle = deg(angle_deg);
  truth.bright = electrons(1);
  truth.dark = electrons(0.02);
  const auto expected = targets::render(truth, targets::diffraction_otf(cutoff));
  double worst = 0;
  for (std::size_t i = 0; i < expected.electrons.size(); ++i) {
    worst =
        std::max(worst, std::abs(expected.electrons[i] - static_cast<double>(image.colours[0][i])));
  }
  return worst / 0.98;
}

double worst_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    worst = std::max(worst, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
  }
  return worst;
}

}  // namespace

TEST_CASE("a straight edge is imaged as the exact renderer knows it", "[hardware]") {
  for (const double angle : {5.0, 0.0, 90.0, 45.0, 183.0, 265.0}) {
    for (const double cutoff : {0.15, 0.25, 0.3, 0.5, 0.62, 1.0, 2.0}) {
      INFO(angle << " degrees, cutoff " << cutoff);
      CHECK(worst_error(cutoff, angle, 201, 150) < 1e-4);
    }
  }
  CHECK(worst_error(4, 5, 100, 81) < 1e-4);
}

// Even light that does not say so, and is rendered like anything else.
class Clear final : public targets::Pattern {
 public:
  void light_at(std::span<const double> /*x_um*/, std::span<const double> /*y_um*/,
                std::span<const double> /*sigma_um*/, std::span<float> light) const override {
    std::fill(light.begin(), light.end(), 1.0F);
  }
};

TEST_CASE("a blank field is one everywhere, with and without rendering it", "[hardware]") {
  targets::Scene scene;
  scene.pattern = std::make_shared<Clear>();
  Field field = field_with_cutoff(0.5, 120, 90);
  field.k1 = -0.03;
  field.tilt_x_rad = 1e-3;
  field.curvature_um = 200;
  const auto image = form_image(scene, paraxial(), field, 100, 2);
  for (const float light : image.colours[0]) {
    REQUIRE(std::abs(light - 1) < 2e-6);
  }
  const auto blank = targets::find_target("blank_field")->lay_out({}, 1).value();
  REQUIRE(blank.pattern->even());
  const auto unrendered = form_image(blank, paraxial(), field, 100, 2);
  CHECK(unrendered.colours[0] == std::vector<float>(120 * 90, 1.0F));
  // A pinhole takes light away from an even layer out of focus; there it has to be rendered.
  Lens confocal;
  confocal.modality = Modality::confocal;
  Field small;
  small.width = small.height = 60;
  CHECK(form_image(blank, confocal, small, 20, 1).colours[0][0] < 0.5F);
}

TEST_CASE("the image of a pattern does not depend on the number of threads", "[hardware]") {
  Field field = field_with_cutoff(0.6, 140, 131);
  field.tilt_x_rad = 0.4;
  field.k1 = 0.05;
  const auto single = form_image(edge(7), paraxial(), field, 1000, 1);
  for (const std::size_t threads : {2UL, 5UL}) {
    CHECK(form_image(edge(7), paraxial(), field, 1000, threads).colours == single.colours);
  }
}

// A trace of coma, too little to be seen, and the lens counts as one with azimuth, whose transfer
// function stands on a grid, right to 2e-4, and is not read over the modulus of frequency.
TEST_CASE("an edge is imaged alike with and without azimuth", "[hardware]") {
  Lens lens;
  lens.modality = Modality::widefield;
  lens.na = 0.65;
  Lens other = lens;
  other.zernike_waves[8] = 1e-9;
  Field field;
  field.width = 131;
  field.height = 120;
  field.k1 = 0.02;
  for (const double defocus : {0.0, 1.3, 20.0}) {
    INFO("defocus " << defocus);
    CHECK(worst_difference(form_image(edge(8), lens, field, defocus, 2).colours[0],
                           form_image(edge(8), other, field, defocus, 2).colours[0]) < 3e-4);
  }
}

TEST_CASE("moved, turned and shifted, an edge stands where it should", "[hardware]") {
  Field plain = field_with_cutoff(0.5, 121, 101);
  Field moved = plain;
  moved.x_um = 7.3 * plain.pixel_um;
  moved.colours[0].shift_x_px = -7.3;
  CHECK(worst_difference(form_image(edge(4), paraxial(), plain, 0, 2).colours[0],
                         form_image(edge(4), paraxial(), moved, 0, 2).colours[0]) < 1e-4);
  Field turned = plain;
  turned.rotation_rad = 0.3;
  CHECK(worst_difference(
            form_image(edge(4 + 0.3 * 180 / std::numbers::pi), paraxial(), plain, 0, 2).colours[0],
            form_image(edge(4), paraxial(), turned, 0, 2).colours[0]) < 1e-4);
}

// A column of a tilted slide looks like that of a level one at the defocus there.
TEST_CASE("blur follows tilt, curvature and axial colour", "[hardware]") {
  Lens lens = paraxial();
  lens.na = 0.4;
  lens.apodisation = Apodisation::aplanatic;
  Field level = field_with_cutoff(0.5, 201, 120);
  level.pixel_um = 0.5 * kWavelength / (2 * lens.na);
  Field tilted = level;
  tilted.tilt_x_rad = 0.05;
  const auto image = form_image(edge(90), lens, tilted, 0.5, 2);
  for (const int column : {0, 31, 77, 100, 142, 200}) {
    const double defocus = 0.5 + std::tan(0.05) * (column - 100) * level.pixel_um;
    const auto local = form_image(edge(90), lens, level, defocus, 2);
    for (int row = 0; row < level.height; ++row) {
      const auto i = static_cast<std::size_t>(row * level.width + column);
      INFO("column " << column << ", row " << row);
      CHECK(std::abs(image.colours[0][i] - local.colours[0][i]) < 0.003);
    }
  }
  Field curved = level;
  curved.curvature_um = 3;
  curved.colours[0].axial_shift_um = 0.7;
  const auto bowl = form_image(edge(90), lens, curved, 0.5, 2);
  const double r = std::hypot(100, 0) / (std::hypot(201, 120) / 2);
  const auto local = form_image(edge(90), lens, level, 0.5 - 0.7 - 3 * r * r, 2);
  const auto middle = static_cast<std::size_t>(60 * level.width);
  CHECK(std::abs(bowl.colours[0][middle] - local.colours[0][middle]) < 0.003);
}

TEST_CASE("a thick layer is the average of thin ones", "[hardware]") {
  Lens lens = paraxial();
  lens.na = 0.5;
  Field field = field_with_cutoff(0.5, 80, 61);
  field.pixel_um = 0.5 * kWavelength / (2 * lens.na);
  auto scene = edge(10);
  std::vector<double> average(80 * 61);
  for (int k = 0; k < 60; ++k) {
    const auto image = form_image(scene, lens, field, 0.4 + 4 * ((k + 0.5) / 60 - 0.5), 2);
    for (std::size_t i = 0; i < average.size(); ++i) average[i] += image.colours[0][i] / 60.0;
  }
  scene.thickness_um = 4;
  const auto thick = form_image(scene, lens, field, 0.4, 2);
  for (std::size_t i = 0; i < average.size(); ++i) {
    REQUIRE(std::abs(thick.colours[0][i] - average[i]) < 2e-4);
  }
}

TEST_CASE("what cannot be imaged is refused", "[hardware]") {
  const auto scene = edge(5);
  const Field good = field_with_cutoff(0.5, 20, 20);
  const auto refused = [&](const Field& field) {
    CHECK_THROWS_AS(form_image(scene, paraxial(), field, 0, 1), DeviceError);
  };
  Field field = good;
  field.width = 0;
  refused(field);
  field = good;
  field.pixel_um = -1;
  refused(field);
  field = good;
  field.k1 = -0.5;
  refused(field);
  field = good;
  field.tilt_x_rad = 1.6;
  refused(field);
  field = good;
  field.colours.clear();
  refused(field);
  field = good;
  field.colours[0].magnification = 0;
  refused(field);
  CHECK_THROWS_AS(form_image(scene, paraxial(), good, NAN, 1), DeviceError);
  Lens lens = paraxial();
  lens.na = 1.1;
  CHECK_THROWS_AS(form_image(scene, lens, good, 0, 1), DeviceError);
  field = field_with_cutoff(4, 32768, 32768);
  CHECK_THROWS_WITH(form_image(scene, paraxial(), field, 0, 1),
                    Catch::Matchers::Contains("GB of memory"));
}
