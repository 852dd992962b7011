// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/byte_source.hpp"

#include <filesystem>
#include <string>
#include <utility>

namespace etalon::imagefiles {

/// The one frame of a PNG or JPEG file, decoded when it is asked for.
class SingleFrame final : public FrameSequence {
 public:
  using Decode = Frame (*)(const std::filesystem::path& path, const FileState& state);
  SingleFrame(const ByteSource& file, InputFile input, Decode decode)
      : path_(file.path()), state_(file.state()), input_(std::move(input)), decode_(decode) {}
  std::size_t size() const override { return 1; }
  std::vector<InputFile> inputs() const override { return {input_}; }
  Frame read(std::size_t index) const override {
    if (index != 0) throw std::out_of_range("SingleFrame");
    return decode_(path_, state_);
  }

 private:
  std::filesystem::path path_;
  FileState state_;
  InputFile input_;
  Decode decode_;
};

inline ImageFile single_frame_file(const ByteSource& file, const ReadOptions& options,
                                   const std::string& format, SingleFrame::Decode decode) {
  ImageFile image;
  image.metadata.format = format;
  image.metadata.planes = {FramePlace{}};
  image.frames = std::make_unique<SingleFrame>(file, file.identity(options), decode);
  return image;
}

}  // namespace etalon::imagefiles
