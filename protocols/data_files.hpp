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

}  // namespace etalon::protocols
