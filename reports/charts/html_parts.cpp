// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html_parts.hpp"

#include "reports/charts/svg_text.hpp"
#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <cmath>

namespace etalon::charts {

using namespace reports;

std::string element(std::string_view name, const std::string& content,
                    std::string_view attributes) {
  return fmt::format("<{0}{1}{2}>{3}</{0}>\n", name, attributes.empty() ? "" : " ", attributes,
                     content);
}

std::string table(const std::vector<std::string>& heads, const std::string& body_rows,
                  std::string_view table_class) {
  std::string head;
  for (const std::string& text : heads) head += element("th", text, "scope=\"col\"");
  const std::string inside = element("thead", element("tr", head)) + element("tbody", body_rows);
  return element("div", element("table", inside, fmt::format("class=\"{}\"", table_class)),
                 "class=\"scroll\"");
}

std::string table_row(const std::vector<std::string>& cells, std::string_view row_class) {
  std::string row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    row += i == 0 ? element("th", cells[i], "scope=\"row\"") : element("td", cells[i]);
  }
  return element("tr", row, row_class.empty() ? "" : fmt::format("class=\"{}\"", row_class));
}

std::string stacking_table(const std::vector<std::string>& heads,
                           const std::vector<std::vector<std::string>>& rows,
                           std::string_view table_class) {
  std::string body;
  for (const auto& cells : rows) {
    std::string row;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      row += i == 0 ? element("th", cells[i], "scope=\"row\"")
                    : element("td", cells[i], fmt::format("data-head=\"{}\"", heads.at(i)));
    }
    body += element("tr", row);
  }
  return table(heads, body, fmt::format("stack {}", table_class));
}

std::string below(const std::string& text) {
  return text.empty() ? "" : element("span", text, "class=\"sure\"");
}

std::string facts(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string list;
  for (const auto& [name, text] : pairs) {
    if (!text.empty()) list += element("dt", name) + element("dd", text);
  }
  return list.empty() ? "" : element("dl", list, "class=\"facts\"");
}

std::string grouped_html(const std::string& number) {
  constexpr std::string_view kNarrowNoBreakSpace = "\u202F";
  const std::string text = grouped(number, kNarrowNoBreakSpace);
  return text.starts_with('-') ? "−" + text.substr(1) : text;  // a minus sign, not a hyphen
}

std::string degrees_html(double degrees_of_freedom) {
  // Beyond this Student's t is the normal distribution to more digits than anybody prints.
  constexpr double kManyDegrees = 1e5;
  return degrees_of_freedom < kManyDegrees ? with_decimals(degrees_of_freedom, 0) : "∞";
}

std::string value_html(const MeasurementResult& result) {
  const double u = result.kind == ResultKind::estimate ? result.standard_uncertainty : 0;
  std::string unit = unit_suffix(result.unit);
  if (unit.starts_with(' ')) unit.replace(0, 1, "\u00A0");
  // A statistic has no uncertainty that would tell its digits; counts keep all of theirs.
  const bool count = result.value == std::round(result.value);
  const std::string number = result.kind == ResultKind::statistic && !count
                                 ? significant(result.value, 4)
                                 : round_to_uncertainty(result.value, u).value;
  return grouped_html(number) + element("span", escaped(unit), "class=\"unit\"");
}

std::string interval_html(const MeasurementResult& result) {
  if (result.kind == ResultKind::statistic) return "–";
  const RoundedNumber rounded = round_to_uncertainty(result.value, result.standard_uncertainty);
  if (rounded.uncertainty.empty()) return "–";
  return fmt::format(fmt::runtime(tr("{} to {}")),
                     grouped_html(with_decimals(result.interval.lower, rounded.decimals)),
                     grouped_html(with_decimals(result.interval.upper, rounded.decimals)));
}

}  // namespace etalon::charts
