// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/camera/random_stream.hpp"

#include <cmath>

namespace etalon::hardware {
namespace {

double bell(double x) { return std::exp(-0.5 * x * x); }

Ziggurat make_ziggurat() {
  Ziggurat z;
  constexpr double r = Ziggurat::kTail;
  constexpr double kHalfPi = 1.5707963267948966;
  const double area = r * bell(r) + std::sqrt(kHalfPi) * std::erfc(r / std::sqrt(2.0));
  z.edge[0] = area / bell(r);  // as wide as if the tail were folded into the lowest layer
  z.edge[1] = r;
  for (std::size_t i = 2; i < Ziggurat::kLayers; ++i) {
    z.edge[i] = std::sqrt(-2 * std::log(bell(z.edge[i - 1]) + area / z.edge[i - 1]));
  }
  z.edge[Ziggurat::kLayers] = 0;
  for (std::size_t i = 0; i <= Ziggurat::kLayers; ++i) z.height[i] = bell(z.edge[i]);
  return z;
}

std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15U;

}  // namespace

const Ziggurat& ziggurat() {
  static const Ziggurat table = make_ziggurat();
  return table;
}

RandomStream::RandomStream(Purpose purpose, std::initializer_list<std::uint64_t> key)
    : ziggurat_(&ziggurat()) {
  auto sum = mixed(static_cast<std::uint64_t>(purpose) + kGolden);
  for (const std::uint64_t part : key) sum = mixed((sum + kGolden) ^ part);
  for (std::uint64_t& word : state_) word = mixed(sum += kGolden);
}

double RandomStream::at_the_rim(std::size_t layer, double x) {
  if (layer == 0) {  // beyond kTail: Marsaglia (1964)
    for (;;) {
      const double beyond = -std::log(uniform()) / Ziggurat::kTail;
      if (-2 * std::log(uniform()) > beyond * beyond)
        return x < 0 ? -Ziggurat::kTail - beyond : Ziggurat::kTail + beyond;
    }
  }
  const double low = ziggurat_->height[layer];
  const double high = ziggurat_->height[layer + 1];
  return low + uniform() * (high - low) < bell(x) ? x : normal();
}

}  // namespace etalon::hardware
