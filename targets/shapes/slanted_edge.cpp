// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/slanted_edge.hpp"

#include "suite/core/contract.hpp"
#include "suite/core/translate.hpp"

#include <cmath>
#include <cstddef>

namespace etalon::targets {
namespace {

constexpr int kLargestSide = 16384;

const OptionSet<SlantedEdge>& options() {
  static const OptionSet<SlantedEdge> set = [] {
    OptionSet<SlantedEdge> all;
    all.add("width", &SlantedEdge::width, "Columns of the image.")
        .add("height", &SlantedEdge::height, "Rows of the image.")
        .add("angle", &SlantedEdge::angle, "Angle of the edge normal to the rows.")
        .add("offset", &SlantedEdge::offset, "Distance of the edge from the centre of the image.")
        .add("sag", &SlantedEdge::sag, "Bow of the edge at half the image height from its middle.")
        .add("bright", &SlantedEdge::bright, "Electrons per pixel on the bright side.")
        .add("dark", &SlantedEdge::dark, "Electrons per pixel on the dark side.");
    return all;
  }();
  return set;
}

Outcome<ExpectedImage> render_from_texts(const OptionTexts& texts, const Otf& otf) {
  const auto edge = options().parse(texts);
  if (!edge) return fail(edge.error());
  if (edge->width < 1 || edge->height < 1 || edge->width > kLargestSide ||
      edge->height > kLargestSide) {
    return fail("options.value", tr("width and height must lie between 1 and 16384 px."));
  }
  if (edge->dark.in(electrons) < 0 || edge->bright < edge->dark) {
    return fail("options.value", tr("dark must not be negative nor above bright."));
  }
  return render(*edge, otf);
}

}  // namespace

ExpectedImage render_spread(const SlantedEdge& edge, const EdgeSpread& spread) {
  ETALON_EXPECTS(edge.width > 0 && edge.height > 0);
  const double c = std::cos(edge.angle.in(rad));
  const double s = std::sin(edge.angle.in(rad));
  const double half_height = edge.height / 2.0;
  const double bow = edge.sag.in(px) / (half_height * half_height);
  const double dark = edge.dark.in(electrons);
  const double step = edge.bright.in(electrons)-dark;
  ExpectedImage image{edge.width, edge.height, {}};
  image.electrons.reserve(static_cast<std::size_t>(edge.width) *
                          static_cast<std::size_t>(edge.height));
  for (int j = 0; j < edge.height; ++j) {
    const double y = j - (edge.height - 1) / 2.0;
    for (int i = 0; i < edge.width; ++i) {
      const double x = i - (edge.width - 1) / 2.0;
      const double along = y * c - x * s;
      const double across = x * c + y * s - edge.offset.in(px)-bow * along * along;
      const double slope = 2 * bow * along;
      image.electrons.push_back(dark + step * spread(across / std::sqrt(1 + slope * slope)));
    }
  }
  return image;
}

ExpectedImage render(const SlantedEdge& edge, const Otf& otf) {
  return render_spread(edge, edge_spread(otf, edge.angle));
}

Target slanted_edge_target() {
  return {"slanted_edge", tr("A straight or slightly bowed edge between dark and bright"),
          options().declarations(), render_from_texts};
}

}  // namespace etalon::targets
