// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace etalon::test {

struct Surroundings {
  std::filesystem::path folder = ".";                ///< where the program stands
  std::map<std::string, std::string> environment{};  ///< added to that of the test
  int largest_file_kib = 0;                          ///< 0: as large as the disk allows
  std::string output_file{};                         ///< stdout goes there instead of into `out`
  std::string input{};                               ///< what stdin says
};

struct Ran {
  int code = -1;
  std::string out;
  std::string err;
};

/// Runs the real `etalon` with these arguments, as a shell would, and waits for it.
Ran run_etalon(const std::vector<std::string>& arguments, const Surroundings& surroundings = {});

/// Any other program, by its path.
Ran run(std::vector<std::string> words, const Surroundings& surroundings = {});

void write_text(const std::filesystem::path& path, const std::string& text);
std::string read_text(const std::filesystem::path& path);

}  // namespace etalon::test
