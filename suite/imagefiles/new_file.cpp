// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/new_file.hpp"

#include "suite/imagefiles/byte_source.hpp"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace etalon::imagefiles {

void refuse_writing(const std::filesystem::path& path, const std::string& reason) {
  refuse(
      path,
      tr("cannot be written ({}). Check the free space and the permissions of the folder; no file "
         "was left behind."),
      reason);
}

std::string last_system_error() { return std::generic_category().message(errno); }

NewFile::NewFile(const std::filesystem::path& target) : target_(target) {
  static std::atomic<unsigned> count = 0;
  const std::string own = std::to_string(::getpid()) + '-' + std::to_string(++count);
  const std::filesystem::path name = target.string() + '.' + own + ".partial";
  // With the permissions that the user wants for new files, which mkstemp does not give.
  const int descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) refuse_writing(target, last_system_error());
  ::close(descriptor);
  path_ = name;
}

NewFile::~NewFile() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

void NewFile::publish() {
  sync(path_, O_RDONLY);
  std::error_code error;
  std::filesystem::rename(path_, target_, error);
  if (error) refuse_writing(target_, error.message());
  path_.clear();
  const std::filesystem::path folder = target_.parent_path();
  sync(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
}

void NewFile::sync(const std::filesystem::path& what, int flags) const {
  const int descriptor = ::open(what.c_str(), flags | O_CLOEXEC);
  const bool synced = descriptor >= 0 && (::fsync(descriptor) == 0 || errno == EINVAL);
  const std::string reason = last_system_error();
  if (descriptor >= 0) ::close(descriptor);
  if (!synced) refuse_writing(target_, reason);
}

}  // namespace etalon::imagefiles
