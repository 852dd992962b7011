// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/hashed_file.hpp"
#include "suite/imagefiles/picked_frames.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace etalon::imagefiles {

/// A file that another file names, in the same folder. Throws FileError for a name with a folder in
/// it, because metadata must not lead to other places, and for a file that is not there.
std::filesystem::path beside(const std::filesystem::path& file, const std::string& name);

/// Frames of several files, with a file among the inputs that only described them.
class DescribedSet final : public FrameSequence {
 public:
  DescribedSet(std::vector<PickedFrame> picked, std::unique_ptr<HashedFile> description)
      : frames_(std::move(picked)), description_(std::move(description)) {}
  std::size_t size() const override { return frames_.size(); }
  Frame read(std::size_t index) const override { return frames_.read(index); }
  void read_into(std::size_t index, Frame& frame) const override {
    frames_.read_into(index, frame);
  }
  std::vector<InputFile> inputs() const override {
    std::vector<InputFile> all = frames_.inputs();
    if (description_) all.push_back(description_->identity());
    return all;
  }

 private:
  PickedFrames frames_;
  std::unique_ptr<HashedFile> description_;  ///< may be null
};

}  // namespace etalon::imagefiles
