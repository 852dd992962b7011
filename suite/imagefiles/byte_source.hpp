// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/imagefiles/image_file.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace etalon::imagefiles {

/// `sentence` has been through tr() and has a place {} for each argument.
template <class... Args>
[[noreturn]] void refuse(const std::filesystem::path& path, const char* sentence,
                         const Args&... args) {
  throw FileError(path.string(), fmt::format(fmt::runtime(sentence), args...));
}

/// What changes when somebody writes into a file or puts another one in its place.
struct FileState {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;
  friend bool operator==(const FileState&, const FileState&) = default;
};
FileState state_of_open_file(const std::filesystem::path& path, int descriptor);

/// Frames are read long after the file was opened: throws FileError unless it is still the same.
void require_unchanged(const std::filesystem::path& path, int descriptor, const FileState& before);

/// An ordinary, non-empty file that is open for reading. The constructor throws FileError with
/// advice.
class ByteSource {
 public:
  explicit ByteSource(const std::filesystem::path& path);
  /// The same of a file that has to be as it was.
  ByteSource(const std::filesystem::path& path, const FileState& before);
  ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  const std::filesystem::path& path() const { return path_; }
  int descriptor() const { return descriptor_; }
  const FileState& state() const { return state_; }
  std::uint64_t size() const { return state_.size; }

  /// Number of bytes read: fewer than asked for only at the end of the file or when the disk fails.
  /// Never throws: C libraries call it.
  std::size_t read_at(std::uint64_t offset, void* target, std::size_t count) const noexcept;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
  FileState state_;
};

}  // namespace etalon::imagefiles
