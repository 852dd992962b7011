// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace etalon::imagefiles {

/// A folder for working in, removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder();  ///< throws FileError
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace etalon::imagefiles
