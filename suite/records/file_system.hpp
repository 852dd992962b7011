// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace etalon::records {

/// The name of the network file system with this `f_type` of statfs(2), or nothing for local ones.
/// Locks of SQLite cannot be relied on over a network (sqlite.org/howtocorrupt.html, 2.1). FUSE is
/// local or not depending on its type in mountinfo: "fuse.sshfs".
std::optional<std::string> network_file_system(std::uint32_t f_type, const std::string& fuse_type);

/// The type of the file system on device `major:minor` by the text of /proc/self/mountinfo.
std::string type_in_mountinfo(const std::string& mountinfo, const std::string& device);

/// `path` must exist.
std::optional<std::string> network_file_system_of(const std::filesystem::path& path);
bool mounted_read_only(const std::filesystem::path& path);
bool may_write(const std::filesystem::path& path);

/// The folder in which the file lies, "." for a bare name.
std::filesystem::path folder_of(const std::filesystem::path& path);

}  // namespace etalon::records
