// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/byte_source.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace etalon::imagefiles {
namespace {

std::string reason(int error_number) { return std::generic_category().message(error_number); }

void require_ordinary_file(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found)
    refuse(path, tr("does not exist. Check the name and the folder."));
  if (status.type() == std::filesystem::file_type::none)
    refuse(path, tr("cannot be reached: {}. Check the folder and its permissions."),
           error.message());
  if (std::filesystem::is_directory(status))
    refuse(path, tr("is a folder, not an image. Name the images in it, for example {}."),
           (path / "*.tif").string());
  if (!std::filesystem::is_regular_file(status))
    refuse(path, tr("is not an ordinary file. Copy the image to a file and name that."));
}

}  // namespace

FileState state_of_open_file(const std::filesystem::path& path, int descriptor) {
  struct stat status = {};
  if (::fstat(descriptor, &status) != 0)
    refuse(path, tr("cannot be read: {}. Check the disk or the network."), reason(errno));
  return {.device = static_cast<std::uint64_t>(status.st_dev),
          .inode = static_cast<std::uint64_t>(status.st_ino),
          .size = static_cast<std::uint64_t>(status.st_size),
          .modified_ns = status.st_mtim.tv_sec * std::int64_t{1000000000} + status.st_mtim.tv_nsec};
}

void require_unchanged(const std::filesystem::path& path, int descriptor, const FileState& before) {
  if (state_of_open_file(path, descriptor) != before)
    refuse(
        path,
        tr("has changed since it was opened. Wait until the program that writes it has finished, "
           "then start again."));
}

ByteSource::ByteSource(const std::filesystem::path& path) : path_(path) {
  require_ordinary_file(path);
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0)
    refuse(path, tr("cannot be opened: {}. Check the permissions of the file."), reason(errno));
  try {
    state_ = state_of_open_file(path, descriptor_);
    if (state_.size == 0)
      refuse(path,
             tr("is empty (0 bytes). Nothing was measured. Copy it again from the instrument."));
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

ByteSource::ByteSource(const std::filesystem::path& path, const FileState& before)
    : ByteSource(path) {
  require_unchanged(path, descriptor_, before);
}

ByteSource::~ByteSource() { ::close(descriptor_); }

std::size_t ByteSource::read_at(std::uint64_t offset, void* target,
                                std::size_t count) const noexcept {
  auto* bytes = static_cast<char*>(target);
  std::size_t done = 0;
  while (done < count) {
    const ssize_t got =
        ::pread(descriptor_, bytes + done, count - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

}  // namespace etalon::imagefiles
