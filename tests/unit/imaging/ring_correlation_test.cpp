// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/ring_correlation.hpp"

#include "targets/exact/texture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <cmath>
#include <random>
#include <vector>

using namespace etalon;
using namespace etalon::imaging;
using Catch::Matchers::WithinAbs;

namespace {

Spectrum of_values(const std::vector<float>& values, int width, int height) {
  Plane plane;
  plane.width = width;
  plane.height = height;
  plane.values = values;
  return spectrum_of(plane, tukey_apodisation(width, height));
}

std::vector<float> white(int count, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<float> normal(0, 1);
  std::vector<float> values;
  for (int k = 0; k < count; ++k) values.push_back(normal(generator));
  return values;
}

std::vector<float> mixed(const std::vector<float>& a, const std::vector<float>& b, float share) {
  std::vector<float> sum;
  for (std::size_t k = 0; k < a.size(); ++k) sum.push_back(a[k] + share * b[k]);
  return sum;
}

/// A texture and the same moved, with a little noise of their own.
Spectrum moved(double x, double y, unsigned noise_seed, double noise) {
  targets::Texture texture;
  texture.width = 160;
  texture.height = 128;
  texture.layers = {{0.1, px(1.5)}};
  texture.offset_x = px(x);
  texture.offset_y = px(y);
  Plane plane = test::plane_of(targets::render(texture));
  const auto own = white(160 * 128, noise_seed);
  for (std::size_t k = 0; k < own.size(); ++k)
    plane.values[k] += static_cast<float>(noise) * own[k];
  return spectrum_of(plane, tukey_apodisation(160, 128));
}

}  // namespace

TEST_CASE("a frame agrees with itself, disagrees with its negative, not with another",
          "[imaging]") {
  const auto values = white(96 * 80, 1);
  std::vector<float> negative;
  for (const float v : values) negative.push_back(-v);
  const Spectrum frame = of_values(values, 96, 80);
  const auto same = ring_correlation({frame, frame}, {{}, {}});
  const auto opposite = ring_correlation({frame, of_values(negative, 96, 80)}, {{}, {}});
  REQUIRE(same.correlation.size() == 41);
  for (std::size_t k = 1; k < same.correlation.size(); ++k) {
    CHECK_THAT(same.correlation[k], WithinAbs(1, 1e-5));
    CHECK_THAT(opposite.correlation[k], WithinAbs(-1, 1e-5));
    CHECK_THAT(same.frequency[k], WithinAbs(static_cast<double>(k) / 80, 0.2 / 80));
  }
}

TEST_CASE("the correlation of a mixture is its share of common power", "[imaging]") {
  const int n = 192;
  const auto common = white(n * n, 1);
  std::vector<Spectrum> frames;
  for (unsigned seed = 2; seed < 5; ++seed)
    frames.push_back(of_values(mixed(common, white(n * n, seed), 2), n, n));
  const auto of_three = ring_correlation(frames, {{}, {}, {}});
  double sum = 0;
  double count = 0;
  double of_pairs = 0;
  for (const auto& [a, b] : {std::pair<std::size_t, std::size_t>{0, 1}, {0, 2}, {1, 2}}) {
    const auto pair = ring_correlation({frames[a], frames[b]}, {{}, {}});
    of_pairs += pair.correlation[60] / 3;
  }
  for (std::size_t k = 1; k < of_three.correlation.size(); ++k) {
    sum += of_three.count[k] * of_three.correlation[k];
    count += of_three.count[k];
  }
  // Half of the samples are independent; three frames: 1/(1 + 4) = 0.2 within 4 deviations of
  // 0.006.
  CHECK_THAT(sum / count, WithinAbs(0.2, 0.024));
  CHECK_THAT(of_three.correlation[60], WithinAbs(of_pairs, 1e-6));
}

TEST_CASE("rings count every sample of the whole transform once", "[imaging]") {
  for (const int width : {64, 75}) {
    const Spectrum frame = of_values(white(width * 64, 1), width, 64);
    const auto rings = ring_correlation({frame, frame}, {{}, {}});
    std::vector<double> expected(rings.count.size());
    for (int y = -31; y <= 32; ++y) {
      for (int x = -(width - 1) / 2; x <= width / 2; ++x) {
        const double q = std::hypot(static_cast<double>(x) / width, y / 64.0) * 64;
        const auto ring = static_cast<std::size_t>(q + 0.5);
        if (ring < expected.size()) expected[ring] += 1;
      }
    }
    CHECK(rings.count == expected);
  }
}

TEST_CASE("shifts are found to a hundredth of a pixel, and undone by a phase", "[imaging]") {
  const Spectrum first = moved(0, 0, 1, 5);
  const double independent = tukey_apodisation(160, 128).independent;
  for (const auto& [x, y] : {std::pair{0.3, -0.2}, {3.7, 2.4}, {-12.2, 0.0}}) {
    const Spectrum second = moved(x, y, 2, 5);
    const auto found = shift_between(first, second, independent);
    REQUIRE(found);
    INFO(x << ", " << y << ": " << found->shift.x << ", " << found->shift.y);
    CHECK(found->uncertainty > 0);
    CHECK(found->uncertainty < 0.01);
    if (std::abs(x) > 1) {  // content comes in at one border and leaves at the other
      CHECK_THAT(found->shift.x, WithinAbs(x, 0.1));
      CHECK_THAT(found->shift.y, WithinAbs(y, 0.1));
      continue;
    }
    CHECK_THAT(found->shift.x, WithinAbs(x, 5 * found->uncertainty));
    CHECK_THAT(found->shift.y, WithinAbs(y, 5 * found->uncertainty));
    const auto still = ring_correlation({first, second}, {{}, {}});
    const auto undone = ring_correlation({first, second}, {{}, found->shift});
    // At 24/128 cycles/px a shift of 0.36 px turns samples by up to 0.42: cosine 0.95 on average.
    CHECK(undone.correlation[24] > 0.98);
    CHECK_THAT(still.correlation[24] / undone.correlation[24], WithinAbs(0.955, 0.02));
  }
}

TEST_CASE("noise has no shift", "[imaging]") {
  for (unsigned seed = 1; seed < 6; ++seed) {
    CHECK_FALSE(shift_between(of_values(white(128 * 128, seed), 128, 128),
                              of_values(white(128 * 128, seed + 100), 128, 128), 0.56));
  }
}

TEST_CASE("what stays with the sensor is seen beyond the Nyquist circle and along the axes",
          "[imaging]") {
  const int n = 128;
  const auto own = [&](unsigned seed) { return white(n * n, seed); };
  const auto pattern = white(n * n, 50);
  const auto columns = white(n, 51);
  std::vector<float> stripes;
  for (int k = 0; k < n * n; ++k) stripes.push_back(columns[static_cast<std::size_t>(k % n)]);
  const auto far = [&](const std::vector<float>& shared) {
    return far_correlation({of_values(mixed(own(1), shared, 1), n, n),
                            of_values(mixed(own(2), shared, 1), n, n)},
                           {{}, {}})
        .correlation;
  };
  CHECK_THAT(far(pattern)[0], WithinAbs(0.5, 0.04));
  CHECK(far(stripes)[1] > 0.9);  // columns: frequencies along the rows
  CHECK_THAT(far(stripes)[0], WithinAbs(0, 0.06));
  CHECK_THAT(far(std::vector<float>(static_cast<std::size_t>(n * n)))[2], WithinAbs(0, 0.3));
}
