// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/report.hpp"
#include "suite/core/evaluation.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace etalon::cli {

/// The writer for this extension; throws UsageError listing those there are.
/// The leading point of a file name's extension may be there.
const reports::Writer& writer_for(const std::string& extension);

/// "2026-11-23T08:15:00Z"
std::string utc_now();

/// A report by this program, with the metrics' own words for what they measure.
reports::Report report_of(std::vector<Evaluation> evaluations);

/// Writes beside the place of the file and moves it there: never half a file. Throws FileError.
void write_beside(const std::filesystem::path& path,
                  const std::function<void(std::ostream&)>& write);
void write_report(const reports::Report& report, const std::filesystem::path& path);

/// Makes the folder, with those above it. Throws FileError.
void make_folder(const std::filesystem::path& path);

/// The page of a run, by etalon-report. False when that is not there (which is said on stderr) or
/// did not succeed: the other results are there without the page.
bool write_page(const std::filesystem::path& database, const std::string& run,
                const std::filesystem::path& page);

/// Prints the evaluations of `measure` on stdout one by one as they come, so that a thousand images
/// need no more memory than one. JSON: an object, or an array when several are announced.
class EvaluationPrinter {
 public:
  EvaluationPrinter(const std::string& format, std::size_t announced);
  void print(Evaluation evaluation, const Instrument& instrument,
             const std::vector<std::string>& contradictions);
  void finish();

 private:
  const reports::Writer& writer_;
  bool array_;
  bool table_;  ///< CSV has one heading: its rows are collected, without pictures
  std::size_t printed_ = 0;
  std::vector<Evaluation> rows_;
};

}  // namespace etalon::cli
