// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html_parts.hpp"
#include "reports/charts/svg_text.hpp"
#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "suite/core/translate.hpp"

#include <QtCore/QBuffer>
#include <QtGui/QColor>
#include <QtGui/QImage>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace etalon::charts {
namespace {

using namespace reports;

constexpr int kLongerSide = 480;         // px of the PNG; drawn larger or smaller by the page
constexpr std::size_t kLongestUnit = 5;  // bytes; longer ones are told by the caption alone
constexpr QRgb kNothingKnown = qRgb(190, 190, 190);  // where the map has no number

/// Lightness rises steadily from dark blue to pale yellow, so that the map reads the same in black
/// and white and to people who confuse colours.
constexpr std::array<std::array<int, 3>, 6> kStops{{{24, 24, 66},
                                                    {45, 64, 122},
                                                    {44, 112, 142},
                                                    {60, 158, 138},
                                                    {150, 205, 110},
                                                    {250, 240, 180}}};

QRgb colour_of(double share) {
  const double place = std::clamp(share, 0.0, 1.0) * (kStops.size() - 1);
  const auto first = std::min<std::size_t>(static_cast<std::size_t>(place), kStops.size() - 2);
  const double part = place - static_cast<double>(first);
  std::array<int, 3> rgb{};
  for (std::size_t i = 0; i < 3; ++i) {
    rgb[i] =
        static_cast<int>(std::lround((1 - part) * kStops[first][i] + part * kStops[first + 1][i]));
  }
  return qRgb(rgb[0], rgb[1], rgb[2]);
}

struct Range {
  double lowest = 0;
  double highest = 1;
};

/// Of what is finite; nothing where nothing is.
std::optional<Range> range_of(const Map& map) {
  std::optional<Range> range;
  for (const double value : map.values) {
    if (!std::isfinite(value)) continue;
    if (!range) range = Range{value, value};
    range = Range{std::min(range->lowest, value), std::max(range->highest, value)};
  }
  return range;
}

double value_at(const Map& map, double i, double j) {
  const int i0 = std::clamp(static_cast<int>(i), 0, std::max(0, map.width - 2));
  const int j0 = std::clamp(static_cast<int>(j), 0, std::max(0, map.height - 2));
  const double a = std::clamp(i - i0, 0.0, 1.0);
  const double b = std::clamp(j - j0, 0.0, 1.0);
  const auto at = [&](int x, int y) {
    const auto place = static_cast<std::size_t>(std::min(y, map.height - 1)) *
                           static_cast<std::size_t>(map.width) +
                       static_cast<std::size_t>(std::min(x, map.width - 1));
    return map.values[place];
  };
  return (1 - b) * ((1 - a) * at(i0, j0) + a * at(i0 + 1, j0)) +
         b * ((1 - a) * at(i0, j0 + 1) + a * at(i0 + 1, j0 + 1));
}

std::string png_of(const QImage& image) {
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "PNG");
  return "data:image/png;base64," + buffer.data().toBase64().toStdString();
}

QImage blank_picture(const Map& map) {
  const int longer = std::max(map.width, map.height);
  const auto side = [&](int samples) {
    return std::max(1, static_cast<int>(std::lround(kLongerSide * double(samples) / longer)));
  };
  return QImage(side(map.width), side(map.height), QImage::Format_RGB32);
}

bool on_contour(double value, double neighbour, double step) {
  return std::isfinite(neighbour) && std::floor(value / step) != std::floor(neighbour / step);
}

QRgb pixel_of(double value, bool line, const Range& range) {
  if (!std::isfinite(value)) return kNothingKnown;
  const double span = range.highest - range.lowest;
  const QColor colour(colour_of(span > 0 ? (value - range.lowest) / span : 0.5));
  if (!line) return colour.rgb();
  return (colour.lightnessF() > 0.5 ? colour.darker(190) : colour.lighter(190)).rgb();
}

QImage painted(const Map& map, const Range& range, double step) {
  QImage image = blank_picture(map);
  const double scale_x = double(map.width - 1) / std::max(1, image.width() - 1);
  const double scale_y = double(map.height - 1) / std::max(1, image.height() - 1);
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const double value = value_at(map, x * scale_x, y * scale_y);
      const bool line = on_contour(value, value_at(map, (x + 1) * scale_x, y * scale_y), step) ||
                        on_contour(value, value_at(map, x * scale_x, (y + 1) * scale_y), step);
      image.setPixel(x, y, pixel_of(value, line, range));
    }
  }
  return image;
}

struct Point {
  double x = 0;
  double y = 0;
};

Point place_of_maximum(const Map& map, const QImage& image) {
  const auto below = [](double a, double b) {
    return std::isfinite(b) && (!std::isfinite(a) || a < b);
  };
  const auto place =
      std::max_element(map.values.begin(), map.values.end(), below) - map.values.begin();
  return {static_cast<double>(place % map.width) / (map.width - 1) * image.width(),
          static_cast<double>(place / map.width) / (map.height - 1) * image.height()};
}

/// A number below the cross where it would else lie under it.
std::string number_at(const Map& map, Point share, const QImage& image, Point cross, double step) {
  const double value = value_at(map, share.x * (map.width - 1), share.y * (map.height - 1));
  if (!std::isfinite(value)) return "";
  const double x = share.x * image.width();
  double y = share.y * image.height() + 6;
  if (std::abs(x - cross.x) < 44 && std::abs(y - 6 - cross.y) < 22) {
    y = cross.y + (cross.y + 32 < image.height() ? 28 : -16);
  }
  const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  const std::string unit = unit_suffix(map.unit);
  // Long numbers at the sides grow inwards from the border.
  const bool left = share.x < 0.3;
  const bool right = share.x > 0.7;
  const double at = (left ? 0.02 : right ? 0.98 : share.x) * image.width();
  const char* anchor = left ? "start" : right ? "end" : "middle";
  return fmt::format(
      "<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"{}\" font-size=\"17\">{}</text>\n", at, y,
      anchor, escaped(with_decimals(value, decimals) + (unit.size() > kLongestUnit ? "" : unit)));
}

std::string svg_of(const Map& map, const Range& range, double step) {
  const QImage image = painted(map, range, step);
  const Point cross = place_of_maximum(map, image);
  std::string inside = fmt::format("<image width=\"{}\" height=\"{}\" href=\"{}\"/>\n",
                                   image.width(), image.height(), png_of(image));
  for (const double y : {0.08, 0.5, 0.93}) {
    for (const double x : {0.09, 0.5, 0.91}) inside += number_at(map, {x, y}, image, cross, step);
  }
  inside += fmt::format("<path class=\"peak\" d=\"M{0:.1f} {1:.1f}h16M{2:.1f} {3:.1f}v16\"/>\n",
                        cross.x - 8, cross.y, cross.x, cross.y - 8);
  return fmt::format(
      "<svg class=\"picture map\" viewBox=\"0 0 {} {}\" width=\"100%\" role=\"img\" "
      "aria-label=\"{}\">\n{}</svg>\n",
      image.width(), image.height(), escaped(label_of(map.name)), inside);
}

/// The distance between contour lines: 10, 5, 2 or 1 times a power of ten, so that there are at
/// least three of them.
double contour_step(const Range& range) {
  const double span = range.highest - range.lowest;
  if (!(span > 0)) return 1;
  for (double decade = std::pow(10, std::floor(std::log10(span)));; decade /= 10) {
    for (const double step : {decade, decade / 2, decade / 5}) {
      if (span >= 3 * step) return step;
    }
  }
}

bool is_a_field(const Map& map) {
  return map.width > 1 && map.height > 1 &&
         map.values.size() ==
             static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height);
}

std::string caption_of(const Map& map, double step) {
  const std::string subject = subject_text(map.subject);
  const bool light = map.name == "illumination";
  std::string caption =
      escaped(label_of(map.name)) + (subject.empty() ? "" : ", " + escaped(subject)) + ": " +
      fmt::format(fmt::runtime(light ? tr("lines every {}, the cross marks the brightest place.")
                                     : tr("lines every {}, the cross marks the highest value.")),
                  significant(step, 2) + escaped(unit_suffix(map.unit)));
  const auto unknown = [](double value) { return !std::isfinite(value); };
  if (std::any_of(map.values.begin(), map.values.end(), unknown)) {
    caption += std::string(" ") + tr("Grey: nothing is known there.");
  }
  return caption;
}

}  // namespace

std::string map_figures(const Evaluation& evaluation) {
  std::string figures;
  for (const Map& map : evaluation.maps) {
    const auto range = is_a_field(map) ? range_of(map) : std::nullopt;
    if (!range) continue;
    const double step = contour_step(*range);
    figures +=
        element("figure", svg_of(map, *range, step) + element("figcaption", caption_of(map, step)),
                "class=\"seen\"");
  }
  return figures.empty() ? ""
                         : element("h3", tr("Maps")) + element("div", figures, "class=\"figures\"");
}

}  // namespace etalon::charts
