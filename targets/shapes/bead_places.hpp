// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/outcome.hpp"

#include <cstddef>
#include <random>
#include <vector>

namespace etalon::targets {

struct Place {
  double x_um = 0;
  double y_um = 0;
};

/// A rectangle about (0, 0).
struct Area {
  double width_um = 0;
  double height_um = 0;
};

/// `count` places drawn one after the other, each evenly over what the earlier ones leave: none
/// nearer to another than `distance_um` (random sequential adsorption). Fails with `options.value`
/// when they do not fit: discs of that diameter must not fill more than 45 % of the area.
Outcome<std::vector<Place>> random_places(std::size_t count, const Area& area, double distance_um,
                                          std::mt19937_64& generator);

/// The corners of a square grid of that pitch that fit into the area, evenly about its middle.
std::vector<Place> grid_places(const Area& area, double pitch_um);

}  // namespace etalon::targets
