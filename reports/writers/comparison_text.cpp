// SPDX-License-Identifier: Apache-2.0
#include "reports/comparison.hpp"
#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "reports/writers/text_layout.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

namespace etalon::reports {
namespace {

constexpr std::size_t kColumns = 5;  // measurand, first, second, difference, told apart
using Cells = std::array<std::string, kColumns>;

std::string signed_text(double number, int decimals) {
  const std::string digits = with_decimals(number < 0 ? -number : number, decimals);
  return (number < 0 ? "−" : "+") + digits;
}

Cells cells_of(const grading::ComparisonRow& row) {
  Cells cells;
  cells[0] = label_of(row.measurand);
  const std::string subject = subject_text(row.subject);
  if (!subject.empty()) cells[0] += " · " + subject;
  if (row.first) cells[1] = value_text(row.first->result);
  if (row.second) cells[2] = value_text(row.second->result);
  if (row.difference) {
    cells[3] = difference_text(*row.difference, row.unit);
    cells[4] = row.difference->told_apart ? tr("yes") : tr("no");
  } else {
    cells[3] = row.refusal;
  }
  return cells;
}

std::array<std::size_t, kColumns> widths_of(const std::vector<Cells>& table) {
  std::array<std::size_t, kColumns> widths{};
  for (const Cells& cells : table) {
    // A reason for no difference may be long; it does not set the width of its column.
    for (std::size_t i = 0; i < kColumns; ++i) {
      if (i != 3 || !cells[4].empty()) widths[i] = std::max(widths[i], columns(cells[i]));
    }
  }
  return widths;
}

void write_notes(const ComparisonReport::Other& other, std::size_t shown, const Ink& ink,
                 std::ostream& out) {
  const auto note = [&](const std::string& text) { out << "  " << ink.faint(text) << "\n"; };
  const auto shared = inputs_in_common(other.rows);
  if (!shared.empty()) {
    note(fmt::format(fmt::runtime(tr("common to both, so it cancels in the differences: {}")),
                     printable(joined(shared, ", "))));
  }
  if (shown < other.rows.size()) {
    note(fmt::format(fmt::runtime(tr("left out here: {} rows (parts of the field, how the slide "
                                     "lay, the same in pixels); -o comparison.html shows them")),
                     other.rows.size() - shown));
  }
}

void write_pair(const ComparisonReport& report, const ComparisonReport::Other& other,
                const Ink& ink, std::ostream& out) {
  std::vector<Cells> table{{"", name_of(report.first, report), name_of(other.run, report),
                            tr("difference"), tr("can they be told apart?")}};
  for (const auto& row : other.rows) {
    if (says_most(row, other.rows)) table.push_back(cells_of(row));
  }
  for (Cells& cells : table) {
    for (std::string& cell : cells) cell = printable(cell);
  }
  const auto widths = widths_of(table);
  for (const Cells& cells : table) {
    std::string line = "  ";
    for (std::size_t i = 0; i < kColumns; ++i) line += left(cells[i], widths[i] + 3);
    line.erase(line.find_last_not_of(' ') + 1);
    out << (&cells == &table.front() ? ink.strong(line) : line) << "\n";
  }
  write_notes(other, table.size() - 1, ink, out);
}

}  // namespace

std::string value_text(const MeasurementResult& result) {
  const auto rounded = round_to_uncertainty(result.value, result.standard_uncertainty);
  if (result.kind == ResultKind::statistic || rounded.uncertainty.empty()) {
    return significant(result.value, 6) + unit_suffix(result.unit);
  }
  return fmt::format("{}{} [{}, {}]", rounded.value, unit_suffix(result.unit),
                     with_decimals(result.interval.lower, rounded.decimals),
                     with_decimals(result.interval.upper, rounded.decimals));
}

std::string difference_text(const grading::Difference& difference, const std::string& unit) {
  const int decimals =
      round_to_uncertainty(difference.value, difference.standard_uncertainty).decimals;
  return fmt::format("{}{} [{}, {}]", signed_text(difference.value, decimals), unit_suffix(unit),
                     signed_text(difference.interval.lower, decimals),
                     signed_text(difference.interval.upper, decimals));
}

void write_comparison_text(const ComparisonReport& report, bool colour, std::ostream& out) {
  const Ink ink{colour};
  for (std::size_t i = 0; i < report.others.size(); ++i) {
    if (i > 0) out << "\n";
    write_pair(report, report.others[i], ink, out);
  }
  const auto note = [&](const char* text) { out << "  " << ink.faint(text) << "\n"; };
  note(tr("yes: a difference, with at most 5 % risk of one false \"yes\" in all rows together"));
  note(tr("(Holm), which asks for more than an interval without 0; no: they may be equal"));
}

}  // namespace etalon::reports
