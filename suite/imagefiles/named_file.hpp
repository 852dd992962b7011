// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/image_file.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace etalon::imagefiles {

/// A place in a descriptor or table, for messages.
struct TextPlace {
  const std::filesystem::path* path = nullptr;
  int line = 1;
  int column = 1;
};

/// The images that a text names, each opened once.
class NamedFiles {
 public:
  struct Opened {
    ImageMetadata metadata;
    std::shared_ptr<const FrameSequence> frames;
  };

  explicit NamedFiles(ReadOptions options) : options_(options) {}

  /// `name` is seen from the folder of the text; \ between folders is as good as /. Throws
  /// TextError.
  const Opened& open(const std::string& name, const TextPlace& place);

 private:
  ReadOptions options_;
  std::map<std::filesystem::path, Opened> opened_;
};

}  // namespace etalon::imagefiles
