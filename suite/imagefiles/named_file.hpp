// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/image_file.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace etalon::imagefiles {

/// An image that a descriptor or table names, and where.
struct NamedFile {
  std::string name;
  int line = 1;
  int column = 1;
};

struct SharedFile {
  ImageMetadata metadata;
  std::shared_ptr<const FrameSequence> frames;
};

/// The images that a text names, in its order; one that is named again is opened once and shared.
/// Names are seen from the folder of the text; \ between folders is as good as /. Throws TextError
/// at the first place that fails.
std::vector<SharedFile> open_named_files(const std::vector<NamedFile>& names,
                                         const std::filesystem::path& text,
                                         const ReadOptions& options);

}  // namespace etalon::imagefiles
