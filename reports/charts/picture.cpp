// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/picture.hpp"

#include "reports/charts/svg_text.hpp"
#include "suite/core/contract.hpp"
#include "suite/core/translate.hpp"

#include <QtCore/QBuffer>
#include <QtGui/QImage>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <vector>

namespace etalon::charts {
namespace {

std::string png_data_uri(const Picture& picture) {
  const QImage image(picture.grey.data(), picture.width, picture.height, picture.width,
                     QImage::Format_Grayscale8);
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "PNG");
  return "data:image/png;base64," + buffer.data().toBase64().toStdString();
}

/// Pixel centres are at integers in the image, the drawing counts from the corner of the first
/// pixel.
double drawn(double image_px, const Picture& picture) { return (image_px + 0.5) / picture.scale; }

std::string points_of(const Overlay& overlay, const Picture& picture) {
  std::string points;
  for (std::size_t i = 0; i < std::min(overlay.x_px.size(), overlay.y_px.size()); ++i) {
    points += fmt::format("{:.2f},{:.2f} ", drawn(overlay.x_px[i], picture),
                          drawn(overlay.y_px[i], picture));
  }
  return points;
}

std::string line(const Overlay& overlay, const Picture& picture) {
  const char* shape = overlay.closed ? "polygon" : "polyline";
  const char* kind = overlay.label == "region"     ? "region"
                     : overlay.label == "rejected" ? "rejected"
                                                   : "found";
  const std::string points = points_of(overlay, picture);
  return fmt::format("<{0} class=\"rim\" points=\"{1}\"/><{0} class=\"{2}\" points=\"{1}\"/>\n",
                     shape, points, kind);
}

struct Label {
  std::string text;
  double x = 0;
  double y = 0;
  double width = 0;
};

/// Beside the topmost point of the line, inside the picture.
std::optional<Label> label_of(const Overlay& overlay, const Picture& picture, double size) {
  const auto top = std::min_element(overlay.y_px.begin(), overlay.y_px.end());
  const auto index = static_cast<std::size_t>(top - overlay.y_px.begin());
  if (overlay.item.empty() || top == overlay.y_px.end() || index >= overlay.x_px.size()) {
    return std::nullopt;
  }
  const double width = size * 0.62 * static_cast<double>(overlay.item.size());
  const double x = drawn(overlay.x_px[index], picture) + 0.4 * size;
  const double y = drawn(*top, picture) + 1.1 * size;
  return Label{overlay.item, std::clamp(x, 0.0, std::max(0.0, picture.width - width)),
               std::clamp(y, size, std::max<double>(size, picture.height)), width};
}

/// A name that would lie over another one is left out: a few that can be read say more.
bool collides(const Label& label, const std::vector<Label>& others, double size) {
  return std::any_of(others.begin(), others.end(), [&](const Label& other) {
    return std::abs(label.y - other.y) < 1.2 * size && label.x < other.x + other.width &&
           other.x < label.x + label.width;
  });
}

/// Of many things only those that were not used are named.
bool is_named(const Overlay& overlay, std::size_t things) {
  constexpr std::size_t kMany = 40;
  return things <= kMany || overlay.label == "rejected";
}

std::string names(const Picture& picture) {
  const double size = std::max(picture.width, picture.height) / 24.0;
  std::set<std::string> things;
  for (const Overlay& overlay : picture.overlays) things.insert(overlay.item);
  std::set<std::string> named;
  std::vector<Label> placed;
  std::string svg;
  for (const bool edges : {true, false}) {
    for (const Overlay& overlay : picture.overlays) {
      if (edges && overlay.label != "edge") continue;
      if (!is_named(overlay, things.size())) continue;
      if (!named.insert(overlay.item).second) continue;
      const auto label = label_of(overlay, picture, size);
      if (!label || collides(*label, placed, size)) continue;
      placed.push_back(*label);
      svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{:.1f}\">{}</text>\n",
                         label->x, label->y, size, escaped(label->text));
    }
  }
  return svg;
}

}  // namespace

std::string picture_svg(const Picture& picture) {
  ETALON_EXPECTS(picture.width > 0 && picture.height > 0 && picture.scale > 0);
  ETALON_EXPECTS(picture.grey.size() == static_cast<std::size_t>(picture.width) *
                                            static_cast<std::size_t>(picture.height));
  std::string svg = fmt::format(
      "<svg class=\"picture\" viewBox=\"0 0 {0} {1}\" width=\"100%\" role=\"img\">"
      "<title>{2}</title>\n<image width=\"{0}\" height=\"{1}\" href=\"{3}\"/>\n",
      picture.width, picture.height, escaped(tr("the image with what was found in it")),
      png_data_uri(picture));
  for (const Overlay& overlay : picture.overlays) svg += line(overlay, picture);
  return svg + names(picture) + "</svg>\n";
}

}  // namespace etalon::charts
