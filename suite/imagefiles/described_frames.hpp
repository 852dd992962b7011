// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/picked_frames.hpp"

#include <filesystem>

namespace etalon::imagefiles {

/// What a descriptor says of all its frames, and in which line.
struct DescribedSize {
  int bits = 0;
  int width = 0;
  int height = 0;
  int line = 0;
};

/// Frames that have the significant bits of their descriptor. One that is not as described is a
/// TextError, at its line, when it is read.
class DescribedFrames final : public FrameSequence {
 public:
  DescribedFrames(std::vector<PickedFrame> picked, const DescribedSize& size,
                  std::filesystem::path text);
  std::size_t size() const override { return frames_.size(); }
  Frame read(std::size_t index) const override;
  void read_into(std::size_t index, Frame& frame) const override;
  std::vector<InputFile> inputs() const override { return frames_.inputs(); }

 private:
  std::vector<int> lines_;
  PickedFrames frames_;
  DescribedSize size_;
  std::filesystem::path text_;
};

}  // namespace etalon::imagefiles
