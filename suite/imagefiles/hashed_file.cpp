// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/hashed_file.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace etalon::imagefiles {
namespace {

constexpr std::size_t kPart = std::size_t{1} << 20;  // is still in a cache when it is hashed
/// What lies between frames (directories of a TIFF file) is read for the hash alone.
constexpr std::uint64_t kGap = std::uint64_t{1} << 16;

}  // namespace

HashedFile::HashedFile(const ByteSource& file, const ReadOptions& options)
    : path_(file.path()), state_(file.state()), wanted_(options.hash) {
  if (wanted_) hash_.emplace();
}

std::size_t HashedFile::read(const ByteSource& file, std::uint64_t offset, void* target,
                             std::size_t count) const noexcept {
  auto* bytes = static_cast<std::byte*>(target);
  std::size_t done = 0;
  while (done < count) {
    const std::size_t part = std::min(count - done, kPart);
    const std::size_t got = file.read_at(offset + done, bytes + done, part);
    pass(file, offset + done, {bytes + done, got});
    done += got;
    if (got < part) break;
  }
  return done;
}

void HashedFile::pass(const ByteSource& file, std::uint64_t offset,
                      std::span<const std::byte> bytes) const noexcept {
  if (offset > hashed_ + kGap || offset + bytes.size() <= hashed_) return;
  // Nobody waits: whoever hashes goes on, and the others only read.
  const std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock);
  if (!lock || !hash_ || offset > hashed_ + kGap || offset + bytes.size() <= hashed_) return;
  try {
    if (offset > hashed_) hash_to(file, offset);
    hash_->update(bytes.subspan(hashed_ - offset));
    hashed_ = offset + bytes.size();
  } catch (...) {  // identity() meets it again and says so
    hash_.reset();
  }
}

void HashedFile::hash_to(const ByteSource& file, std::uint64_t end) const {
  std::vector<std::byte> buffer(std::min<std::uint64_t>(kPart, end - hashed_));
  while (hashed_ < end) {
    const auto count =
        static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), end - hashed_));
    if (file.read_at(hashed_, buffer.data(), count) != count)
      refuse(path_,
             tr("cannot be read to its end ({} of {} bytes). Check the disk or the network."),
             hashed_.load(), file.size());
    hash_->update(std::span(buffer).first(count));
    hashed_ += count;
  }
}

InputFile HashedFile::identity() const {
  if (!wanted_) return {path_.string(), {}};
  const std::lock_guard<std::mutex> lock(mutex_);
  if (sha256_.empty()) {
    const ByteSource file = open();
    if (!hash_) {
      hash_.emplace();
      hashed_ = 0;
    }
    hash_to(file, file.size());
    require_unchanged(path_, file.descriptor(), state_);
    sha256_ = hash_->finish();
    hash_.reset();
  }
  return {path_.string(), sha256_};
}

}  // namespace etalon::imagefiles
