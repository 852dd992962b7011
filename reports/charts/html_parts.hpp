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

/// A table that becomes a list of blocks on a narrow screen, each cell behind the heading of its
/// column. Headings are text without tags.
std::string stacking_table(const std::vector<std::string>& heads,
                           const std::vector<std::vector<std::string>>& rows,
                           std::string_view table_class = "");

/// A smaller line below a text that is already HTML; nothing without a text.
std::string below(const std::string& text);

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
/// What went otherwise than planned: images that were not good enough, steps left out, the end of
/// a run before its end. Empty when nothing did.
std::string happenings_section(const reports::Report& report);
/// Why a run ended early, as the journal has it; empty when it did not.
std::string reason_for_the_end(const reports::Report& report);

/// The instrument, the site, the protocol and the conditions of a run; empty for `measure`.
std::string instrument_section(const reports::Report& report);

/// One evaluation from its results to its inputs. `number` is its place in the contents.
std::string evaluation_section(const reports::Report& report, const reports::Entry& entry,
                               int number);
std::string evaluation_title(const reports::Entry& entry);

/// Charts of the curves, subject by subject.
std::string curve_figures(const Evaluation& evaluation);
/// The pictures with what was found in them. A combination of repeats has none of its own:
/// `example` is then one of the repeats, whose picture stands for all.
std::string picture_figures(const Evaluation& evaluation, const Evaluation* example = nullptr);
/// Degrees of freedom; beyond a hundred thousand "∞".
std::string degrees_html(double degrees_of_freedom);
/// Quantities over the field as coloured maps with contour lines and numbers.
std::string map_figures(const Evaluation& evaluation);

/// What camera_noise found, as a data sheet (reports/camera_sheet.hpp); empty for other metrics.
std::string camera_sheet_part(const Evaluation& evaluation);

/// The budgets: that of the first result in full view, the others folded.
std::string budget_part(const Evaluation& evaluation);

/// A whole document around this title and body.
std::string page(const std::string& title, const std::string& body);

extern const char* const kStyle;

}  // namespace etalon::charts
