// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/practise/evidence.hpp"

#include "protocols/grading_of_run.hpp"
#include "reports/comparison.hpp"
#include "reports/wording.hpp"
#include "reports/writers/text_layout.hpp"
#include "suite/core/translate.hpp"
#include "suite/metrics/metric.hpp"

#include <algorithm>
#include <iterator>
#include <ostream>
#include <set>

namespace etalon::cli {
namespace {

using grading::ComparisonRow;
using Table = std::vector<std::vector<std::string>>;

/// "▲ slanted_edge.lossy: compressed with loss ..."
std::string sign(const char* shape, const std::string& metric, const std::string& code) {
  const auto* row = metrics::find_metric(metric);
  if (row == nullptr) return shape + code;
  for (const auto* codes : {&row->failures, &row->caveats}) {
    for (const auto& known : *codes) {
      if (known.code == code) return shape + code + ": " + known.meaning;
    }
  }
  return shape + code;
}

std::string complaint(const std::string& event) {
  if (event == "gate_failed") return tr("the image was too dark or too bright to be measured");
  return event == "not_exposed" ? tr("no good exposure was found") : tr("no focus was found");
}

std::vector<std::string> signs_of(const records::RunDetail& run) {
  std::set<std::string> signs;
  for (const auto& input : protocols::graded_inputs(run)) {
    for (const auto& failure : input.failures) signs.insert(sign("✖ ", input.metric, failure.code));
    for (const auto& result : input.results) {
      for (const auto& caveat : result.caveats) {
        signs.insert(sign("▲ ", input.metric, caveat.code));
      }
    }
  }
  for (const auto& entry : run.journal) {
    if (entry.event == "gate_failed" || entry.event == "not_exposed" ||
        entry.event == "not_focused") {
      signs.insert("✖ " + entry.step + ": " + complaint(entry.event));
    }
  }
  return {signs.begin(), signs.end()};
}

/// Of the planes of a colour camera one is enough: faults show in all of them.
bool is_green(const ComparisonRow& row) {
  const auto plane = row.subject.find("plane");
  return plane == row.subject.end() || plane->second == "green" || plane->second == "green1";
}

std::string label_of(const ComparisonRow& row) {
  const std::string subject = reports::subject_text(row.subject);
  return reports::printable(reports::label_of(row.measurand) +
                            (subject.empty() ? "" : " · " + subject));
}

std::string text_of(const std::optional<grading::ComparedSide>& side) {
  return side ? reports::printable(reports::value_text(side->result)) : "–";
}

bool told_apart(const ComparisonRow& row) {
  return (row.difference && row.difference->told_apart) ||
         row.first.has_value() != row.second.has_value();
}

void write_table(const Table& table, std::ostream& out) {
  std::vector<std::size_t> widths(table.front().size());
  for (const auto& cells : table) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      widths[i] = std::max(widths[i], reports::columns(cells[i]));
    }
  }
  for (const auto& cells : table) {
    std::string line = " ";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      line += " " + reports::left(cells[i], widths[i] + 2);
    }
    out << line.substr(0, line.find_last_not_of(' ') + 1) << "\n";
  }
}

std::vector<std::string> without(const std::vector<std::string>& all,
                                 const std::vector<std::string>& others) {
  std::vector<std::string> rest;
  std::set_difference(all.begin(), all.end(), others.begin(), others.end(),
                      std::back_inserter(rest));
  return rest;
}

}  // namespace

Evidence evidence_of(const records::RunDetail& healthy, const records::RunDetail& run) {
  const auto all =
      grading::compare(protocols::graded_inputs(healthy), protocols::graded_inputs(run));
  Evidence evidence{{}, signs_of(run), signs_of(healthy)};
  std::copy_if(
      all.begin(), all.end(), std::back_inserter(evidence.rows),
      [&](const ComparisonRow& row) { return is_green(row) && reports::says_most(row, all); });
  return evidence;
}

bool shows(const Evidence& evidence) {
  return evidence.signs != evidence.healthy_signs ||
         std::any_of(evidence.rows.begin(), evidence.rows.end(), told_apart);
}

void write_numbers(const Evidence& evidence, bool with_healthy, std::ostream& out) {
  Table table{{"", tr("this microscope")}};
  if (with_healthy) table.front().emplace_back(tr("when healthy"));
  for (const auto& row : evidence.rows) {
    if (!row.second && !with_healthy) continue;
    table.push_back({label_of(row), text_of(row.second)});
    if (with_healthy) table.back().push_back(text_of(row.first));
  }
  write_table(table, out);
  for (const auto& sign : evidence.signs) out << "  " << reports::printable(sign) << "\n";
  if (!with_healthy) return;
  for (const auto& sign : without(evidence.healthy_signs, evidence.signs)) {
    out << "  " << tr("only when healthy: ") << reports::printable(sign) << "\n";
  }
}

void write_differences(const Evidence& evidence, std::ostream& out) {
  Table table{{"", tr("when healthy"), tr("this microscope"), tr("difference")}};
  for (const auto& row : evidence.rows) {
    if (!told_apart(row)) continue;
    table.push_back({label_of(row), text_of(row.first), text_of(row.second),
                     row.difference
                         ? reports::printable(reports::difference_text(*row.difference, row.unit))
                         : "–"});
  }
  if (table.size() > 1) write_table(table, out);
  for (const auto& sign : without(evidence.signs, evidence.healthy_signs)) {
    out << "  " << tr("only now: ") << reports::printable(sign) << "\n";
  }
  for (const auto& sign : without(evidence.healthy_signs, evidence.signs)) {
    out << "  " << tr("only when healthy: ") << reports::printable(sign) << "\n";
  }
  if (!shows(evidence)) {
    out << "  " << tr("No number differs from that of the healthy microscope by more than chance.")
        << "\n";
  }
}

}  // namespace etalon::cli
