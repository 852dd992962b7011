// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/grading/judge.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace etalon::protocols {

/// A profile with the file that it came from (docs/grading.md has the keys).
struct ProfileFile {
  grading::Profile profile;
  std::string path;
  std::string text;
};

/// Reads and checks a profile: keys, units, metrics, measurands, methods; that every limit says who
/// published it or that it is proposed, and with which uncertainty it may be judged. Throws
/// TextError with file:line:column and the key.
ProfileFile read_profile(const std::filesystem::path& path);

/// A profile by path or by the name of one in the library ("screening"). Throws FileError.
std::filesystem::path find_profile(const std::string& name_or_path);
std::vector<std::filesystem::path> profile_library();

}  // namespace etalon::protocols
