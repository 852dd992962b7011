// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <sys/types.h>

namespace etalon::imagefiles {

/// A folder for working in, removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder();  ///< throws FileError
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  /// This process group of ours writes into it and ends before the folder does; 0: nobody.
  void worked_in_by(pid_t group);

  struct Record;  ///< what a signal finds

 private:
  std::filesystem::path path_;
  Record* record_ = nullptr;
};

/// From now on this signal removes all such folders, then ends the process as it would have.
/// May be called where a signal is handled.
void remove_folders_upon(int signal) noexcept;

}  // namespace etalon::imagefiles
