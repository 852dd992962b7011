// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace etalon::structure {

/// A folder (or one file) of the tree and the other rooms that its files may include.
struct Room {
  std::string path;
  std::vector<std::string> may_include;
};

/// A header of somebody else and the rooms that may know it.
struct ForeignHeader {
  std::string prefix;  ///< of what stands between < and >
  std::vector<std::string> rooms;
};

struct HouseRules {
  std::vector<Room> rooms;
  std::vector<ForeignHeader> foreign;
  std::size_t longest_file = 400;
  std::size_t longest_test = 600;
};

/// The layers of docs/architecture.md.
HouseRules etalon_rules();

/// Looks at every source file, header and CMake file below `root` that belongs to a room or to
/// tests/. One sentence "path:line: problem" for each broken rule, in the order of the paths.
std::vector<std::string> broken_rules(const std::filesystem::path& root, const HouseRules& rules);

}  // namespace etalon::structure
