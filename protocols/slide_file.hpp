// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace etalon::protocols {

/// A slide as its maker or a standard describes it: a file of targets/catalogue.
struct SlideFile {
  std::string id;  ///< "chrome_edge"
  std::string title;
  std::string shape;  ///< id of a target whose geometry it carries: "slanted_edge"
  std::map<std::string, std::string> geometry;  ///< in words and units, for people and reports
  std::map<std::string, std::string> tolerance;
  std::map<std::string, std::string> use;  ///< for what it is fit, and with which optics
  std::string source;                      ///< where the numbers come from
  std::string confidence;                  ///< "certified", "stated", "assumed"
  std::string path;
  std::string text;
  std::string sha256;
};

/// Throws TextError with file:line:column and the key.
SlideFile read_slide_file(const std::filesystem::path& path);

/// The files of the catalogue, each named like the slide in it.
std::vector<std::filesystem::path> slide_catalogue();

}  // namespace etalon::protocols
