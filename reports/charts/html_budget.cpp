// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html_parts.hpp"
#include "reports/charts/svg_text.hpp"
#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

namespace etalon::charts {
namespace {

using namespace reports;

const char* distribution_word(Distribution distribution) {
  switch (distribution) {
    case Distribution::normal:
      return tr("normal");
    case Distribution::rectangular:
      return tr("rectangular");
    case Distribution::triangular:
      return tr("triangular");
    case Distribution::u_shaped:
      break;
  }
  return tr("U-shaped");
}

std::string source_html(const BudgetComponent& part) {
  const std::string input = part.input.empty() ? "" : element("small", escaped(part.input));
  return escaped(part.source) + input;
}

std::string bar(double share) {
  return fmt::format("<span class=\"bar\"><i style=\"width:{:.1f}%\"></i></span>{:.0f}\u202F%",
                     100 * share, 100 * share);
}

std::string budget_rows(const MeasurementResult& result) {
  double variance = 0;
  for (const BudgetComponent& part : result.budget) {
    variance += part.contribution() * part.contribution();
  }
  const std::string unit = escaped(unit_suffix(result.unit));
  std::string rows;
  for (const BudgetComponent& part : result.budget) {
    const double share = variance > 0 ? part.contribution() * part.contribution() / variance : 0;
    rows +=
        table_row({source_html(part), part.type == EvaluationType::A ? "A" : "B",
                   distribution_word(part.distribution), significant(part.standard_uncertainty, 3),
                   grouped_html(significant(part.sensitivity, 4)),
                   significant(part.contribution(), 3) + unit, bar(share)});
  }
  const double factor = coverage_factor(result.degrees_of_freedom, result.coverage_probability);
  const std::string how =
      fmt::format(fmt::runtime(tr("{} degrees of freedom, coverage factor {}")),
                  degrees_html(result.degrees_of_freedom), with_decimals(factor, 2));
  rows += table_row({tr("together") + element("small", how), "", "", "", "",
                     significant(result.standard_uncertainty, 3) + unit, ""},
                    "total");
  return rows;
}

std::string budget_table(const MeasurementResult& result) {
  return table({tr("Source"), tr("Type"), tr("Distribution"), tr("Standard uncertainty"),
                tr("Sensitivity"), tr("Contribution"), tr("Share of the variance")},
               budget_rows(result), "budget");
}

std::string heading(const MeasurementResult& result) {
  const std::string subject = subject_text(result.subject);
  return escaped(label_of(result.measurand)) + (subject.empty() ? "" : ", " + escaped(subject));
}

}  // namespace

std::string budget_part(const Evaluation& evaluation) {
  std::string open;
  std::string folded;
  for (const SubjectGroup& group : group_results(evaluation)) {
    for (const ResultRow& row : group.rows) {
      if (row.main->budget.empty()) continue;
      if (open.empty()) {
        open = element("h4", heading(*row.main)) + budget_table(*row.main);
      } else {
        folded +=
            element("details", element("summary", heading(*row.main)) + budget_table(*row.main));
      }
    }
  }
  return open.empty() ? "" : element("h3", tr("Where the interval comes from")) + open + folded;
}

}  // namespace etalon::charts
