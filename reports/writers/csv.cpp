// SPDX-License-Identifier: Apache-2.0
#include "reports/writers/csv.hpp"

#include "reports/presentation.hpp"
#include "reports/wording.hpp"
#include "suite/core/quantity.hpp"

#include <cmath>
#include <ostream>
#include <string_view>

namespace etalon::reports {
namespace {

constexpr std::string_view kHeader =
    "run,step,repeat,file,metric,method,method_version,measurand,subject,value,unit,"
    "standard_uncertainty,degrees_of_freedom,coverage_probability,lower,upper,kind,n,caveats,code,"
    "detail,combined_into";

using Cells = std::vector<std::string>;

std::string quoted(const std::string& cell) {
  const bool plain = cell.find_first_of(",\"\r\n") == std::string::npos;
  const bool spaced = cell.starts_with(' ') || cell.ends_with(' ');
  if (plain && !spaced) return cell;
  std::string text = "\"";
  for (const char c : cell) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + '"';
}

void write_row(std::ostream& out, const Cells& cells) {
  std::string_view comma;
  for (const std::string& cell : cells) {
    out << comma << quoted(cell);
    comma = ",";
  }
  out << "\r\n";
}

std::string number(double value) {
  if (std::isnan(value)) return "";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return number_to_text(value);
}

/// "edge=edge-1;plane=red": one cell that can be split again.
std::string subject_cell(const std::map<std::string, std::string>& subject) {
  Cells parts;
  for (const auto& [key, value] : subject) parts.push_back(key + "=" + value);
  return joined(parts, ";");
}

Cells identity(const Report& report, const Entry& entry) {
  Cells files;
  for (const InputFile& input : entry.evaluation->inputs) files.push_back(input.path);
  return {report.run ? report.run->summary.id : "",
          entry.step,
          entry.step.empty() ? "" : std::to_string(entry.repeat),
          joined(files, ";"),
          entry.evaluation->metric,
          entry.evaluation->method,
          std::to_string(entry.evaluation->method_version)};
}

void append(Cells& row, const Cells& more) { row.insert(row.end(), more.begin(), more.end()); }

Cells result_cells(const MeasurementResult& result) {
  Cells caveats;
  for (const Caveat& caveat : result.caveats) caveats.push_back(caveat.code);
  Cells cells = {result.measurand, subject_cell(result.subject), number(result.value), result.unit};
  if (result.kind == ResultKind::estimate) {
    append(cells, {number(result.standard_uncertainty), number(result.degrees_of_freedom),
                   number(result.coverage_probability), number(result.interval.lower),
                   number(result.interval.upper), "estimate"});
  } else {
    append(cells, {"", "", "", "", "", "statistic"});
  }
  append(cells, {std::to_string(result.n), joined(caveats, ";"), "", ""});
  return cells;
}

Cells failure_cells(const Failure& failure) {
  Cells cells(9);
  append(cells, {"failure", "", "", failure.code, failure.detail});
  return cells;
}

}  // namespace

void write_csv(const Report& report, const WriteOptions& /*options*/, std::ostream& out) {
  out << kHeader << "\r\n";
  for (const Entry& entry : current_entries(report)) {
    for (const MeasurementResult& result : entry.evaluation->results) {
      Cells row = identity(report, entry);
      append(row, result_cells(result));
      row.push_back(entry.combined_into.value_or(""));
      write_row(out, row);
    }
    for (const Failure& failure : entry.evaluation->failures) {
      Cells row = identity(report, entry);
      append(row, failure_cells(failure));
      row.push_back(entry.combined_into.value_or(""));
      write_row(out, row);
    }
  }
}

}  // namespace etalon::reports
