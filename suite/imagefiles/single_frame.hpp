// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/hashed_file.hpp"

#include <stdexcept>
#include <string>

namespace etalon::imagefiles {

/// The one frame of a PNG or JPEG file, decoded when it is asked for.
class SingleFrame final : public FrameSequence {
 public:
  using Decode = Frame (*)(const HashedFile& file);
  SingleFrame(const ByteSource& file, const ReadOptions& options, Decode decode)
      : file_(file, options), decode_(decode) {}
  std::size_t size() const override { return 1; }
  std::vector<InputFile> inputs() const override { return {file_.identity()}; }
  Frame read(std::size_t index) const override {
    if (index != 0) throw std::out_of_range("SingleFrame");
    return decode_(file_);
  }

 private:
  HashedFile file_;
  Decode decode_;
};

inline ImageFile single_frame_file(const ByteSource& file, const ReadOptions& options,
                                   const std::string& format, SingleFrame::Decode decode) {
  ImageFile image;
  image.metadata.format = format;
  image.metadata.planes = {FramePlace{}};
  image.frames = std::make_unique<SingleFrame>(file, options, decode);
  return image;
}

}  // namespace etalon::imagefiles
