// SPDX-License-Identifier: Apache-2.0
#include "suite/records/file_system.hpp"

#include <fmt/core.h>

#include <array>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include <utility>

namespace etalon::records {
namespace {

// linux/magic.h and statfs(2); not all of them are in the headers of every kernel.
constexpr std::uint32_t kFuse = 0x65735546;
constexpr std::array<std::pair<std::uint32_t, const char*>, 9> kNetworkTypes{{
    {0x6969, "NFS"},
    {0x517b, "SMB"},
    {0xff534d42, "CIFS"},
    {0xfe534d42, "SMB2"},
    {0x564c, "NCP"},
    {0x5346414f, "AFS"},
    {0x6b414653, "AFS"},
    {0x73757245, "Coda"},
    {0x00c36400, "Ceph"},
}};

constexpr std::array<const char*, 10> kNetworkFuse{
    "fuse.sshfs", "fuse.rclone",    "fuse.davfs",    "fuse.s3fs",       "fuse.gcsfuse",
    "fuse.ceph",  "fuse.glusterfs", "fuse.smbnetfs", "fuse.gvfsd-fuse", "fuse.curlftpfs"};

}  // namespace

std::optional<std::string> network_file_system(std::uint32_t f_type, const std::string& fuse_type) {
  for (const auto& [type, name] : kNetworkTypes) {
    if (type == f_type) return name;
  }
  if (f_type != kFuse) return std::nullopt;
  for (const char* name : kNetworkFuse) {
    if (fuse_type == name) return fuse_type;
  }
  return std::nullopt;
}

std::string type_in_mountinfo(const std::string& mountinfo, const std::string& device) {
  std::istringstream lines(mountinfo);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string mount;
    std::string parent;
    std::string number;
    words >> mount >> parent >> number;
    if (number != device) continue;
    for (std::string word; words >> word;) {
      if (word == "-" && words >> word) return word;
    }
  }
  return {};
}

std::optional<std::string> network_file_system_of(const std::filesystem::path& path) {
  struct statfs file_system {};
  if (::statfs(path.c_str(), &file_system) != 0) return std::nullopt;
  const auto f_type = static_cast<std::uint32_t>(file_system.f_type);
  if (f_type != kFuse) return network_file_system(f_type, {});
  struct stat file {};
  if (::stat(path.c_str(), &file) != 0) return std::nullopt;
  const std::string device = fmt::format("{}:{}", major(file.st_dev), minor(file.st_dev));
  std::ostringstream mountinfo;
  mountinfo << std::ifstream("/proc/self/mountinfo").rdbuf();
  return network_file_system(f_type, type_in_mountinfo(mountinfo.str(), device));
}

bool mounted_read_only(const std::filesystem::path& path) {
  struct statvfs file_system {};
  return ::statvfs(path.c_str(), &file_system) == 0 && (file_system.f_flag & ST_RDONLY) != 0;
}

bool may_write(const std::filesystem::path& path) {
  return ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0;
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

}  // namespace etalon::records
