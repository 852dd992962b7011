// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/z_blocks.hpp"

#include "suite/core/contract.hpp"
#include "suite/imaging/sample_layout.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace etalon::imaging {
namespace {

/// Two neighbouring integers as one word, whose halves are added: the sum is the same for either
/// byte order, and compilers turn it into vector code.
template <class Word, class Sample>
std::uint32_t pair_sum(const Sample* pair) {
  constexpr unsigned kBits = 8 * sizeof(Sample);
  constexpr Word kLow = static_cast<Word>((1U << kBits) - 1);
  Word word;
  std::memcpy(&word, pair, sizeof word);
  return static_cast<std::uint32_t>(word & kLow) + static_cast<std::uint32_t>(word >> kBits);
}

template <class Sample>
using PairWord = std::conditional_t<sizeof(Sample) == 1, std::uint16_t, std::uint32_t>;

/// Sums of neighbouring pairs of a row.
template <class Sample, class Sum>
void add_pairs(const Sample* row, std::size_t count, Sum* to) {
  if constexpr (std::is_floating_point_v<Sample>) {
    for (std::size_t i = 0; i < count; ++i) to[i] += row[2 * i] + row[2 * i + 1];
  } else {
    for (std::size_t i = 0; i < count; ++i) to[i] += pair_sum<PairWord<Sample>>(row + 2 * i);
  }
}

/// Of two rows.
template <class Sample, class Sum>
void add_pairs(const Sample* one, const Sample* other, std::size_t count, Sum* to) {
  if constexpr (std::is_floating_point_v<Sample>) {  // in this order
    add_pairs(one, count, to);
    add_pairs(other, count, to);
  } else {
    using Word = PairWord<Sample>;
    for (std::size_t i = 0; i < count; ++i)
      to[i] += pair_sum<Word>(one + 2 * i) + pair_sum<Word>(other + 2 * i);
  }
}

template <class Sample, class Sum>
void add_samples(const Sample* row, std::size_t step, std::size_t bin, std::size_t count, Sum* to) {
  if (step == 1 && bin == 2) return add_pairs(row, count, to);
  if (step == 1 && bin == 1) {
    for (std::size_t i = 0; i < count; ++i) to[i] += row[i];
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < bin; ++k) to[i] += row[(i * bin + k) * step];
  }
}

}  // namespace

ZBlocks empty_blocks(const Plane& geometry, std::size_t planes, std::size_t length, int bin) {
  ZBlocks blocks;
  blocks.bin = bin;
  blocks.width = geometry.width / bin;
  blocks.height = geometry.height / bin;
  const std::size_t count = std::max<std::size_t>(1, (planes + length / 2) / length);
  for (std::size_t i = 0; i <= count; ++i) blocks.first.push_back(planes * i / count);
  blocks.values.resize(count);
  return blocks;
}

BlockSum::BlockSum(const ZBlocks& blocks)
    : width_(static_cast<std::size_t>(blocks.width)),
      height_(static_cast<std::size_t>(blocks.height)),
      bin_(static_cast<std::size_t>(blocks.bin)) {}

void BlockSum::add(const Frame& frame, int plane) {
  const SampleLayout layout = sample_layout(frame.info, plane);
  ++planes_;
  std::visit(
      [&](const auto& samples) {
        using Sample = typename std::decay_t<decltype(samples)>::value_type;
        auto& sums = [this]() -> auto& {
          if constexpr (std::is_floating_point_v<Sample>)
            return real_;
          else
            return whole_;
        }
        ();
        sums.resize(width_ * height_);
        const auto row = [&](std::size_t j) {
          return samples.data() + layout.first + j * layout.row_step;
        };
        if (bin_ == 2 && layout.step == 1) {
          for (std::size_t j = 0; j < height_; ++j)
            add_pairs(row(2 * j), row(2 * j + 1), width_, sums.data() + j * width_);
          return;
        }
        for (std::size_t j = 0; j < height_ * bin_; ++j)
          add_samples(row(j), layout.step, bin_, width_, sums.data() + j / bin_ * width_);
      },
      frame.samples);
}

std::vector<float> BlockSum::mean() const {
  const float share = 1.0F / static_cast<float>(bin_ * bin_ * planes_);
  std::vector<float> values = real_;
  if (real_.empty()) values.assign(whole_.begin(), whole_.end());
  for (float& v : values) v *= share;
  return values;
}

std::vector<float> binned(const ZBlocks& blocks, std::size_t block, int factor) {
  if (factor == 1) return blocks.values[block];
  const auto f = static_cast<std::size_t>(factor);
  const auto width = static_cast<std::size_t>(blocks.width / factor);
  const auto height = static_cast<std::size_t>(blocks.height / factor);
  std::vector<float> values(width * height, 0.0F);
  for (std::size_t j = 0; j < height * f; ++j)
    add_samples(blocks.values[block].data() + j * static_cast<std::size_t>(blocks.width), 1, f,
                width, values.data() + j / f * width);
  const float share = 1.0F / static_cast<float>(f * f);
  for (float& v : values) v *= share;
  return values;
}

}  // namespace etalon::imaging
