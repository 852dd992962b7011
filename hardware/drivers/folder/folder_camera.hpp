// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace etalon::hardware {

/// A folder of images that plays the camera: whatever took them, in whatever format can be read.
/// Settings: `path`, and `pattern` with {step} and {repeat} (from 1) filled in, `*` and `?` as in a
/// shell; the part before the last slash names a folder inside `path`. Names are taken in natural
/// order (edge-2 before edge-10), frames of a file, or of a set of files, in their order. A step of
/// n frames takes the first n in its first repeat, the next n in its second; with {repeat} in the
/// pattern each repeat begins anew. What STEP.csv beside the images says of exposure, light, time
/// and place (a row for each frame) ranks before what the files say. A second attempt finds the
/// same images, which is an error (NoFrames), unless a person is there and has saved new ones in
/// their place. Two files of a step with the same content are an error: noise makes every exposure
/// another one. With `wait` the images of a step need not be there yet: they are taken when there
/// are enough, and the folder has been quiet for 1 s; `wait` is the longest pause before and
/// between them.
class FolderCamera final : public Camera {
 public:
  FolderCamera(std::filesystem::path folder, std::string pattern, Time wait = {});

  std::string name() const override;
  void open() override;
  std::string how_to_take(const StepContext& step, const CameraRequest& request) const override;
  AcquiredFrames acquire(const StepContext& step, const CameraRequest& request) override;

 private:
  std::filesystem::path folder_of(const StepContext& step) const;
  std::vector<std::filesystem::path> files_for(const StepContext& step);
  AcquiredFrames taken(const StepContext& step, const CameraRequest& request);

  std::filesystem::path folder_;
  std::string pattern_;
  Time wait_;
  std::map<std::filesystem::path, std::string> taken_;  ///< file -> the step that it belongs to
  std::vector<std::filesystem::path> passed_over_;      ///< fit the pattern, are no images by name
  std::string last_;                                    ///< what the last attempt took, by content
};

Driver folder_driver();

}  // namespace etalon::hardware
