// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace etalon::hardware {

/// What a stream of random numbers is for: streams of different purpose never meet.
enum class Purpose : std::uint64_t {
  frame = 1,  ///< photon and read noise
  response,
  dark_current,
  hot_pixels,
  dead_pixels,
  pixel_offset,
  row_offset,
  column_offset,
  column_gain,
  read_noise
};

/// Layers of equal area under exp(-x^2/2), of Marsaglia and Tsang, "The ziggurat method for
/// generating random variables", J. Statistical Software 5 (8), 2000, with 256 layers.
struct Ziggurat {
  static constexpr std::size_t kLayers = 256;
  static constexpr double kTail = 3.6541528853610088;  ///< where the lowest layer ends
  std::array<double, kLayers + 1> edge{};              ///< right edge of a layer; falls to 0
  std::array<double, kLayers + 1> height{};            ///< exp(-x^2/2) there
};
const Ziggurat& ziggurat();

/// Random numbers that are a function of the key alone: the pixels of a row come out the same
/// whichever thread draws them and whatever was drawn before. Generator: xoshiro256++ 1.0 (Blackman
/// and Vigna, "Scrambled linear pseudorandom number generators", ACM Trans. Math. Softw. 47, 2021),
/// its state filled by splitmix64 (Steele, Lea and Flood, OOPSLA 2014) as its authors ask. Only
/// + - * / and shifts decide, apart from exp and log in one normal number of a hundred.
class RandomStream {
 public:
  RandomStream(Purpose purpose, std::initializer_list<std::uint64_t> key);

  std::uint64_t bits() {
    const std::uint64_t result = rotated(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotated(state_[3], 45);
    return result;
  }

  /// In the middle of one of 2^53 equal parts of 0 to 1, so never 0 or 1.
  double uniform() { return (static_cast<double>(bits() >> 11U) + 0.5) * 0x1p-53; }

  double normal() {
    const std::uint64_t drawn = bits();
    const std::size_t layer = drawn & (Ziggurat::kLayers - 1);  // the place uses other bits
    const double place = (static_cast<double>(drawn >> 11U) + 0.5) * 0x1p-52 - 1;
    const double x = place * ziggurat_->edge[layer];
    const bool inside = (x < 0 ? -x : x) < ziggurat_->edge[layer + 1];
    return inside ? x : at_the_rim(layer, x);
  }

 private:
  static std::uint64_t rotated(std::uint64_t x, unsigned by) {
    return (x << by) | (x >> (64U - by));
  }
  double at_the_rim(std::size_t layer, double x);

  std::array<std::uint64_t, 4> state_{};
  const Ziggurat* ziggurat_;
};

}  // namespace etalon::hardware
