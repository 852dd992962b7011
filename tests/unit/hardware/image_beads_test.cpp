// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/form_image.hpp"
#include "hardware/simulator/optics/psf.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon::hardware;
using etalon::targets::Bead;
using etalon::targets::DyeDistribution;
using etalon::targets::Scene;

namespace {

const std::vector<Wavelength> kGreen{{0.525, 1}};

Lens objective(double na, double index, Modality modality = Modality::widefield) {
  Lens lens;
  lens.modality = modality;
  lens.na = na;
  lens.immersion_index = index;
  return lens;
}

Field field_of(int width, int height, double pixel_um) {
  Field field;
  field.width = width;
  field.height = height;
  field.pixel_um = pixel_um;
  field.colours = {Colour{"green", kGreen}};
  return field;
}

Scene with(const Bead& bead) {
  Scene scene;
  scene.beads = {bead};
  return scene;
}

struct Centre {
  double x;
  double y;
};

double sum(const LightImage& image, std::size_t colour = 0) {
  double all = 0;
  for (const float light : image.colours[colour]) all += static_cast<double>(light);
  return all;
}

// Centroid by the phase of the lowest frequency, from the middle of the image: tails that the
// border cuts off hardly count.
Centre centre(const LightImage& image, std::size_t colour = 0) {
  double cx = 0, sx = 0, cy = 0, sy = 0;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const double light =
          static_cast<double>(image.colours[colour][static_cast<std::size_t>(y * image.width + x)]);
      const double ax = 2 * std::numbers::pi * (x - (image.width - 1) / 2.0) / image.width;
      const double ay = 2 * std::numbers::pi * (y - (image.height - 1) / 2.0) / image.height;
      cx += light * std::cos(ax);
      sx += light * std::sin(ax);
      cy += light * std::cos(ay);
      sy += light * std::sin(ay);
    }
  }
  return {std::atan2(sx, cx) * image.width / (2 * std::numbers::pi),
          std::atan2(sy, cy) * image.height / (2 * std::numbers::pi)};
}

double brightest(const LightImage& image) {
  return static_cast<double>(*std::max_element(image.colours[0].begin(), image.colours[0].end()));
}

double worst_difference(const LightImage& a, const LightImage& b) {
  double worst = 0;
  for (std::size_t i = 0; i < a.colours[0].size(); ++i) {
    worst = std::max(worst, std::abs(static_cast<double>(a.colours[0][i]) -
                                     static_cast<double>(b.colours[0][i])));
  }
  return worst;
}

// Light of a point over one pixel by Gauss's rule of 3 x 3.
double over_pixel(const Lens& lens, double x_px, double y_px, double pixel_um, double z_um) {
  const double nodes[] = {-std::sqrt(0.15), 0, std::sqrt(0.15)};
  const double weights[] = {5 / 18.0, 8 / 18.0, 5 / 18.0};
  double all = 0;
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      all += weights[i] * weights[j] *
             point_intensity(lens, kGreen, (x_px + nodes[i]) * pixel_um,
                             (y_px + nodes[j]) * pixel_um, z_um);
    }
  }
  return all;
}

// Width at half the height of a sampled curve, between samples by cubics.
double width(const std::vector<double>& curve, double step) {
  const double half = *std::max_element(curve.begin(), curve.end()) / 2;
  std::vector<double> crossings;
  for (std::size_t k = 1; k + 2 < curve.size(); ++k) {
    if ((curve[k] - half) * (curve[k + 1] - half) > 0) continue;
    const double a = curve[k - 1], b = curve[k], c = curve[k + 1], d = curve[k + 2];
    double low = 0, high = 1;
    const auto at = [&](double t) {
      return b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    };
    for (int i = 0; i < 50; ++i) {
      const double t = (low + high) / 2;
      ((at(t) - half) * (at(high) - half) > 0 ? high : low) = t;
    }
    crossings.push_back((static_cast<double>(k) + low) * step);
  }
  return crossings.back() - crossings.front();
}

}  // namespace

TEST_CASE("a point is imaged as diffraction has it, in and out of focus", "[hardware]") {
  for (const double z : {0.0, 0.37, -1.1}) {
    const Lens lens = objective(1.4, 1.515);
    const Field field = field_of(19, 15, 0.065);
    const double x = 1.31, y = -2.62;  // px
    const auto image =
        form_image(with({x * 0.065, y * 0.065, z + 0.2, 0, DyeDistribution::solid, {1000}}), lens,
                   field, -0.2, 2);
    double peak = 0;
    double light = 0;
    std::vector<double> all;
    for (int row = 0; row < field.height; ++row) {
      for (int column = 0; column < field.width; ++column) {
        const double expected = over_pixel(lens, column - 9 - x, row - 7 - y, 0.065, z);
        peak = std::max(peak, expected);
        light += expected;
        all.push_back(expected);
      }
    }
    const double scale = sum(image) / light;
    for (int row = 0; row < field.height; ++row) {
      for (int column = 0; column < field.width; ++column) {
        const double expected = all[static_cast<std::size_t>(row * field.width + column)];
        const double found = static_cast<double>(
            image.colours[0][static_cast<std::size_t>(row * field.width + column)]);
        INFO("z " << z << ", pixel " << column << ", " << row);
        REQUIRE_THAT(found / scale, WithinAbs(expected, 1e-3 * peak));
      }
    }
  }
}

TEST_CASE("a confocal point has no pixel and its share of the light", "[hardware]") {
  const Lens lens = objective(1.2, 1.333, Modality::confocal);
  const Field field = field_of(31, 31, 0.05);
  const auto focus = form_image(with({0, 0, 0, 0, DyeDistribution::solid, {1}}), lens, field, 0, 2);
  const auto away =
      form_image(with({0, 0, 0, 0, DyeDistribution::solid, {1}}), lens, field, 0.3, 2);
  const double scale = brightest(focus) / point_intensity(lens, kGreen, 0, 0, 0);
  for (const int column : {15, 17, 19, 22}) {
    const double x = (column - 15) * 0.05;
    const auto i = static_cast<std::size_t>(15 * 31 + column);
    INFO("column " << column);
    CHECK_THAT(focus.colours[0][i] / scale,
               WithinAbs(point_intensity(lens, kGreen, x, 0, 0), 2e-3));
    CHECK_THAT(away.colours[0][i] / scale,
               WithinAbs(point_intensity(lens, kGreen, x, 0, 0.3), 2e-3));
  }
}

TEST_CASE("widths of beads are those of the point spread", "[hardware]") {
  for (const auto& lens : {objective(0.3, 1), objective(0.8, 1), objective(1.4, 1.515)}) {
    const double lateral = lateral_fwhm_um(lens, kGreen);
    const double axial = axial_fwhm_um(lens, kGreen);
    const double pixel = lateral / 24;  // the pixel itself then adds 0.08 %
    const Scene point = with({0, 0, 0, 0, DyeDistribution::solid, {1}});
    std::vector<double> defocus;
    for (int k = -24; k <= 24; ++k) defocus.push_back(axial / 24 * k + axial / 100);
    std::vector<double> along_z;
    form_stack(point, lens, field_of(65, 65, pixel), defocus, 2,
               [&](std::size_t, const LightImage& image) {
                 along_z.push_back(static_cast<double>(image.colours[0][32 * 65 + 32]));
               });
    CHECK_THAT(width(along_z, axial / 24), WithinRel(axial, 0.003));
    const auto image = form_image(point, lens, field_of(65, 65, pixel), 0, 2);
    const std::vector<double> along_x(image.colours[0].begin() + 32 * 65,
                                      image.colours[0].begin() + 33 * 65);
    CHECK_THAT(width(along_x, pixel), WithinRel(lateral, 0.003));
  }
}

TEST_CASE("all light of a bead arrives", "[hardware]") {
  const Lens lens = objective(0.65, 1);
  for (const double diameter : {0.0, 0.2, 3.0}) {
    for (const double z : {0.0, 2.0}) {
      const Bead bead{0.4, -0.3, z, diameter, DyeDistribution::shell, {500}};
      const auto image = form_image(with(bead), lens, field_of(400, 400, 0.2), 0, 2);
      CHECK_THAT(sum(image), WithinRel(500, 0.005));
      CHECK(sum(image) < 500.01);
    }
  }
}

TEST_CASE("a bead lands where the field says", "[hardware]") {
  const Lens lens = objective(0.5, 1);
  Field field = field_of(201, 160, 0.25);
  const Bead bead{6.13, 3.71, 0, 0.5, DyeDistribution::solid, {100}};
  const auto found = [&] { return centre(form_image(with(bead), lens, field, 0, 2)); };

  CHECK_THAT(found().x, WithinAbs(6.13 / 0.25, 0.01));
  CHECK_THAT(found().y, WithinAbs(3.71 / 0.25, 0.01));

  field.x_um = -3.03;
  field.y_um = 1.52;
  CHECK_THAT(found().x, WithinAbs(3.10 / 0.25, 0.01));
  CHECK_THAT(found().y, WithinAbs(5.23 / 0.25, 0.01));

  field.x_um = field.y_um = 0;
  field.rotation_rad = std::numbers::pi / 2;  // x turns to y, y to -x
  CHECK_THAT(found().x, WithinAbs(-3.71 / 0.25, 0.01));
  CHECK_THAT(found().y, WithinAbs(6.13 / 0.25, 0.01));

  field.rotation_rad = 0;
  field.k1 = -0.06;
  field.k2 = 0.01;
  const double r = std::hypot(6.13, 3.71) / 0.25 / (std::hypot(201, 160) / 2);
  const double factor = 1 - 0.06 * r * r + 0.01 * r * r * r * r;
  CHECK_THAT(found().x, WithinAbs(factor * 6.13 / 0.25, 0.01));
  CHECK_THAT(found().y, WithinAbs(factor * 3.71 / 0.25, 0.01));
}

TEST_CASE("colours are magnified and shifted each for itself", "[hardware]") {
  const Lens lens = objective(0.5, 1);
  Field field = field_of(160, 160, 0.25);
  Colour red = field.colours[0];
  red.magnification = 1.002;
  red.shift_x_px = 0.4;
  red.shift_y_px = -0.3;
  field.colours.push_back(red);
  const Bead bead{9, -5, 0, 0.2, DyeDistribution::solid, {100, 40}};
  const auto image = form_image(with(bead), lens, field, 0, 2);
  CHECK_THAT(centre(image, 1).x - centre(image, 0).x, WithinAbs(0.002 * 36 + 0.4, 0.005));
  CHECK_THAT(centre(image, 1).y - centre(image, 0).y, WithinAbs(-0.002 * 20 - 0.3, 0.005));
  CHECK_THAT(sum(image, 1) / sum(image, 0), WithinAbs(0.4, 1e-3));
}

TEST_CASE("without aberrations both sides of focus look the same", "[hardware]") {
  const Scene scene = with({0.1, 0.2, 0, 0.3, DyeDistribution::solid, {1}});
  const Field field = field_of(61, 61, 0.1);
  const auto above = form_image(scene, objective(1.2, 1.333), field, 0.83, 2);
  const auto below = form_image(scene, objective(1.2, 1.333), field, -0.83, 2);
  CHECK(worst_difference(above, below) < 1e-4 * brightest(above));
}

TEST_CASE("a shell is the sum of points on a sphere", "[hardware]") {
  constexpr int kPoints = 1200;
  Scene points;
  for (int k = 0; k < kPoints; ++k) {  // Fibonacci's sphere
    const double z = 1 - (2 * k + 1.0) / kPoints;
    const double phi = k * std::numbers::pi * (3 - std::sqrt(5.0));
    const double r = std::sqrt(1 - z * z);
    points.beads.push_back({0.6 * r * std::cos(phi),
                            0.6 * r * std::sin(phi),
                            0.6 * z,
                            0,
                            DyeDistribution::solid,
                            {1.0 / kPoints}});
  }
  const Lens lens = objective(0.9, 1);
  const Field field = field_of(33, 33, 0.12);
  for (const double defocus : {0.0, 0.6}) {
    const auto sphere =
        form_image(with({0, 0, 0, 1.2, DyeDistribution::shell, {1}}), lens, field, defocus, 2);
    CHECK(worst_difference(sphere, form_image(points, lens, field, defocus, 2)) <
          0.005 * brightest(sphere));
  }
}

TEST_CASE("a solid sphere is the sum of its shells", "[hardware]") {
  constexpr int kShells = 40;
  Scene shells;
  for (int k = 0; k < kShells; ++k) {
    const double r = (k + 0.5) / kShells;
    shells.beads.push_back({0, 0, 0, 1.2 * r, DyeDistribution::shell, {3 * r * r / kShells}});
  }
  const Lens lens = objective(0.9, 1);
  const Field field = field_of(33, 33, 0.12);
  const auto solid =
      form_image(with({0, 0, 0, 1.2, DyeDistribution::solid, {1}}), lens, field, 0.3, 2);
  CHECK(worst_difference(solid, form_image(shells, lens, field, 0.3, 2)) <
        0.002 * brightest(solid));
}

TEST_CASE("planes of a stack are those of single images", "[hardware]") {
  Scene scene;
  for (int k = 0; k < 12; ++k) {
    scene.beads.push_back({0.7 * k - 4,
                           0.5 * (k % 5) - 1,
                           0.21 * k - 1,
                           0.17 + 0.05 * k,
                           DyeDistribution::solid,
                           {10.0 + k}});
  }
  Field field = field_of(100, 80, 0.1);
  field.tilt_x_rad = 0.02;
  const Lens lens = objective(1.2, 1.333);
  for (const std::vector<double>& defocus :
       {std::vector<double>{-0.6, -0.3, 0, 0.3}, std::vector<double>{0.613, -0.317, 0.171}}) {
    form_stack(scene, lens, field, defocus, 2, [&](std::size_t plane, const LightImage& image) {
      const auto single = form_image(scene, lens, field, defocus[plane], 2);
      CHECK(worst_difference(image, single) < 3e-4 * brightest(single));
    });
  }
}

Scene nine_beads() {
  Scene scene;
  for (int k = 0; k < 9; ++k) {
    scene.beads.push_back({0.7 * k - 2.6,
                           0.4 * (k % 4) - 0.7,
                           0.13 * k - 0.5,
                           0.4,
                           DyeDistribution::solid,
                           {10.0 + k}});
  }
  return scene;
}

// A trace of coma, too little to be seen, and the lens counts as one with azimuth, whose transfer
// functions stand on a grid and are right to 2e-4.
TEST_CASE("beads are imaged alike with and without azimuth", "[hardware]") {
  Lens other = objective(1.2, 1.333);
  other.zernike_waves[8] = 1e-9;
  const Field field = field_of(90, 70, 0.08);
  const std::vector<double> defocus{0.1, 0.85, -1.3};
  form_stack(nine_beads(), objective(1.2, 1.333), field, defocus, 2,
             [&](std::size_t plane, const LightImage& image) {
               const auto expected = form_image(nine_beads(), other, field, defocus[plane], 2);
               CHECK(worst_difference(image, expected) < 1e-3 * brightest(expected));
             });
}

// One bead of another size, by a trace, and they are not of one kind.
TEST_CASE("beads that are all alike are imaged as those that are not", "[hardware]") {
  const Lens lens = objective(1.2, 1.333);
  const Field field = field_of(90, 70, 0.08);
  Scene others = nine_beads();
  others.beads[4].diameter_um += 1e-9;
  const std::vector<double> defocus{0.1, 0.85, -1.3};
  form_stack(nine_beads(), lens, field, defocus, 2,
             [&](std::size_t plane, const LightImage& image) {
               const auto expected = form_image(others, lens, field, defocus[plane], 2);
               CHECK(worst_difference(image, expected) < 3e-4 * brightest(expected));
             });
}

TEST_CASE("the image of beads does not depend on the number of threads", "[hardware]") {
  Scene scene = with({1, 1, 0.3, 0.5, DyeDistribution::solid, {10}});
  scene.beads.push_back({-2, 0.3, -0.4, 0.2, DyeDistribution::shell, {7}});
  Field field = field_of(64, 60, 0.1);
  const Lens lens = objective(0.4, 1);
  for (const double coma : {0.03, 0.0}) {
    field.field_coma_waves = coma;
    const auto one = form_image(scene, lens, field, 0.2, 1);
    for (const std::size_t threads : {2UL, 5UL}) {
      CHECK(form_image(scene, lens, field, 0.2, threads).colours == one.colours);
    }
  }
}

// At a place of the net, the corner, the lens is that of the corner.
TEST_CASE("coma grows to the corner and points outwards", "[hardware]") {
  const Lens lens = objective(0.5, 1);
  Field field = field_of(81, 61, 0.2);
  field.field_coma_waves = 0.08;
  const Bead corner{39 * 0.2, 0, 0, 0, DyeDistribution::solid, {1}};
  const auto image = form_image(with(corner), lens, field, 0, 2);
  Lens local = lens;
  local.zernike_waves[8] = 0.08 * 39 / (std::hypot(81, 61) / 2);
  Field plain = field;
  plain.field_coma_waves = 0;
  const auto expected = form_image(with(corner), local, plain, 0, 2);
  CHECK(worst_difference(image, expected) < 0.005 * brightest(expected));
}
