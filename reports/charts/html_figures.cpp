// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/chart.hpp"
#include "reports/charts/figure_groups.hpp"
#include "reports/charts/html_parts.hpp"
#include "reports/charts/svg_text.hpp"
#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "suite/core/quantity.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::charts {
namespace {

using namespace reports;
using Subject = std::map<std::string, std::string>;

constexpr double kPixelLimit = 0.5;         // cycles/px: one bright and one dark line on two pixels
constexpr std::size_t kSubjectsInView = 4;  // curves of more of them are folded away
constexpr double kNothingLeft = 0.015;      // below this the curve is not worth the paper

const MeasurementResult* result_of(const Evaluation& evaluation, const std::string& measurand,
                                   const Subject& subject) {
  const auto same = [&](const MeasurementResult& result) {
    return result.measurand == measurand && result.subject == subject;
  };
  const auto found = std::find_if(evaluation.results.begin(), evaluation.results.end(), same);
  return found == evaluation.results.end() ? nullptr : &*found;
}

/// From the least to the largest; 0 to 0 where there is no number.
ChartRange extent_of(const std::vector<double>& numbers) {
  ChartRange range{0, 0};
  bool first = true;
  for (const double number : numbers) {
    if (!std::isfinite(number)) continue;
    range.from = first ? number : std::min(range.from, number);
    range.to = first ? number : std::max(range.to, number);
    first = false;
  }
  return range;
}

/// What is everywhere the same is drawn in the middle of a chart.
ChartRange not_empty(ChartRange range) {
  return range.from < range.to ? range : ChartRange{range.from - 0.5, range.from + 0.5};
}

ChartRange span_of(const std::vector<double>& numbers) { return not_empty(extent_of(numbers)); }

ChartRange widened(ChartRange range) {
  const double margin = 0.06 * (range.to - range.from);
  return {range.from - margin, range.to + margin};
}

std::string axis_label(const std::string& words, const std::string& unit) {
  const std::string suffix = unit_suffix(unit);
  return suffix.empty() ? words : words + "," + suffix;
}

/// A long name does not fit beside a small chart; the caption has it.
std::string y_label(const Curve& curve) {
  constexpr std::size_t kLongest = 26;
  const std::string name = label_of(curve.name);
  if (name.size() <= kLongest) return axis_label(name, curve.y_unit);
  return std::string(display_symbol(curve.y_unit));
}

/// By the unit, as long as nothing better is known.
std::string x_label(const std::string& unit) {
  if (unit == "1") return {};  // a count or a share: the caption says of what
  if (unit == "px") return axis_label(tr("position"), unit);
  if (unit.starts_with("cycles/")) return axis_label(tr("fineness of detail"), unit);
  return std::string(display_symbol(unit));
}

/// Of the curve with its 95 % band, where it has one.
ChartRange extent_with_band(const Curve& curve) {
  if (curve.standard_uncertainty.size() != curve.y.size()) return extent_of(curve.y);
  std::vector<double> bounds;
  for (std::size_t i = 0; i < curve.y.size(); ++i) {
    for (const double sign : {-1.96, 1.96}) {
      bounds.push_back(curve.y[i] + sign * curve.standard_uncertainty[i]);
    }
  }
  return extent_of(bounds);
}

ChartSpec plain_spec(const Curve& curve) {
  ChartSpec spec;
  spec.title = curve.name;
  spec.x_label = x_label(curve.x_unit);
  spec.y_label = y_label(curve);
  spec.series = {{curve.name, curve.x, curve.y, curve.standard_uncertainty, false}};
  spec.x_range = span_of(curve.x);
  spec.y_range = widened(not_empty(extent_with_band(curve)));
  spec.width_px = 420;
  spec.height_px = 270;
  return spec;
}

double last_frequency_shown(const Curve& curve) {
  const double end = span_of(curve.x).to;
  double last = 0;
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    if (curve.y[i] > kNothingLeft) last = std::max(last, curve.x[i]);
  }
  double shown = 1.1 * last;
  if (curve.x_unit == "cycles/px" && shown > 0.7 * kPixelLimit) {
    shown = std::max(shown, 1.16 * kPixelLimit);
  }
  return shown > 0 ? std::min(shown, end) : end;
}

ChartSpec mtf_spec(const Curve& curve, const Evaluation& evaluation) {
  ChartSpec spec = plain_spec(curve);
  spec.title = tr("contrast against fineness of detail, with its 95 % band");
  spec.x_label = curve.x_unit == "cycles/px"
                     ? tr("fineness of detail: line pairs per pixel (cycles/px)")
                     : axis_label(tr("fineness of detail"), curve.x_unit);
  spec.y_label = tr("contrast that is left (MTF)");
  spec.x_range = {0, last_frequency_shown(curve)};
  spec.y_range = {0, std::max(1.05, 1.03 * span_of(curve.y).to)};
  spec.horizontal = {{0.5, tr("half")}, {0.1, tr("a tenth")}};
  spec.width_px = 540;
  spec.height_px = 370;
  if (curve.x_unit == "cycles/px" && spec.x_range.to > 1.05 * kPixelLimit) {
    spec.vertical = {{kPixelLimit, tr("pixel limit")}};
  }
  const MeasurementResult* in_pixels = result_of(evaluation, "mtf50", curve.subject);
  const MeasurementResult* in_object = result_of(evaluation, "mtf50_object", curve.subject);
  if (in_pixels == nullptr || in_pixels->unit != curve.x_unit) return spec;
  const MeasurementResult& named = in_object != nullptr ? *in_object : *in_pixels;
  const std::string value = round_to_uncertainty(named.value, named.standard_uncertainty).value;
  spec.markers = {
      {in_pixels->value, 0.5, "MTF50  " + grouped(value, " ") + unit_suffix(named.unit)}};
  if (in_object != nullptr && in_pixels->value > 0 && in_object->unit == "cycles/mm") {
    spec.top_axis =
        TopAxis{tr("line pairs per millimetre (cycles/mm)"), in_object->value / in_pixels->value};
  }
  return spec;
}

/// Profiles across an edge are shown where something happens, not over the whole region.
ChartSpec profile_spec(const Curve& curve, const Evaluation& evaluation) {
  ChartSpec spec = plain_spec(curve);
  const bool edge = curve.name == "esf";
  spec.title = edge ? tr("image of an edge") : tr("image of a thin line");
  spec.x_label = axis_label(tr("distance from the edge"), curve.x_unit);
  spec.y_label =
      edge ? axis_label(tr("brightness"), curve.y_unit) : axis_label(tr("steepness"), curve.y_unit);
  const MeasurementResult* width = result_of(evaluation, "edge_width_10_90_px", curve.subject);
  if (width == nullptr || width->unit != curve.x_unit || !(width->value > 0)) return spec;
  const double half = std::max(3.0, 3 * width->value);
  const ChartRange seen{std::max(spec.x_range.from, -half), std::min(spec.x_range.to, half)};
  if (seen.from < seen.to) spec.x_range = seen;
  return spec;
}

Subject common_subject(const std::vector<const Curve*>& figure) {
  Subject common = figure.front()->subject;
  for (const Curve* curve : figure) {
    std::erase_if(common, [&](const auto& entry) {
      const auto found = curve->subject.find(entry.first);
      return found == curve->subject.end() || found->second != entry.second;
    });
  }
  return common;
}

ChartRange together(ChartRange a, ChartRange b) {
  return {std::min(a.from, b.from), std::max(a.to, b.to)};
}

/// Several curves over one axis, told apart by colour, dashes and legend.
ChartSpec joint_spec(const std::vector<const Curve*>& figure) {
  ChartSpec spec = plain_spec(*figure.front());
  spec.title = label_of(figure.front()->name);
  spec.series.clear();
  ChartRange x = span_of(figure.front()->x);
  ChartRange y = extent_with_band(*figure.front());
  for (const Curve* curve : figure) {
    spec.series.push_back({name_in_figure(*curve, figure), curve->x, curve->y,
                           curve->standard_uncertainty, !spec.series.empty()});
    x = together(x, span_of(curve->x));
    y = together(y, extent_with_band(*curve));
  }
  spec.x_range = x;
  spec.y_range = widened(not_empty(y));
  spec.legend = true;
  spec.width_px = 540;
  spec.height_px = 370;
  return spec;
}

/// Powers of ten about what is above 0.
ChartRange decades_of(const std::vector<const Curve*>& figure,
                      std::vector<double> Curve::*numbers) {
  std::vector<double> exponents;
  for (const Curve* curve : figure)
    for (const double number : curve->*numbers)
      if (number > 0) exponents.push_back(std::log10(number));
  const ChartRange span = span_of(exponents);
  return {std::pow(10, std::floor(span.from)), std::pow(10, std::ceil(span.to))};
}

/// Signal to noise spans decades, and what limits it shows as slopes.
ChartSpec snr_spec(const std::vector<const Curve*>& figure) {
  ChartSpec spec = joint_spec(figure);
  spec.logarithmic = true;
  spec.x_label = axis_label(tr("signal"), figure.front()->x_unit);
  spec.y_label = tr("signal / noise");
  spec.x_range = decades_of(figure, &Curve::x);
  spec.y_range = decades_of(figure, &Curve::y);
  return spec;
}

ChartSpec photon_transfer_spec(const std::vector<const Curve*>& figure) {
  ChartSpec spec = joint_spec(figure);
  spec.x_label = axis_label(tr("signal above dark"), figure.front()->x_unit);
  spec.y_label = tr("variance of the noise, DN²");
  return spec;
}

/// The crossing is marked: where detail ends.
ChartSpec frc_spec(const std::vector<const Curve*>& figure, const Evaluation& evaluation) {
  ChartSpec spec = joint_spec(figure);
  const MeasurementResult* crossing = result_of(evaluation, "frc_frequency", {});
  if (crossing != nullptr && crossing->unit == figure.front()->x_unit)
    spec.vertical = {{crossing->value, tr("crossing")}};
  return spec;
}

ChartSpec spec_of(const std::vector<const Curve*>& figure, const Evaluation& evaluation) {
  if (figure.front()->name == "frc") return frc_spec(figure, evaluation);
  if (figure.front()->name == "snr") return snr_spec(figure);
  if (figure.front()->name == "photon_transfer") return photon_transfer_spec(figure);
  return joint_spec(figure);
}

std::string figure(const ChartSpec& spec, const std::string& caption, const char* size) {
  return element("figure", inline_svg(line_chart_svg(spec)) + element("figcaption", caption),
                 fmt::format("class=\"chart {}\"", size));
}

/// Of what all curves of the figure are.
Subject subject_of(const std::vector<const Curve*>& figure) {
  return figure.size() == 1 ? figure.front()->subject : common_subject(figure);
}

/// Where a stage came back to: as far up as across, so that round is round.
ChartSpec scatter_spec(const std::vector<const Curve*>& figure) {
  ChartSpec spec = joint_spec(figure);
  double half = 0;
  for (const Curve* curve : figure) {
    for (const auto* numbers : {&curve->x, &curve->y})
      for (const double number : *numbers) half = std::max(half, std::abs(number));
  }
  half = half > 0 ? 1.15 * half : 1;
  spec.x_range = spec.y_range = {-half, half};
  spec.x_label = axis_label("x", figure.front()->x_unit);
  spec.y_label = axis_label("y", figure.front()->y_unit);
  for (ChartSeries& series : spec.series) series.points = true;
  spec.legend = figure.size() > 1;
  spec.width_px = 460;
  spec.height_px = 460;
  return spec;
}

std::string curve_figure(const Curve& curve, const Evaluation& evaluation) {
  if (curve.name == "mtf") {
    return figure(mtf_spec(curve, evaluation),
                  tr("How much contrast is left as detail gets finer. The shaded band is the 95 % "
                     "interval; the circle marks where half is left."),
                  "wide");
  }
  if (curve.name == "esf") {
    return figure(profile_spec(curve, evaluation),
                  tr("Brightness across the edge, as the instrument draws it."), "half");
  }
  if (curve.name == "lsf") {
    return figure(profile_spec(curve, evaluation),
                  tr("The same as an image of a thin line: the narrower, the sharper."), "half");
  }
  return figure(plain_spec(curve), escaped(label_of(curve.name)), "half");
}

std::string figure_of(const std::vector<const Curve*>& curves, const Evaluation& evaluation) {
  if (curves.front()->name == "return_scatter") {
    return figure(scatter_spec(curves),
                  tr("Where the stage came back to, about the mean of its place, the drift taken "
                     "out; by the direction of the move that led there."),
                  "half");
  }
  if (curves.front()->name == "drift_trajectory") {
    return figure(scatter_spec(curves),
                  tr("Where the image lay, about its place in the first frame."), "half");
  }
  if (curves.size() == 1) return curve_figure(*curves.front(), evaluation);
  if (curves.front()->name == "frc") {
    return figure(
        spec_of(curves, evaluation),
        tr("How far the frames agree as detail gets finer: 1 where they show the same, 0 "
           "where nothing but noise is left. The shaded band is the 95 % interval; detail "
           "ends where the smooth curve falls through the threshold."),
        "wide");
  }
  return figure(spec_of(curves, evaluation),
                escaped(label_of(curves.front()->name)) + ". " +
                    tr("Shaded: the 95 % interval, where there is one."),
                "wide");
}

}  // namespace

std::string curve_figures(const Evaluation& evaluation) {
  std::vector<Subject> subjects;
  const auto figures = figure_groups(evaluation);
  for (const auto& figure : figures) {
    const Subject subject = subject_of(figure);
    if (std::find(subjects.begin(), subjects.end(), subject) == subjects.end())
      subjects.push_back(subject);
  }
  std::string shown;
  std::string folded;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    std::string drawn;
    for (const auto& figure : figures) {
      if (subject_of(figure) == subjects[i]) drawn += figure_of(figure, evaluation);
    }
    const std::string name = subject_text(subjects[i]);
    (i < kSubjectsInView ? shown : folded) += (name.empty() ? "" : element("h4", escaped(name))) +
                                              element("div", drawn, "class=\"figures\"");
  }
  if (shown.empty()) return "";
  if (!folded.empty()) {
    const std::string summary =
        fmt::format(fmt::runtime(tr("curves of {} more")), subjects.size() - kSubjectsInView);
    shown += element("details", element("summary", summary) + folded);
  }
  return element("h3", tr("Curves")) + shown;
}

}  // namespace etalon::charts
