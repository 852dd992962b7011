// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

namespace etalon::cli {

/// A lesson that was answered.
struct ScoredLesson {
  std::string time;  ///< UTC, ISO 8601
  std::string scope;
  std::string protocol;
  int level = 1;
  int seed = 1;
  std::string fault;
  std::string answer;
  int hints = 0;
  int points = 0;
};

/// The lessons in `practice.json` ("etalon.practice/1") of this folder; none when there is no such
/// file. Throws FileError when it is something else: it is not written over then.
std::vector<ScoredLesson> read_score_sheet(const std::filesystem::path& folder);

/// Writes all of them, by a new file that takes the place of the old one.
void write_score_sheet(const std::filesystem::path& folder,
                       const std::vector<ScoredLesson>& lessons);

void print_score_sheet(const std::vector<ScoredLesson>& lessons, std::ostream& out);

/// "25 of 40 points in 4 lessons"
std::string total_of(const std::vector<ScoredLesson>& lessons);

}  // namespace etalon::cli
