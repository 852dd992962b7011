// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html_comparison.hpp"

#include "reports/charts/chart.hpp"
#include "reports/charts/html_parts.hpp"
#include "reports/charts/svg_text.hpp"
#include "reports/wording.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace etalon::charts {
namespace {

using namespace reports;
using grading::ComparisonRow;

std::string row_label(const ComparisonRow& row) {
  const std::string subject = subject_text(row.subject);
  return escaped(label_of(row.measurand)) +
         (subject.empty() ? "" : element("small", escaped(subject)));
}

std::string side(const std::optional<grading::ComparedSide>& side) {
  return side ? escaped(value_text(side->result)) : "–";
}

std::string pair_table(const ComparisonReport& report, const ComparisonReport::Other& other) {
  std::string rows;
  for (const ComparisonRow& row : other.rows) {
    const bool apart = row.difference && row.difference->told_apart;
    rows += table_row({row_label(row), side(row.first), side(row.second),
                       row.difference ? escaped(difference_text(*row.difference, row.unit))
                                      : escaped(row.refusal),
                       !row.difference ? "–"
                       : apart         ? tr("<b>✔ yes</b>")
                                       : tr("no")});
  }
  return table({"", escaped(name_of(report.first)), escaped(name_of(other.run)), tr("Difference"),
                tr("Can they be told apart?")},
               rows, "comparison");
}

std::string shared_note(const ComparisonReport::Other& other) {
  std::vector<std::string> shared;
  for (const ComparisonRow& row : other.rows) {
    if (!row.difference) continue;
    for (const std::string& input : row.difference->shared) {
      if (std::find(shared.begin(), shared.end(), input) == shared.end()) shared.push_back(input);
    }
  }
  if (shared.empty()) return "";
  return element(
      "p",
      fmt::format(fmt::runtime(tr("Common to both, so it cancels in the differences: {}.")),
                  escaped(joined(shared, ", "))),
      "class=\"ground\"");
}

/// The curves of this name in a run, of evaluations that nothing superseded or combined.
std::vector<const Curve*> curves_of(const records::RunDetail& run, const std::string& name) {
  std::vector<const Curve*> curves;
  for (const auto& recorded : run.evaluations) {
    const bool combined =
        std::any_of(run.evaluations.begin(), run.evaluations.end(), [&](const auto& other) {
          return std::find(other.sources.begin(), other.sources.end(), recorded.id) !=
                 other.sources.end();
        });
    if (recorded.superseded_by || combined) continue;
    for (const Curve& curve : recorded.evaluation.curves) {
      if (curve.name == name) curves.push_back(&curve);
    }
  }
  return curves;
}

std::string overlaid_mtf(const ComparisonReport& report) {
  ChartSpec spec;
  spec.title = tr("Contrast against fineness, curves of the runs over each other");
  spec.x_label = tr("fineness (cycles/px)");
  spec.y_label = tr("contrast left");
  spec.x_range = {0, 0.5};
  spec.y_range = {0, 1.05};
  spec.legend = true;
  const auto add = [&](const records::RunDetail& run, bool dashed) {
    const auto curves = curves_of(run, "mtf");
    if (curves.empty()) return;
    const Curve& curve = *curves.front();
    spec.series.push_back({name_of(run), curve.x, curve.y, curve.standard_uncertainty, dashed});
  };
  add(report.first, false);
  for (const auto& other : report.others) add(other.run, true);
  if (spec.series.size() < 2) return "";
  return element("h2", tr("Curves")) +
         element("figure",
                 inline_svg(line_chart_svg(spec)) +
                     element("figcaption",
                             tr("How much contrast is left as detail gets finer, in pixels of each "
                                "camera. Bands are 95 % intervals.")),
                 "class=\"chart wide\"");
}

std::string plain_words(const ComparisonReport& report) {
  std::string list;
  for (const auto& other : report.others) {
    std::vector<std::string> apart;
    for (const ComparisonRow& row : other.rows) {
      const std::string label = label_of(row.measurand);
      if (row.difference && row.difference->told_apart &&
          std::find(apart.begin(), apart.end(), label) == apart.end()) {
        apart.push_back(label);
      }
    }
    const std::string names = fmt::format(
        fmt::runtime(tr("{} and {}")), escaped(name_of(report.first)), escaped(name_of(other.run)));
    list += element("p", apart.empty()
                             ? fmt::format(fmt::runtime(tr("{}: nothing tells them apart.")), names)
                             : fmt::format(fmt::runtime(tr("{} differ in: <b>{}</b>.")), names,
                                           escaped(joined(apart, ", "))));
  }
  return element("section",
                 list + element("p",
                                tr("“Told apart” means: a difference at 5 % over all rows together "
                                   "(Holm). Values of unlike methods are not compared."),
                                "class=\"ground\""),
                 "class=\"summary\"");
}

}  // namespace

void write_comparison_html(const ComparisonReport& report, std::ostream& out) {
  std::string body =
      element("header", element("p", tr("Comparison"), "class=\"kicker\"") +
                            element("h1", escaped(name_of(report.first))) +
                            element("p", escaped(date_text(report.generated)), "class=\"where\"")) +
      plain_words(report);
  for (const auto& other : report.others) {
    body += element("section", element("h2", fmt::format(fmt::runtime(tr("Against {}")),
                                                         escaped(name_of(other.run)))) +
                                   pair_table(report, other) + shared_note(other));
  }
  body += overlaid_mtf(report);
  body += element("footer", element("p", tr("End of report."), "class=\"end\""));
  out << page(tr("Comparison") + (" · " + escaped(name_of(report.first))), body);
}

}  // namespace etalon::charts
