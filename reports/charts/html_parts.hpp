// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/presentation.hpp"
#include "reports/report.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace etalon::charts {

/// The parts of which html.cpp makes the page. Every function returns HTML; every text that is
/// handed to `element` as content is HTML already, what comes from outside goes through escaped()
/// first.

/// <name attributes>content</name>
std::string element(std::string_view name, const std::string& content,
                    std::string_view attributes = "");

/// A table in a box of its own that scrolls sideways when the screen is narrow.
std::string table(const std::vector<std::string>& heads, const std::string& body_rows,
                  std::string_view table_class = "");

/// Cells of one row; the first is the row's heading.
std::string table_row(const std::vector<std::string>& cells, std::string_view row_class = "");

/// Pairs of a name and a text that is already HTML; pairs without text are left out.
std::string facts(const std::vector<std::pair<std::string, std::string>>& pairs);

/// A value with its unit, rounded to its uncertainty, digits grouped by narrow no-break spaces.
std::string value_html(const MeasurementResult& result);
/// "834.7 to 846.7"; for a statistic "–".
std::string interval_html(const MeasurementResult& result);
std::string grouped_html(const std::string& number);

/// Plain words for page one: what was found, without an abbreviation; and what is not claimed.
std::string summary_section(const reports::Report& report);

/// Page one of a run that was judged: what the microscope is fit for, found values beside their
/// limits, how sure that is. Empty without grades.
std::string verdict_section(const reports::Report& report);
/// Every profile limit by limit: source, method, rule, chance, tier. Empty without grades.
std::string limits_section(const reports::Report& report);
/// The newest grade of each profile, in the order in which they judged.
std::vector<Grade> grades_of(const reports::Report& report);

/// The instrument, the site, the protocol and the conditions of a run; empty for `measure`.
std::string instrument_section(const reports::Report& report);

/// One evaluation from its results to its inputs. `number` is its place in the contents.
std::string evaluation_section(const reports::Report& report, const reports::Entry& entry,
                               int number);
std::string evaluation_title(const reports::Entry& entry);

/// Charts of the curves, subject by subject, and the pictures with what was found in them.
std::string curve_figures(const Evaluation& evaluation);
std::string picture_figures(const Evaluation& evaluation);
/// Quantities over the field as coloured maps with contour lines and numbers.
std::string map_figures(const Evaluation& evaluation);

/// The budgets: that of the first result in full view, the others folded.
std::string budget_part(const Evaluation& evaluation);

/// A whole document around this title and body.
std::string page(const std::string& title, const std::string& body);

extern const char* const kStyle;

}  // namespace etalon::charts
