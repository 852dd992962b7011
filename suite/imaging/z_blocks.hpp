// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace etalon::imaging {

/// A stack made small: means over blocks of neighbouring planes and `bin` x `bin` samples. Rows and
/// columns that fill no whole bin are left out. A mean with a sample that is no number is NaN.
struct ZBlocks {
  int width = 0;   ///< in bins
  int height = 0;  ///< in bins
  int bin = 1;
  std::vector<std::size_t> first;          ///< plane with which each begins; behind the last: end
  std::vector<std::vector<float>> values;  ///< DN, one image a block

  std::size_t size() const { return values.size(); }
  std::size_t planes(std::size_t block) const { return first[block + 1] - first[block]; }
  double middle(std::size_t block) const {
    return 0.5 * static_cast<double>(first[block] + first[block + 1] - 1);
  }
};

/// Blocks of `planes` planes cut as evenly as possible into parts of about `length`, their values
/// still empty.
ZBlocks empty_blocks(const Plane& geometry, std::size_t planes, std::size_t length, int bin);

/// Adds up the planes of one block.
class BlockSum {
 public:
  explicit BlockSum(const ZBlocks& blocks);
  /// `plane` is the colour plane; all frames must have the size and type of the first.
  void add(const Frame& frame, int plane);
  std::vector<float> mean() const;

 private:
  std::size_t width_;
  std::size_t height_;
  std::size_t bin_;
  std::size_t planes_ = 0;
  std::vector<std::uint32_t> whole_;  ///< of integers: exact, whatever the order
  std::vector<float> real_;
};

/// One block in bins of `factor` x `factor` bins, row by row.
std::vector<float> binned(const ZBlocks& blocks, std::size_t block, int factor);

}  // namespace etalon::imaging
