// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html_comparison.hpp"

#include "reports/charts/chart.hpp"
#include "reports/charts/html_parts.hpp"
#include "reports/charts/svg_text.hpp"
#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "suite/core/translate.hpp"
#include "suite/core/version.hpp"

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

std::string bounds(double lower, double upper, int decimals) {
  return fmt::format(fmt::runtime(tr("{} to {}")), grouped_html(with_decimals(lower, decimals)),
                     grouped_html(with_decimals(upper, decimals)));
}

std::string side(const std::optional<grading::ComparedSide>& side) {
  if (!side) return "–";
  const std::string interval = interval_html(side->result);
  return element("b", value_html(side->result)) + below(interval == "–" ? "" : interval);
}

std::string difference(const ComparisonRow& row) {
  if (!row.difference) return escaped(row.refusal);
  const grading::Difference& d = *row.difference;
  const int decimals = round_to_uncertainty(d.value, d.standard_uncertainty).decimals;
  const std::string text = difference_text(d, row.unit);
  return escaped(text.substr(0, text.find(" ["))) +
         below(bounds(d.interval.lower, d.interval.upper, decimals));
}

/// Told apart by word and shape.
std::string answer(const ComparisonRow& row) {
  if (!row.difference) return "–";
  return row.difference->told_apart ? tr("<b>≠ yes</b>") : tr("≈ no");
}

std::string rows_table(const ComparisonReport& report, const ComparisonReport::Other& other,
                       bool leading) {
  std::vector<std::vector<std::string>> rows;
  for (const ComparisonRow& row : other.rows) {
    if (says_most(row, other.rows) != leading) continue;
    rows.push_back(
        {row_label(row), side(row.first), side(row.second), difference(row), answer(row)});
  }
  if (rows.empty()) return "";
  return stacking_table(
      {tr("What"), escaped(name_of(report.first, report)), escaped(name_of(other.run, report)),
       tr("Difference"), tr("Can they be told apart?")},
      rows, "comparison");
}

std::string shared_note(const ComparisonReport::Other& other) {
  const auto shared = inputs_in_common(other.rows);
  if (shared.empty()) return "";
  return element(
      "p",
      fmt::format(fmt::runtime(tr("Common to both, so it cancels in the differences: {}.")),
                  escaped(joined(shared, ", "))),
      "class=\"ground\"");
}

std::string pair_section(const ComparisonReport& report, const ComparisonReport::Other& other) {
  const std::string rest = rows_table(report, other, false);
  const std::string folded =
      rest.empty() ? ""
                   : element("details", element("summary", tr("Parts of the field, how the slide "
                                                              "lay, the same in pixels")) +
                                            rest);
  return element("section", element("h2", fmt::format(fmt::runtime(tr("{} against {}")),
                                                      escaped(name_of(other.run, report)),
                                                      escaped(name_of(report.first, report)))) +
                                rows_table(report, other, true) + shared_note(other) + folded);
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

const Curve* mtf_of(const records::RunDetail& run) {
  const auto curves = curves_of(run, "mtf");
  return curves.empty() ? nullptr : curves.front();
}

/// Cycles per millimetre in one cycle per pixel, where the run has both.
std::optional<double> pixels_per_millimetre(const records::RunDetail& run) {
  for (const auto& recorded : run.evaluations) {
    const auto* in_pixels = find_result(recorded.evaluation, "mtf50");
    const auto* in_object = find_result(recorded.evaluation, "mtf50_object");
    if (recorded.superseded_by || in_pixels == nullptr || in_object == nullptr) continue;
    if (in_object->unit == "cycles/mm" && in_pixels->value > 0) {
      return in_object->value / in_pixels->value;
    }
  }
  return std::nullopt;
}

double last_with_contrast(const Curve& curve) {
  constexpr double kNothingLeft = 0.015;  // as in the report of one run
  double last = 0;
  for (std::size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i) {
    if (curve.y[i] > kNothingLeft) last = std::max(last, curve.x[i]);
  }
  return last;
}

/// On the slide where every run knows its pixel size, else in pixels of each camera.
std::string overlaid_mtf(const ComparisonReport& report) {
  std::vector<const records::RunDetail*> runs{&report.first};
  for (const auto& other : report.others) runs.push_back(&other.run);
  std::erase_if(runs, [](const auto* run) { return mtf_of(*run) == nullptr; });
  if (runs.size() < 2) return "";
  const bool on_slide = std::all_of(runs.begin(), runs.end(), [](const auto* run) {
    return pixels_per_millimetre(*run).has_value();
  });
  ChartSpec spec;
  spec.title = tr("Contrast against fineness, curves of the runs over each other");
  spec.x_label = on_slide ? tr("fineness of detail: line pairs per millimetre (cycles/mm)")
                          : tr("fineness of detail: line pairs per pixel (cycles/px)");
  spec.y_label = tr("contrast that is left (MTF)");
  spec.x_range = {0, 0};
  spec.y_range = {0, 1.05};
  spec.legend = true;
  for (const auto* run : runs) {
    const Curve& curve = *mtf_of(*run);
    const double scale = on_slide ? *pixels_per_millimetre(*run) : 1;
    std::vector<double> x = curve.x;
    for (double& frequency : x) frequency *= scale;
    spec.x_range.to = std::max(spec.x_range.to, 1.1 * scale * last_with_contrast(curve));
    spec.series.push_back(
        {name_of(*run, report), x, curve.y, curve.standard_uncertainty, run != runs.front()});
  }
  if (!(spec.x_range.to > 0)) return "";
  return element("h2", tr("Curves")) +
         element("figure",
                 inline_svg(line_chart_svg(spec)) +
                     element("figcaption", tr("How much contrast is left as detail gets finer. "
                                              "Bands are 95 % intervals.")),
                 "class=\"chart wide\"");
}

/// What a metric is about, for everybody.
std::string topic_of(const ComparisonRow& row) {
  if (row.metric == "slanted_edge") return tr("sharpness");
  if (row.metric == "field_uniformity") return tr("evenness of the light");
  if (row.metric == "pixel_size") return tr("scale");
  std::string topic = row.metric;
  std::replace(topic.begin(), topic.end(), '_', ' ');
  return escaped(topic);
}

using Topics = std::vector<std::string>;

void add_once(Topics& topics, const std::string& topic) {
  if (std::find(topics.begin(), topics.end(), topic) == topics.end()) topics.push_back(topic);
}

/// Each topic once: where something tells the runs apart, where nothing does, where nothing could
/// be compared.
std::string plain_pair(const ComparisonReport& report, const ComparisonReport::Other& other) {
  Topics apart, alike, open;
  for (const ComparisonRow& row : other.rows) {
    if (!says_most(row, other.rows)) continue;
    const bool told = row.difference && row.difference->told_apart;
    add_once(told ? apart : row.difference ? alike : open, topic_of(row));
  }
  std::erase_if(alike, [&](const auto& topic) {
    return std::find(apart.begin(), apart.end(), topic) != apart.end();
  });
  std::erase_if(open, [&](const auto& topic) {
    return std::find(apart.begin(), apart.end(), topic) != apart.end() ||
           std::find(alike.begin(), alike.end(), topic) != alike.end();
  });
  const auto line = [](const char* sign, const char* words, const Topics& topics,
                       const char* kind) {
    if (topics.empty()) return std::string();
    return element("p", fmt::format("<b>{} {}</b> {}", sign, words, joined(topics, ", ")),
                   fmt::format("class=\"fit {}\"", kind));
  };
  const std::string lines = line("≠", tr("They differ in:"), apart, "no") +
                            line("≈", tr("Not told apart in:"), alike, "yes") +
                            line("?", tr("Could not be compared:"), open, "open");
  return element("h3",
                 fmt::format(fmt::runtime(tr("{} and {}")), escaped(name_of(report.first, report)),
                             escaped(name_of(other.run, report)))) +
         (lines.empty() ? element("p", tr("Nothing was measured in both.")) : lines);
}

std::string plain_words(const ComparisonReport& report) {
  std::string list;
  for (const auto& other : report.others) list += plain_pair(report, other);
  return element(
      "section",
      list + element("p",
                     tr("“Differ” means: with at most 5 % risk of one false alarm in all rows "
                        "of a table together. This asks for more than an interval without zero. "
                        "“Not told apart” does not mean equal. Values of unlike methods are not "
                        "compared."),
                     "class=\"ground\""),
      "class=\"summary\"");
}

std::string run_table(const ComparisonReport& report) {
  std::vector<const records::RunDetail*> runs{&report.first};
  for (const auto& other : report.others) runs.push_back(&other.run);
  std::vector<std::vector<std::string>> rows;
  for (const auto* run : runs) {
    rows.push_back({escaped(name_of(*run, report)), escaped(run->start.site),
                    escaped(date_text(run->summary.started)), escaped(run->summary.protocol),
                    element("code", escaped(run->summary.id))});
  }
  return element("section",
                 element("h2", tr("Runs")) +
                     stacking_table({tr("Name"), tr("Site"), tr("Date"), tr("Protocol"), tr("Run")},
                                    rows, "runs"));
}

}  // namespace

void write_comparison_html(const ComparisonReport& report, std::ostream& out) {
  std::vector<std::string> names{escaped(name_of(report.first, report))};
  for (const auto& other : report.others) names.push_back(escaped(name_of(other.run, report)));
  const std::string title = joined(names, ", ");
  std::string body =
      element("header", element("p", tr("Comparison"), "class=\"kicker\"") + element("h1", title) +
                            element("p", escaped(date_text(report.generated)), "class=\"where\"")) +
      plain_words(report);
  for (const auto& other : report.others) body += pair_section(report, other);
  body += overlaid_mtf(report) + run_table(report);
  body += element("footer", element("p", fmt::format("Etalon {} · {}", kVersion, kBuild)) +
                                element("p", tr("End of report."), "class=\"end\""));
  out << page(tr("Comparison") + (" · " + title), body);
}

}  // namespace etalon::charts
