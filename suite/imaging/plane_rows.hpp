// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <variant>
#include <vector>

namespace etalon::imaging {

/// Rows of one plane of a frame as samples that lie side by side: of a grey frame of the same type
/// in place, of others through a buffer. A row is valid until the next one is asked for. Whole
/// numbers of 8 and 16 bits both come as std::uint16_t. The frame must outlive this.
template <class Sample>
class PlaneRows {
 public:
  PlaneRows(const Frame& frame, int plane)
      : frame_(frame),
        plane_(plane),
        samples_(std::get_if<std::vector<Sample>>(&frame.samples)),
        width_(static_cast<std::size_t>(plane_geometry(frame.info, plane).width)) {
    if (plane_count(frame.info) > 1) samples_ = nullptr;
    if (samples_ != nullptr) return;
    numbers_.resize(width_);
    row_.resize(width_);
  }

  const Sample* row(int j) {
    if (samples_ != nullptr) return samples_->data() + static_cast<std::size_t>(j) * width_;
    copy_plane_row(frame_, plane_, j, numbers_);
    std::transform(numbers_.begin(), numbers_.end(), row_.begin(),
                   [](float v) { return static_cast<Sample>(v); });
    return row_.data();
  }

 private:
  const Frame& frame_;
  int plane_;
  const std::vector<Sample>* samples_;
  std::size_t width_;
  std::vector<float> numbers_;
  std::vector<Sample> row_;
};

/// Whether its samples are floating-point numbers.
inline bool is_float(const Frame& frame) {
  return std::holds_alternative<std::vector<float>>(frame.samples);
}

}  // namespace etalon::imaging
