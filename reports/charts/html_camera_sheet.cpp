// SPDX-License-Identifier: Apache-2.0
#include "reports/camera_sheet.hpp"
#include "reports/charts/html_parts.hpp"
#include "reports/charts/svg_text.hpp"
#include "reports/wording.hpp"
#include "suite/core/translate.hpp"

namespace etalon::charts {
namespace {

/// "σ_d" with what stands behind the line below it.
std::string symbol_html(const std::string& symbol) {
  const auto line = symbol.find('_');
  if (line == std::string::npos) return element("i", escaped(symbol));
  return element(
      "i", escaped(symbol.substr(0, line)) + element("sub", escaped(symbol.substr(line + 1))));
}

std::string sheet_table(const reports::CameraSheet& sheet) {
  std::string rows;
  for (const reports::CameraSheetRow& row : sheet.rows) {
    const bool found = row.result != nullptr;
    rows += table_row({escaped(row.quantity), symbol_html(row.symbol),
                       found ? value_html(*row.result) : escaped(tr("not measured")),
                       found ? interval_html(*row.result) : "–",
                       escaped(reports::joined(row.otherwise, ", "))});
  }
  const std::string of = reports::subject_text(sheet.subject);
  return (of.empty() ? "" : element("h4", escaped(of))) +
         table({tr("Quantity"), tr("Symbol"), tr("Value"), tr("95 % interval"), tr("The same")},
               rows, "sheet");
}

}  // namespace

std::string camera_sheet_part(const Evaluation& evaluation) {
  std::string tables;
  for (const reports::CameraSheet& sheet : reports::camera_sheets(evaluation))
    tables += sheet_table(sheet);
  if (tables.empty()) return "";
  return element("h3", tr("Data sheet of the camera")) +
         element("p",
                 tr("In the order and by the symbols of EMVA 1288, to be laid beside that of a "
                    "maker. Measured on the microscope, in its light: based on the standard, not "
                    "by it."),
                 "class=\"ground\"") +
         tables;
}

}  // namespace etalon::charts
