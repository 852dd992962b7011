// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/slanted_edge.hpp"

#include "suite/core/contract.hpp"

#include <cmath>
#include <cstddef>

namespace etalon::targets {

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

}  // namespace etalon::targets
