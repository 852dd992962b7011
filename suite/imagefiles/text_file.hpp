// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/imagefiles/image_file.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace etalon::imagefiles {

/// A descriptor or table: lines in UTF-8 without their ends; those in Latin-1 (the µ of older
/// programs) are converted.
struct TextFile {
  std::filesystem::path path;
  std::vector<std::string> lines;
  InputFile identity;
};

/// Whether the file looks like text: no zero bytes in its beginning.
bool is_text(const std::filesystem::path& path);

/// Throws FileError: not to be read, larger than 64 MB, UTF-16, zero bytes.
TextFile read_text_file(const std::filesystem::path& path, const ReadOptions& options);

}  // namespace etalon::imagefiles
