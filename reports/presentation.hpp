// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/report.hpp"
#include "suite/core/evaluation.hpp"

#include <map>
#include <string>
#include <vector>

namespace etalon::reports {

/// What writers share: the same evaluation, put into the order in which people read it. Pointers
/// point into the report or the evaluation that was handed in.

/// An evaluation with its place in the run; `step` is empty outside a run.
struct Entry {
  std::string step;
  int repeat = 0;
  std::string id;
  std::optional<std::string> superseded_by;
  const Evaluation* evaluation = nullptr;
  std::vector<std::string> sources;          ///< ids of the repeats that it combines
  std::optional<std::string> combined_into;  ///< id of the one that combines it with others
};
std::vector<Entry> entries_of(const Report& report);

/// Those that count: without corrected ones, and in each step the combined ones before the rest.
std::vector<Entry> current_entries(const Report& report);

/// Those that people need: the same without repeats of which a combined one says the results.
std::vector<Entry> leading_entries(const Report& report);

/// One measurand: in the unit of the object plane if there is one, and the same in other units
/// beside it (in pixels, as a ratio to the ideal).
struct ResultRow {
  const MeasurementResult* main = nullptr;
  std::vector<const MeasurementResult*> beside;
};

/// The results of one subject (the image, one edge of one colour plane), in the order of the
/// metric.
struct SubjectGroup {
  std::map<std::string, std::string> subject;
  std::vector<ResultRow> rows;
};
std::vector<SubjectGroup> group_results(const Evaluation& evaluation);

/// Part of the variance that a source has, largest first; the shares add up to 1.
struct VarianceShare {
  std::string source;
  double share = 0;
};
std::vector<VarianceShare> variance_shares(const Budget& budget);

/// A caveat said once, with everything that it touches.
struct CollectedCaveat {
  Caveat caveat;
  std::vector<std::string> labels;    ///< "MTF50", "MTF10"
  std::vector<std::string> subjects;  ///< "edge-1, red plane"; empty when the whole image is meant
};
std::vector<CollectedCaveat> collect_caveats(const Evaluation& evaluation);

/// What became of the things that were found: "200 found, 187 of them used; neighbour 9, edge of
/// field 4". Empty where at most one was found and used.
std::string fate_of_items(const std::vector<Item>& items);

/// The newest grade of each profile, in the order in which they judged. Empty outside a run.
std::vector<Grade> grades_of(const Report& report);

/// "spline v1": the method without the metric's name in front, with its version.
std::string method_text(const Evaluation& evaluation);

/// What the metric says of a measurand, a method or a code; "" when nobody said.
std::string meaning_of(const Report& report, const std::string& metric, const std::string& word);

}  // namespace etalon::reports
