// SPDX-License-Identifier: Apache-2.0
// The random numbers of the camera against their exact distributions.
#include "hardware/simulator/camera/poisson.hpp"
#include "hardware/simulator/camera/random_stream.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hardware/camera_frames.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

using Catch::Matchers::WithinAbs;
using namespace etalon;
using namespace etalon::hardware;
using namespace etalon::test;

namespace {

constexpr std::size_t kDraws = 1'000'000;

std::vector<double> poisson_numbers(double mean, std::uint64_t seed) {
  RandomStream random(Purpose::frame, {seed});
  std::vector<double> values(kDraws);
  for (double& value : values) value = poisson(mean, random);
  return values;
}

std::vector<double> normal_numbers(std::uint64_t seed) {
  RandomStream random(Purpose::frame, {seed});
  std::vector<double> values(kDraws);
  for (double& value : values) value = random.normal();
  return values;
}

/// Probability of a chi-square at least as large, classes cut so that each expects 50 or more.
/// cdf(x): share of the distribution up to x; classes end at first, first + width, ...
double chi_square_probability(const std::vector<double>& values,
                              const std::function<double(double)>& cdf, double first, double last,
                              double width) {
  std::vector<double> ends;
  std::vector<double> expected;
  double before = 0;
  for (double end = first; end <= last; end += width) {
    const double share = cdf(end) - before;
    if (share * kDraws < 50 || (1 - cdf(end)) * kDraws < 50) continue;
    ends.push_back(end);
    expected.push_back(share * kDraws);
    before = cdf(end);
  }
  expected.push_back((1 - before) * kDraws);
  std::vector<double> observed(expected.size(), 0.0);
  for (const double value : values) {
    const auto place = std::lower_bound(ends.begin(), ends.end(), value) - ends.begin();
    observed[static_cast<std::size_t>(place)] += 1;
  }
  double chi_square = 0;
  for (std::size_t i = 0; i < expected.size(); ++i)
    chi_square += (observed[i] - expected[i]) * (observed[i] - expected[i]) / expected[i];
  const boost::math::chi_squared distribution(static_cast<double>(expected.size() - 1));
  return boost::math::cdf(complement(distribution, chi_square));
}

}  // namespace

TEST_CASE("camera: the generator is xoshiro256++ with well mixed streams", "[hardware]") {
  // Bits of a hundred streams with neighbouring keys: each bit is one as often as zero.
  std::vector<int> ones(64, 0);
  constexpr int kStreams = 10000;
  for (std::uint64_t key = 0; key < kStreams; ++key) {
    const std::uint64_t bits = RandomStream(Purpose::frame, {1, 0, 0, key}).bits();
    for (unsigned bit = 0; bit < 64; ++bit) ones[bit] += (bits >> bit) & 1U ? 1 : 0;
  }
  for (const int count : ones) CHECK(std::abs(count - kStreams / 2) < 5 * 50);
  CHECK(RandomStream(Purpose::frame, {1, 2}).bits() != RandomStream(Purpose::frame, {2, 1}).bits());
  CHECK(RandomStream(Purpose::frame, {1}).bits() != RandomStream(Purpose::response, {1}).bits());
}

TEST_CASE("camera: normal numbers are normal, tails included", "[hardware]") {
  const auto values = normal_numbers(GENERATE(1U, 2U, 3U));
  const Moments m = moments_of(values);
  CHECK_THAT(m.mean, WithinAbs(0, 5e-3));
  CHECK_THAT(m.variance, WithinAbs(1, 5 * std::sqrt(2e-6)));
  CHECK_THAT(m.skewness, WithinAbs(0, 5 * std::sqrt(6e-6)));
  const boost::math::normal normal;
  CHECK(chi_square_probability(
            values, [&](double x) { return cdf(normal, x); }, -6, 6, 0.01) > 1e-4);
  // Beyond the lowest layer of the ziggurat: 258 of a million.
  const auto beyond = std::count_if(values.begin(), values.end(),
                                    [](double v) { return std::abs(v) > Ziggurat::kTail; });
  const double expected = 2e6 * cdf(complement(normal, Ziggurat::kTail));
  CHECK_THAT(static_cast<double>(beyond), WithinAbs(expected, 5 * std::sqrt(expected)));
}

TEST_CASE("camera: electrons are Poisson distributed at every mean", "[hardware]") {
  const double mean = GENERATE(0.1, 1.0, 9.99, 10.0, 100.0, 999.0, 1001.0, 1e4);
  const auto seed = GENERATE(1U, 2U);
  INFO("mean " << mean << ", seed " << seed);
  const auto values = poisson_numbers(mean, seed);
  const Moments m = moments_of(values);
  CHECK_THAT(m.mean, WithinAbs(mean, 5 * std::sqrt(mean / kDraws)));
  // Variance of the sample variance: (mu4 - sigma^4)/n with mu4 = mean + 3 mean^2.
  CHECK_THAT(m.variance, WithinAbs(mean, 5 * std::sqrt((mean + 2 * mean * mean) / kDraws)));
  // The skewness of a normal would be zero: 0.032 less at 1000, far outside.
  const double skewness_error = mean < 1 ? 0.1 : 5 * std::sqrt((6 + 60 / mean) / kDraws);
  CHECK_THAT(m.skewness, WithinAbs(1 / std::sqrt(mean), skewness_error));
  const boost::math::poisson distribution(mean);
  const double reach = 6 * std::sqrt(mean) + 10;
  CHECK(chi_square_probability(
            values, [&](double x) { return cdf(distribution, x); },
            std::max(0.0, std::floor(mean - reach)), std::ceil(mean + reach), 1) > 1e-4);
}

TEST_CASE("camera: no light, no electrons", "[hardware]") {
  RandomStream random(Purpose::frame, {1});
  CHECK(poisson(0, random) == 0);
  CHECK(poisson(-3, random) == 0);
  CHECK(poisson(std::nan(""), random) == 0);
  for (int i = 0; i < 1000; ++i) CHECK(poisson(1e-300, random) == 0);
}
