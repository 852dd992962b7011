// SPDX-License-Identifier: Apache-2.0
#include "reports/comparison.hpp"
#include "reports/wording.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace etalon::reports {
namespace {

using grading::ComparisonRow;

bool is_in_pixels(const ComparisonRow& row) { return row.unit.find("px") != std::string::npos; }

/// How a slide lay under the objective says nothing of the microscope.
bool is_of_the_slide(const ComparisonRow& row) {
  constexpr std::array<std::string_view, 3> kOfTheSlide{"edge_angle", "rotation", "line_distance"};
  return std::find(kOfTheSlide.begin(), kOfTheSlide.end(), base_of(row.measurand)) !=
         kOfTheSlide.end();
}

bool is_twin(const ComparisonRow& row, const ComparisonRow& other) {
  return is_in_pixels(other) != is_in_pixels(row) && !other.measurand.ends_with("_ratio") &&
         other.metric == row.metric && other.subject == row.subject &&
         base_of(other.measurand) == base_of(row.measurand);
}

/// Of the same quantity on the slide and in pixels the former is shown, unless only the latter
/// could be compared.
bool gives_way(const ComparisonRow& row, const ComparisonRow& twin) {
  return is_in_pixels(row) ? twin.difference || !row.difference
                           : twin.difference && !row.difference;
}

std::string short_id(const records::RunDetail& run) {
  std::string id = run.summary.id.substr(0, 13);
  while (id.ends_with('-')) id.pop_back();
  return id;
}

}  // namespace

bool says_most(const ComparisonRow& row, const std::vector<ComparisonRow>& rows) {
  if (is_of_the_slide(row) || row.subject.contains("zone")) return false;
  if (row.measurand.ends_with("_ratio")) return true;
  return std::none_of(rows.begin(), rows.end(), [&](const ComparisonRow& other) {
    return is_twin(row, other) && gives_way(row, other);
  });
}

std::vector<std::string> inputs_in_common(const std::vector<ComparisonRow>& rows) {
  std::vector<std::string> inputs;
  for (const ComparisonRow& row : rows) {
    if (!row.difference) continue;
    for (const std::string& input : row.difference->shared) {
      if (std::find(inputs.begin(), inputs.end(), input) == inputs.end()) inputs.push_back(input);
    }
  }
  return inputs;
}

std::string name_of(const records::RunDetail& run, const ComparisonReport& report) {
  const std::string& instrument = run.start.instrument.id;
  if (instrument.empty()) return short_id(run);
  auto namesakes = static_cast<int>(report.first.start.instrument.id == instrument);
  for (const auto& other : report.others) {
    namesakes += static_cast<int>(other.run.start.instrument.id == instrument);
  }
  return namesakes < 2 ? instrument : fmt::format("{} ({})", instrument, short_id(run));
}

}  // namespace etalon::reports
