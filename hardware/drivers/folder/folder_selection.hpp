// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "suite/imagefiles/frame_table.hpp"
#include "suite/imagefiles/image_file.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace etalon::hardware {

/// The frames [first, first + count) of the files in their order; count 0: all from `first` on. An
/// OME-TIFF set stands where its first file does, with its frames in their own order. Throws
/// FileError for frames that are not alike, for a file that was copied, and for a set of which some
/// files are not among those of the step.
class FolderSelection {
 public:
  FolderSelection(std::size_t first, std::size_t count) : first_(first), count_(count) {}

  bool complete() const { return count_ != 0 && taken_ == count_; }
  std::size_t taken() const { return taken_; }
  /// Takes of the files of the step what is needed.
  void add(const std::vector<std::filesystem::path>& files);
  /// `table`: what was told beside the images, a row for each frame of the step; FileError where it
  /// has too few or, if all frames are taken, too many.
  AcquiredFrames finish(const std::optional<imagefiles::SettingsTable>& table);

 private:
  void add(const std::filesystem::path& file, const std::vector<std::filesystem::path>& all);
  std::vector<FrameSetting> own_settings() const;
  void tell(const imagefiles::SettingsTable& table, std::vector<FrameSetting>& settings) const;
  void check(const imagefiles::ImageFile& image, std::size_t page,
             const std::filesystem::path& file);

  void expect_new(const imagefiles::ImageFile& image, const std::filesystem::path& file);

  std::size_t first_;
  std::size_t count_;
  std::size_t passed_ = 0;
  std::size_t taken_ = 0;
  std::vector<std::unique_ptr<FrameSequence>> parts_;
  std::vector<FrameOrigin> origins_;
  std::map<std::string, std::filesystem::path> contents_;  ///< files of the step, by their SHA-256
  std::set<std::filesystem::path> in_sets_;                ///< files of sets that were opened
  std::vector<FramePlace> places_;
  std::vector<imagefiles::ImageMetadata> files_;
  std::optional<PixelSize> pixel_size_;
  std::optional<AxialStep> axial_step_;
  Instrument instrument_;
  std::optional<FrameInfo> info_;
};

}  // namespace etalon::hardware
