// SPDX-License-Identifier: Apache-2.0
#include "tests/structure/structure_check.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <optional>

namespace etalon::structure {
namespace {

namespace fs = std::filesystem;

const std::string kSpdx = "SPDX-License-Identifier: Apache-2.0";

bool is_below(const std::string& path, const std::string& folder) {
  return path == folder || path.rfind(folder + "/", 0) == 0;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The innermost room of a path: hardware/simulator before hardware.
const Room* room_of(const std::string& path, const HouseRules& rules) {
  const Room* innermost = nullptr;
  for (const Room& room : rules.rooms) {
    if (is_below(path, room.path) &&
        (innermost == nullptr || room.path.size() > innermost->path.size())) {
      innermost = &room;
    }
  }
  return innermost;
}

/// `"suite/core/frame.hpp"` or `<string>`, with its quotes or brackets; nothing on other lines.
std::optional<std::string> included(const std::string& line) {
  const auto hash = line.find_first_not_of(" \t");
  if (hash == std::string::npos || line[hash] != '#') return std::nullopt;
  const auto word = line.find_first_not_of(" \t", hash + 1);
  if (word == std::string::npos || line.compare(word, 7, "include") != 0) return std::nullopt;
  const auto open = line.find_first_of("\"<", word);
  if (open == std::string::npos) return std::nullopt;
  const auto close = line.find_first_of("\">", open + 1);
  if (close == std::string::npos) return std::nullopt;
  return line.substr(open, close - open + 1);
}

bool is_qt(const std::string& header) {
  return header.size() > 1 && header[0] == 'Q' &&
         std::isupper(static_cast<unsigned char>(header[1])) != 0;
}

std::optional<std::string> wrong_foreign(const std::string& header, const Room& room,
                                         const HouseRules& rules) {
  for (const ForeignHeader& foreign : rules.foreign) {
    const bool matches = foreign.prefix == "Q" ? is_qt(header) || header.rfind("Qt", 0) == 0
                                               : header.rfind(foreign.prefix, 0) == 0;
    if (matches && !contains(foreign.rooms, room.path)) {
      return room.path + " must not include <" + header + ">";
    }
  }
  return std::nullopt;
}

std::optional<std::string> wrong_include(const std::string& include, const Room& room,
                                         const HouseRules& rules) {
  const std::string header = include.substr(1, include.size() - 2);
  if (include.front() == '<') return wrong_foreign(header, room, rules);
  const Room* other = room_of(header, rules);
  if (other == nullptr) {
    return "\"" + header + "\" is not in a room; own headers are included from the repository root";
  }
  if (other == &room || contains(room.may_include, other->path)) return std::nullopt;
  return room.path + " must not include " + other->path + " (\"" + header + "\")";
}

bool is_source(const fs::path& path) {
  const auto extension = path.extension();
  return extension == ".cpp" || extension == ".hpp";
}

bool is_cmake(const fs::path& path) {
  return path.extension() == ".cmake" || path.filename() == "CMakeLists.txt";
}

void check_file(const fs::path& root, const std::string& path, const HouseRules& rules,
                std::vector<std::string>& problems) {
  const bool test = is_below(path, "tests");
  const Room* room = room_of(path, rules);
  std::ifstream file(root / path);
  std::size_t number = 0;
  bool pragma_once = false;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (number == 1 && line.find(kSpdx) == std::string::npos) {
      problems.push_back(path + ":1: the first line must be the licence: " + kSpdx);
    }
    if (line == "#pragma once") pragma_once = true;
    const auto include = included(line);
    if (!is_source(path) || test || room == nullptr || !include) continue;
    if (const auto problem = wrong_include(*include, *room, rules)) {
      problems.push_back(path + ":" + std::to_string(number) + ": " + *problem);
    }
  }
  const std::size_t longest = test ? rules.longest_test : rules.longest_file;
  if (number > longest) {
    problems.push_back(path + ":" + std::to_string(number) + ": longer than " +
                       std::to_string(longest) + " lines; split it");
  }
  if (fs::path(path).extension() == ".hpp" && !pragma_once) {
    problems.push_back(path + ":1: a header needs #pragma once");
  }
}

}  // namespace

HouseRules etalon_rules() {
  HouseRules rules;
  rules.rooms = {
      {"suite/core", {}},
      {"suite/numerics", {"suite/core"}},
      {"suite/imaging", {"suite/core"}},
      {"suite/imagefiles", {"suite/trust", "suite/core"}},  // hashes in the pass that reads
      {"suite/trust", {"suite/core"}},
      {"suite/metrics", {"suite/imaging", "suite/numerics", "suite/core"}},
      {"suite/grading", {"suite/numerics", "suite/core"}},
      {"suite/records", {"suite/imagefiles", "suite/trust", "suite/core"}},
      {"targets", {"suite/core"}},
      {"hardware",
       {"hardware/simulator", "hardware/drivers/process", "hardware/drivers/uc2",
        "hardware/drivers/genicam", "hardware/drivers/gstreamer", "hardware/drivers/micromanager",
        "hardware/drivers/openflexure", "suite/imagefiles", "suite/core"}},
      {"hardware/drivers/genicam", {"hardware", "suite/core"}},
      {"hardware/drivers/gstreamer", {"hardware", "suite/core"}},
      {"hardware/drivers/micromanager", {"hardware", "suite/core"}},
      {"hardware/drivers/openflexure", {"hardware", "suite/imagefiles", "suite/core"}},
      {"hardware/drivers/process", {"hardware", "suite/core"}},
      {"hardware/drivers/uc2", {"hardware", "suite/core"}},
      {"hardware/simulator", {"hardware", "targets", "suite/imagefiles", "suite/core"}},
      {"reports", {"suite/records", "suite/grading", "suite/trust", "suite/core"}},
      {"reports/charts",
       {"reports", "suite/records", "suite/grading", "suite/trust", "suite/core"}},
      {"reports/pdf",
       {"reports", "reports/charts", "suite/records", "suite/grading", "suite/trust",
        "suite/core"}},
      {"protocols",
       {"hardware", "targets", "suite/metrics", "suite/grading", "suite/records", "suite/imaging",
        "suite/imagefiles", "suite/numerics", "suite/trust", "suite/core"}},
  };
  std::vector<std::string> all;
  for (const Room& room : rules.rooms) all.push_back(room.path);
  const std::vector<std::string> qt = {"reports/charts", "reports/pdf", "reports/main.cpp",
                                       "suite/desk"};
  for (const std::string program : {"suite/cli", "suite/desk", "reports/main.cpp"}) {
    rules.rooms.push_back({program, all});
  }
  rules.foreign = {
      {"Q", qt},
      {"sqlite3.h", {"suite/records"}},
      {"libpq-fe.h", {"suite/records"}},
      {"openssl/", {"suite/trust"}},
      {"tl/expected.hpp", {"suite/core"}},
      {"tiff", {"suite/imagefiles"}},
      {"png.h", {"suite/imagefiles"}},
      {"jpeglib.h", {"suite/imagefiles"}},
      {"pugixml.hpp", {"suite/imagefiles"}},
      {"libraw/", {"suite/imagefiles"}},
      {"opencv2/", {"suite/imaging", "hardware/simulator"}},
      {"yaml-cpp/", {"protocols", "targets"}},
      {"nlohmann/",
       {"suite/records", "suite/imagefiles", "hardware/simulator", "hardware/drivers/micromanager",
        "hardware/drivers/openflexure", "hardware/drivers/process", "hardware/drivers/uc2",
        "reports", "reports/charts", "protocols", "suite/cli"}},
      {"arv.h", {"hardware/drivers/genicam"}},
      {"gst/", {"hardware/drivers/gstreamer"}},
      {"zmq.h", {"hardware/drivers/micromanager"}},
      {"httplib.h", {"hardware/drivers/openflexure"}},
      {"CLI/", {"suite/cli", "reports/main.cpp"}},
  };
  return rules;
}

std::vector<std::string> broken_rules(const fs::path& root, const HouseRules& rules) {
  std::vector<std::string> paths;
  for (const char* top :
       {"suite", "targets", "hardware", "protocols", "reports", "tests", "cmake"}) {
    if (!fs::exists(root / top)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      if (!entry.is_regular_file() || !(is_source(entry.path()) || is_cmake(entry.path())))
        continue;
      paths.push_back(fs::relative(entry.path(), root).generic_string());
    }
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> problems;
  for (const std::string& path : paths) {
    if (is_source(path) && !is_below(path, "tests") && room_of(path, rules) == nullptr) {
      problems.push_back(path + ":1: belongs to no room");
    }
    check_file(root, path, rules, problems);
  }
  return problems;
}

}  // namespace etalon::structure
