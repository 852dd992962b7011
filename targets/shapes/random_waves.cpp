// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/random_waves.hpp"

#include "suite/core/random.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace etalon::targets {
namespace {

constexpr int kRings = 24;
constexpr int kWavesPerRing = 4;
constexpr std::size_t kPlaces = 64;  // in one go: their numbers stay in the processor

/// cos(2 pi turns) in single precision, right to 3e-7, in a form that compilers turn into vector
/// instructions: the nearest whole number is taken away, then the double angle of a Taylor series.
inline float cosine(double turns) {
  constexpr double kRound = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to whole numbers
  const auto half = static_cast<float>(std::numbers::pi * (turns - ((turns + kRound) - kRound)));
  const float w = half * half;
  const float c =
      1 + w * (-1.F / 2 +
               w * (1.F / 24 + w * (-1.F / 720 + w * (1.F / 40320 + w * (-1.F / 3628800 +
                                                                         w * (1.F / 479001600))))));
  return 2 * c * c - 1;
}

using Numbers = std::array<float, kPlaces>;

// Twice as many places at a time on processors that can: the same digits, because each place is
// computed by the same steps, none of them fused.
#if defined(__x86_64__) && defined(__GLIBC__)
[[gnu::target_clones("avx2", "default")]]
#endif
void add_wave(const RandomWaves::Wave& wave, std::span<const double> x_um,
              std::span<const double> y_um, const Numbers& left, Numbers& sum) {
  const auto [wave_x, wave_y, phase] = wave;
  const double* x = x_um.data();
  const double* y = y_um.data();
  const std::size_t count = x_um.size();
  for (std::size_t k = 0; k < count; ++k)
    sum[k] += left[k] * cosine(wave_x * x[k] + wave_y * y[k] + phase);
}

/// Amplitude that is left at each place. Where sigma does not change, neither does it.
Numbers damped(double amplitude, double frequency, std::span<const double> sigma_um) {
  const double f2 = 2 * std::pow(std::numbers::pi * frequency, 2);
  Numbers left{};
  for (std::size_t k = 0; k < sigma_um.size(); ++k) {
    const bool same = k > 0 && sigma_um[k] == sigma_um[k - 1];
    left[k] = same ? left[k - 1]
                   : static_cast<float>(amplitude * std::exp(-f2 * sigma_um[k] * sigma_um[k]));
  }
  return left;
}

}  // namespace

RandomWaves::RandomWaves(double finest_um, double coarsest_um, double exponent,
                         std::uint64_t seed) {
  auto generator = generator_for(seed, 0, 0);
  std::uniform_real_distribution<double> turns(0, 1);
  double power = 0;
  for (int i = 0; i < kRings; ++i) {
    Ring ring;
    ring.frequency = std::pow(finest_um / coarsest_um, (i + 0.5) / kRings) / finest_um;
    // A ring of f df = f^2 d(log f) in the plane of frequencies.
    ring.amplitude = std::pow(ring.frequency * coarsest_um, (2 - exponent) / 2);
    const double start = turns(generator);
    for (int j = 0; j < kWavesPerRing; ++j) {
      const double direction = std::numbers::pi * (start + (j + turns(generator)) / kWavesPerRing);
      ring.waves.push_back({ring.frequency * std::cos(direction),
                            ring.frequency * std::sin(direction), turns(generator)});
    }
    power += kWavesPerRing * ring.amplitude * ring.amplitude / 2;
    rings_.push_back(std::move(ring));
  }
  for (Ring& ring : rings_) ring.amplitude /= std::sqrt(power);
}

void RandomWaves::value_at(std::span<const double> x_um, std::span<const double> y_um,
                           std::span<const double> sigma_um, std::span<float> value) const {
  for (std::size_t start = 0; start < value.size(); start += kPlaces) {
    const std::size_t count = std::min(kPlaces, value.size() - start);
    const auto x = x_um.subspan(start, count);
    const auto y = y_um.subspan(start, count);
    Numbers sum{};
    for (const Ring& ring : rings_) {
      const Numbers left = damped(ring.amplitude, ring.frequency, sigma_um.subspan(start, count));
      for (const Wave& wave : ring.waves) add_wave(wave, x, y, left, sum);
    }
    std::copy_n(sum.begin(), count, value.begin() + static_cast<std::ptrdiff_t>(start));
  }
}

}  // namespace etalon::targets
