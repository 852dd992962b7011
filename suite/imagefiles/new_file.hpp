// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace etalon::imagefiles {

/// Throws FileError: what could not be written, why, and that nothing was left behind.
[[noreturn]] void refuse_writing(const std::filesystem::path& path, const std::string& reason);

/// What errno says, in words.
std::string last_system_error();

/// A new empty file in the folder of the target that is removed unless it is published. Throws
/// FileError.
class NewFile {
 public:
  explicit NewFile(const std::filesystem::path& target);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Puts the finished file in its place: data first, then the name, so that a power cut leaves the
  /// old file or the new one.
  void publish();

 private:
  void sync(const std::filesystem::path& what, int flags) const;

  std::filesystem::path target_;
  std::filesystem::path path_;
};

}  // namespace etalon::imagefiles
