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

namespace etalon::charts {
namespace {

using namespace reports;

constexpr int kPictureWidth = 480;  // px of the PNG; drawn larger or smaller by the page

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

Range range_of(const Map& map) {
  const auto [lowest, highest] = std::minmax_element(map.values.begin(), map.values.end());
  return {*lowest, *highest > *lowest ? *highest : *lowest + 1};
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

int picture_height(const Map& map) {
  return std::max(1, static_cast<int>(
                         std::lround(kPictureWidth * static_cast<double>(map.height) / map.width)));
}

/// Whole steps of the unit's tenth part are drawn as lines: 90 %, 80 % ... of a map in per cent.
bool on_contour(double value, double neighbour, double step) {
  return std::floor(value / step) != std::floor(neighbour / step);
}

QImage painted(const Map& map, const Range& range, double step) {
  QImage image(kPictureWidth, picture_height(map), QImage::Format_RGB32);
  const double scale_x = static_cast<double>(map.width - 1) / std::max(1, image.width() - 1);
  const double scale_y = static_cast<double>(map.height - 1) / std::max(1, image.height() - 1);
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const double value = value_at(map, x * scale_x, y * scale_y);
      const double right = value_at(map, (x + 1) * scale_x, y * scale_y);
      const double below = value_at(map, x * scale_x, (y + 1) * scale_y);
      const bool line = on_contour(value, right, step) || on_contour(value, below, step);
      const QColor colour(colour_of((value - range.lowest) / (range.highest - range.lowest)));
      image.setPixelColor(
          x, y,
          line ? colour.lightnessF() > 0.5 ? colour.darker(190) : colour.lighter(190) : colour);
    }
  }
  return image;
}

std::string number_at(const Map& map, double share_x, double share_y, int width, int height) {
  const double value = value_at(map, share_x * (map.width - 1), share_y * (map.height - 1));
  return fmt::format(
      "<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\" font-size=\"17\">{}</text>\n",
      share_x * width, share_y * height + 6,
      escaped(with_decimals(value, 0) + unit_suffix(map.unit)));
}

std::string cross_at_maximum(const Map& map, int width, int height) {
  const auto place = std::max_element(map.values.begin(), map.values.end()) - map.values.begin();
  const double x = static_cast<double>(place % map.width) / std::max(1, map.width - 1) * width;
  const double y = static_cast<double>(place / map.width) / std::max(1, map.height - 1) * height;
  return fmt::format("<path class=\"peak\" d=\"M{0:.1f} {1:.1f}h16M{2:.1f} {3:.1f}v16\"/>\n", x - 8,
                     y, x, y - 8);
}

std::string svg_of(const Map& map, const Range& range, double step) {
  const QImage image = painted(map, range, step);
  std::string inside = fmt::format("<image width=\"{}\" height=\"{}\" href=\"{}\"/>\n",
                                   image.width(), image.height(), png_of(image));
  for (const double y : {0.08, 0.5, 0.93}) {
    for (const double x : {0.09, 0.5, 0.91}) {
      inside += number_at(map, x, y, image.width(), image.height());
    }
  }
  inside += cross_at_maximum(map, image.width(), image.height());
  return fmt::format(
      "<svg class=\"picture map\" viewBox=\"0 0 {} {}\" width=\"100%\" role=\"img\" "
      "aria-label=\"{}\">\n{}</svg>\n",
      image.width(), image.height(), escaped(label_of(map.name)), inside);
}

/// The distance between contour lines: the largest of 10, 5, 2 or 1 that gives at least three.
double contour_step(const Range& range) {
  const double span = range.highest - range.lowest;
  for (const double step : {10.0, 5.0, 2.0, 1.0}) {
    if (span >= 3 * step) return step;
  }
  return std::pow(10, std::floor(std::log10(span / 3)));
}

}  // namespace

std::string map_figures(const Evaluation& evaluation) {
  std::string figures;
  for (const Map& map : evaluation.maps) {
    if (map.width < 2 || map.height < 2 ||
        map.values.size() !=
            static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height)) {
      continue;
    }
    const Range range = range_of(map);
    const double step = contour_step(range);
    const std::string subject = subject_text(map.subject);
    const std::string caption = fmt::format(
        fmt::runtime(tr("{}{}: lines every {}{}, the cross marks the brightest place.")),
        escaped(label_of(map.name)), subject.empty() ? "" : ", " + escaped(subject),
        significant(step, 2), escaped(unit_suffix(map.unit)));
    figures += element("figure", svg_of(map, range, step) + element("figcaption", caption),
                       "class=\"seen\"");
  }
  return figures.empty() ? ""
                         : element("h3", tr("Maps")) + element("div", figures, "class=\"figures\"");
}

}  // namespace etalon::charts
