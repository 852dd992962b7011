// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace etalon::protocols {

/// Where protocols and slides lie, in this order: $ETALON_DATA, ../share/etalon beside the program,
/// where Etalon was installed, where it was built. Only folders that exist.
std::vector<std::filesystem::path> data_folders();

/// Every .yaml file of this subfolder ("protocols/library") of the data folders, by name; the first
/// folder that has a name wins.
std::vector<std::filesystem::path> data_files(const std::string& subfolder);

/// What to say when something is not there.
struct MissingWords {
  const char* file;
  const char* library;
  const char* name;  ///< with {} for "; did you mean ...?"
};

/// A file by its path (it has a folder or ends in .yaml or .yml), or by the name of one of
/// data_files(). Throws FileError.
std::filesystem::path find_data_file(const std::string& name_or_path, const std::string& subfolder,
                                     const MissingWords& missing);

}  // namespace etalon::protocols
