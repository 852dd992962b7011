// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace etalon::charts {

/// The one drawing interface of reports: what is drawn is said here, the library that draws (Qt
/// Charts) stays behind it. Everything can be told apart in black and white: lines by dashes, bands
/// by shape.

struct ChartSeries {
  std::string name;
  std::vector<double> x;
  std::vector<double> y;
  std::vector<double> u;  ///< standard uncertainty: drawn as a 95 % band; empty or as long as y
  bool dashed = false;
  bool points = false;  ///< single places instead of a line through them
};

/// A point worth a word, with thin lines down to the axis and a label beside it.
struct ChartMarker {
  double x = 0;
  double y = 0;
  std::string label;
};

/// A thin dashed line across the plot with a label at its end.
struct GuideLine {
  double at = 0;
  std::string label;
};

struct ChartRange {
  double from = 0;
  double to = 1;
};

/// A second horizontal axis on top, in another unit: `factor` of its units in one of the lower
/// axis.
struct TopAxis {
  std::string label;
  double factor = 1;
};

struct ChartSpec {
  std::string title;  ///< for people who cannot see the drawing; not drawn
  std::string x_label;
  std::string y_label;
  std::vector<ChartSeries> series;
  std::vector<ChartMarker> markers;
  std::vector<GuideLine> horizontal;
  std::vector<GuideLine> vertical;
  ChartRange x_range;
  ChartRange y_range;
  std::optional<TopAxis> top_axis;
  bool logarithmic = false;  ///< both axes; ranges are then above 0, and there is no top axis
  bool legend = false;
  int width_px = 640;
  int height_px = 400;
};

/// The chart as an SVG document: scalable (viewBox, width 100 %), text as text, the same bytes
/// every time. Points outside the ranges and points that are not finite are left out; long curves
/// are thinned. Needs a QApplication; throws Error when there is no font to write with.
std::string line_chart_svg(const ChartSpec& spec);

/// The distance between ticks that gives four to seven of them: 1, 2 or 5 times a power of ten.
double tick_interval(double length);

}  // namespace etalon::charts
