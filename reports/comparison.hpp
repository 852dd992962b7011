// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/grading/comparison.hpp"
#include "suite/records/store.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace etalon::reports {

/// Runs side by side: the first one, and each other one with its rows against the first.
struct ComparisonReport {
  struct Other {
    records::RunDetail run;
    std::vector<grading::ComparisonRow> rows;
  };
  records::RunDetail first;
  std::vector<Other> others;
  std::string generated;  ///< UTC, ISO 8601; empty in tests
};

/// What heads the column of a run: its instrument, with the beginning of its id where another run
/// of the report is of the same instrument; without an instrument the beginning of its id.
std::string name_of(const records::RunDetail& run, const ComparisonReport& report);

/// Whether a row belongs into the short table: not a ninth of the field, not how the slide lay, and
/// not the same in pixels where the object plane is there as well.
bool says_most(const grading::ComparisonRow& row, const std::vector<grading::ComparisonRow>& rows);

/// What both runs name as input of at least one difference (a certificate), each once.
std::vector<std::string> inputs_in_common(const std::vector<grading::ComparisonRow>& rows);

/// "0.88 [0.85, 0.91]" with its unit, rounded to the uncertainty.
std::string value_text(const MeasurementResult& result);
/// "−0.05 [−0.08, −0.02]", rounded to its uncertainty.
std::string difference_text(const grading::Difference& difference, const std::string& unit);

/// A table for people at a terminal: the rows that say most. A row that cannot be compared says
/// why.
void write_comparison_text(const ComparisonReport& report, bool colour, std::ostream& out);

/// "etalon.comparison/1" (docs/reports.md), with every row.
void write_comparison_json(const ComparisonReport& report, std::ostream& out);

}  // namespace etalon::reports
