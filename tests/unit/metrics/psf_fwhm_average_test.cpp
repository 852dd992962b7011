// SPDX-License-Identifier: Apache-2.0
// The average bead is as wide as the beads, lies in the middle, and its bands are true.
#include "suite/metrics/psf_fwhm.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/psf_images.hpp"

#include <algorithm>
#include <cmath>

using namespace etalon;
using namespace etalon::test;
using namespace etalon::targets;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Standard deviations along x, y, z by the logarithms beside the middle voxel: exact for a sampled
/// Gaussian, in its middle or not; and how far its top is from the middle voxel.
struct Shape {
  double sigma[3];
  double off[3];
};
Shape shape_of(const Volume& v) {
  const auto at = [&](int x, int y, int z) {
    return static_cast<double>(
        v.values[static_cast<std::size_t>((z * v.height + y) * v.width + x)]);
  };
  const int x = v.width / 2;
  const int y = v.height / 2;
  const int z = v.depth / 2;
  const double middle = std::log(at(x, y, z));
  Shape shape{};
  const auto along = [&](int i, double before, double after) {
    const double curvature = 2 * middle - std::log(before) - std::log(after);
    shape.sigma[i] = std::sqrt(1 / curvature);
    shape.off[i] = (std::log(after) - std::log(before)) / 2 / curvature;
  };
  along(0, at(x - 1, y, z), at(x + 1, y, z));
  along(1, at(x, y - 1, z), at(x, y + 1, z));
  if (v.depth > 1) along(2, at(x, y, z - 1), at(x, y, z + 1));
  return shape;
}

const Curve& curve_of(const Evaluation& e, const std::string& name) {
  return *std::find_if(e.curves.begin(), e.curves.end(),
                       [&](const Curve& c) { return c.name == name; });
}

}  // namespace

TEST_CASE("the average bead has the width of the beads and lies in the middle", "[metrics]") {
  BeadStack stack = sixteen_beads();
  stack.planes = 33;
  stack.sigma_x_px = 1.3;
  for (StackBead& bead : stack.beads) bead.z_planes += 4;
  const Evaluation e =
      measured(stack_of(noise_free_stack(stack)), {{"average", "yes"}}, "psf_fwhm");
  INFO(described(e));
  REQUIRE(e.volumes.size() == 1);
  const Volume& v = e.volumes.front();
  CHECK(v.width % 2 == 1);
  CHECK(v.depth % 2 == 1);
  CHECK(v.pixel_size.has_value());
  const Shape shape = shape_of(v);
  CHECK_THAT(shape.sigma[0], WithinRel(1.3, 1e-3));
  CHECK_THAT(shape.sigma[1], WithinRel(1.5, 1e-3));
  CHECK_THAT(shape.sigma[2], WithinRel(3.0, 1e-3));
  for (const double off : shape.off) CHECK(std::abs(off) < 2e-3);
  const double top = static_cast<double>(*std::max_element(v.values.begin(), v.values.end()));
  CHECK_THAT(top, WithinRel(1.0, 2e-3));
}

TEST_CASE("... also with noise, within 0.3 % of the mean of the beads", "[metrics]") {
  BeadStack stack = sixteen_beads(4000);
  stack.width = stack.height = 200;
  stack.planes = 33;
  stack.beads = beads_on_grid(stack, 20, electrons(4000));
  const Evaluation e =
      measured(stack_of(exposed_stack(stack, 5)), {{"average", "yes"}}, "psf_fwhm");
  REQUIRE(e.volumes.size() == 1);
  // The average as a stack of its own, measured like any other.
  const Volume& v = e.volumes.front();
  std::vector<Frame> frames;
  for (int z = 0; z < v.depth; ++z) {
    ExpectedImage image{v.width, v.height, {}};
    const auto plane = static_cast<std::size_t>(v.width * v.height);
    for (std::size_t i = 0; i < plane; ++i)
      image.electrons.push_back(std::max(
          0.0,
          100 + 40000 * static_cast<double>(v.values[static_cast<std::size_t>(z) * plane + i])));
    frames.push_back(hardware::expose(image, {}, 1, 0, static_cast<std::uint64_t>(z)));
  }
  const Evaluation average = measured(stack_of(std::move(frames)), {}, "psf_fwhm");
  INFO(described(average));
  for (const char* name : {"fwhm_x", "fwhm_y", "fwhm_z"})
    CHECK_THAT(result_of(average, name).value, WithinRel(result_of(e, name).value, 0.003));
}

TEST_CASE("profiles of the average are those of the beads, within their bands", "[metrics]") {
  const BeadStack stack = sixteen_beads(2000);
  const Evaluation e =
      measured(stack_of(exposed_stack(stack, 2)), {{"average", "yes"}}, "psf_fwhm");
  const Curve& axial = curve_of(e, "axial profile");
  CHECK(axial.x_unit == "um");
  double chi2 = 0;
  for (std::size_t i = 0; i < axial.x.size(); ++i) {
    const double truth = std::exp(-axial.x[i] * axial.x[i] / (2 * 0.36));
    CHECK(std::abs(axial.y[i] - truth) < 5 * axial.standard_uncertainty[i] + 2e-3);
    chi2 += std::pow((axial.y[i] - truth) / axial.standard_uncertainty[i], 2);
  }
  CHECK(chi2 < 3 * static_cast<double>(axial.x.size()));
  const Curve& radial = curve_of(e, "radial profile");
  CHECK(radial.x.front() == 0);
  for (std::size_t i = 0; i < radial.x.size(); ++i) {
    // Rings are one pixel wide: the curve is a little lower than the profile within them.
    const double truth = std::exp(-radial.x[i] * radial.x[i] / (2 * 0.0225));
    CHECK(std::abs(radial.y[i] - truth) < 0.03);
  }
}

TEST_CASE("a single plane has an average without depth", "[metrics]") {
  BeadStack stack = sixteen_beads();
  stack.planes = 1;
  stack.beads = beads_on_grid(stack, 20, electrons(2000));
  const Evaluation e =
      measured(stack_of(noise_free_stack(stack)), {{"average", "yes"}}, "psf_fwhm");
  REQUIRE(e.volumes.size() == 1);
  CHECK(e.volumes.front().depth == 1);
  CHECK_THAT(shape_of(e.volumes.front()).sigma[0], WithinRel(1.5, 1e-3));
  CHECK(e.curves.size() == 1);
}

TEST_CASE("without the wish there is no average, and the digest does not know of it", "[metrics]") {
  const auto frames = exposed_stack(sixteen_beads(), 1);
  const Evaluation without = measured(stack_of(frames), {}, "psf_fwhm");
  CHECK(without.volumes.empty());
  CHECK(without.curves.empty());
}
