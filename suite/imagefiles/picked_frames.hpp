// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame_sequence.hpp"

#include <memory>
#include <set>
#include <utility>
#include <vector>

namespace etalon::imagefiles {

struct PickedFrame {
  std::shared_ptr<const FrameSequence> file;
  std::size_t page = 0;
  int line = 0;  ///< of the text that names it
};

/// Single frames of several files, in any order.
class PickedFrames final : public FrameSequence {
 public:
  explicit PickedFrames(std::vector<PickedFrame> picked) : picked_(std::move(picked)) {}
  std::size_t size() const override { return picked_.size(); }
  Frame read(std::size_t index) const override {
    Frame frame;
    read_into(index, frame);
    return frame;
  }
  void read_into(std::size_t index, Frame& frame) const override {
    const PickedFrame& picked = picked_.at(index);
    picked.file->read_into(picked.page, frame);
  }
  /// Each file once.
  std::vector<InputFile> inputs() const override {
    std::vector<InputFile> all;
    std::set<const FrameSequence*> seen;
    for (const PickedFrame& picked : picked_) {
      if (!seen.insert(picked.file.get()).second) continue;
      for (auto& input : picked.file->inputs()) all.push_back(std::move(input));
    }
    return all;
  }

 private:
  std::vector<PickedFrame> picked_;
};

}  // namespace etalon::imagefiles
