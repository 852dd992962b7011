// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/bead_noise.hpp"

#include "suite/core/random.hpp"
#include "tests/support/bead_images.hpp"
#include "tests/support/catch.hpp"

#include <cmath>

using namespace etalon;
using namespace etalon::numerics;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

BeadPatch patch_of(const std::vector<Frame>& frames) {
  const auto& info = frames.front().info;
  auto patch = empty_patch(info.width, info.height, static_cast<int>(frames.size()));
  for (int k = 0; k < patch.nz; ++k) {
    const Plane plane = extract_plane(frames[static_cast<std::size_t>(k)], 0);
    for (int j = 0; j < patch.ny; ++j) std::copy_n(plane.row(j), patch.nx, patch.row(j, k));
  }
  return patch;
}

GaussianBead bead_at(const BeadTruth& truth, double gain) {
  GaussianBead bead;
  bead.centre = {truth.x, truth.y, truth.z};
  bead.amplitude = gain * truth.amplitude;
  bead.background = gain * 20 + 100;
  bead.spread = Eigen::Vector3d(truth.sigma_x * truth.sigma_x, truth.sigma_y * truth.sigma_y,
                                truth.sigma_z * truth.sigma_z)
                    .asDiagonal();
  return bead;
}

}  // namespace

TEST_CASE("The variance of the background does not see slopes or fixed patterns", "[bead_noise]") {
  const int planes = GENERATE(1, 30);
  auto scene = bead_scene({}, 61, 61, planes);
  auto generator = generator_for(1, 0, 0);
  std::normal_distribution<double> normal(0, 1);
  for (int y = 0; y < 61; ++y) {
    for (int x = 0; x < 61; ++x) {
      const double own = planes > 1 ? 5 * normal(generator) : 0;
      // Brighter along x by 40 %; noise is checked against its mean.
      for (int z = 0; z < planes; ++z)
        scene.at(x, y, z) = std::max(1.0, 20 + (x - 30) * 0.13 + own);
    }
  }
  const auto variance =
      background_variance(patch_of(recorded(scene, 7)), {20, 20, 0, 21, 21, planes});
  REQUIRE(variance.count > 100);
  // The pattern is cut off at 1: its mean is 20.0 to 20.1.
  CHECK_THAT(variance.value, WithinAbs(24.1, 4 * 24 * std::sqrt(2 / variance.count) + 0.2));
}

TEST_CASE("The count of squares says how sure the variance is", "[bead_noise]") {
  const int planes = GENERATE(1, 9);
  const auto scene = bead_scene({}, 31, 31, planes);
  double sum = 0;
  double squares = 0;
  double count = 0;
  constexpr int kDraws = 200;
  for (int n = 0; n < kDraws; ++n) {
    const auto v = background_variance(patch_of(recorded(scene, static_cast<std::uint64_t>(n))),
                                       {10, 10, 0, 11, 11, planes});
    sum += v.value / kDraws;
    squares += v.value * v.value / kDraws;
    count = v.count;
  }
  const double scatter = std::sqrt(squares - sum * sum) / sum;
  CHECK_THAT(scatter / std::sqrt(2 / count), WithinAbs(1, 0.18));
}

TEST_CASE("Variances that differ by chance become one, others stay", "[bead_noise]") {
  const auto same =
      pooled_variances({{24.0, 5000}, {24.5, 5000}, {23.5, 5000}, {24.2, 5000}, {0, 0}});
  for (const double v : same) CHECK_THAT(v, WithinAbs(24.1, 0.2));
  const auto apart = pooled_variances({{24, 5000}, {48, 5000}, {36, 5000}, {30, 5000}, {42, 5000}});
  CHECK_THAT(apart[1], WithinRel(48, 0.03));
}

TEST_CASE("The variance per signal is the gain, also when the model misses a halo",
          "[bead_noise]") {
  const double gain = GENERATE(1.0, 2.2);
  const bool halo = GENERATE(false, true);
  const int planes = GENERATE(1, 31);
  BeadCamera camera;
  camera.gain = gain;
  std::vector<VarianceSample> samples;
  for (std::uint64_t seed = 0; seed < (planes == 1 ? 300 : 20); ++seed) {
    const BeadTruth core{.x = 20.1 + 0.01 * static_cast<double>(seed % 50),
                         .y = 20.3,
                         .z = planes == 1 ? 0.0 : 15.0,
                         .amplitude = 3000};
    BeadTruth wide = core;
    wide.amplitude = 90;  // a quarter of the light
    wide.sigma_x = wide.sigma_y = 3;
    wide.sigma_z = 5;
    const auto beads = halo ? std::vector{core, wide} : std::vector{core};
    const auto patch = patch_of(recorded(bead_scene(beads, 41, 41, planes), seed, camera));
    const auto one = variance_samples(patch, bead_at(core, gain), gain * gain * 20 + 4 + 1.0 / 12);
    samples.insert(samples.end(), one.begin(), one.end());
  }
  // The light of the halo has noise of its own.
  CHECK_THAT(variance_per_signal(samples) / gain, WithinAbs(halo ? 1.08 : 1, halo ? 0.08 : 0.04));
}
