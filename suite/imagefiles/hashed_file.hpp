// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/byte_source.hpp"
#include "suite/trust/digest.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <span>

namespace etalon::imagefiles {

/// A file whose frames are read later, by any thread: its name, how it was when it was opened, and
/// its SHA-256.
///
/// A file is read once: what read() reads goes through the hash as well, for as long as it comes in
/// the order of the file. identity() then reads only what nobody has read, all of it where frames
/// were read in another order, by a library, or not at all.
class HashedFile {
 public:
  HashedFile(const ByteSource& file, const ReadOptions& options);

  const std::filesystem::path& path() const { return path_; }
  const FileState& state() const { return state_; }

  /// Each thread opens the file for itself: threads share nothing, and a long series of files does
  /// not run out of file descriptors. Throws FileError when the file is not as it was.
  ByteSource open() const { return {path_, state_}; }

  /// file.read_at() of a file from open(), with the hash.
  std::size_t read(const ByteSource& file, std::uint64_t offset, void* target,
                   std::size_t count) const noexcept;

  /// Name and, when asked for, SHA-256. Throws FileError when the file is not as it was.
  InputFile identity() const;

 private:
  void pass(const ByteSource& file, std::uint64_t offset,
            std::span<const std::byte> bytes) const noexcept;
  void hash_to(const ByteSource& file, std::uint64_t end) const;

  std::filesystem::path path_;
  FileState state_;
  bool wanted_;
  mutable std::mutex mutex_;
  mutable std::optional<trust::Sha256> hash_;      ///< of the first hashed_ bytes
  mutable std::atomic<std::uint64_t> hashed_ = 0;  ///< changed under the mutex only
  mutable std::string sha256_;                     ///< once it is known
};

}  // namespace etalon::imagefiles
