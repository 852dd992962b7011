// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/blur.hpp"
#include "hardware/simulator/image/fourier.hpp"
#include "hardware/simulator/image/radial_table.hpp"
#include "targets/scene.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <span>
#include <vector>

namespace etalon::hardware {

/// Spectra on a grid by node in z: entry k belongs to the distance k node_um.
using SpectraByNode = std::map<int, std::vector<Complex>>;

struct BeadGrid {
  Grid grid;
  double node_um = 1;
  double first_um = 0;  ///< distance of node 0 from the plane of focus of the first image
  double cutoff_per_um = 1;
  double cycles_per_um = 1;  ///< of transfer functions along z, at most
  double reach_um = 0;       ///< how far light gets from the middle of a bead

  double z_um(int node) const { return first_um + node * node_um; }
};

/// A place between nodes: `node` and the next one, in proportion `part` from 0 to 1.
struct NodePlace {
  int node = 0;
  double part = 0;
  /// How many nodes before and after it take part.
  int before() const { return part == 0 ? 0 : 2; }
  int after() const { return part == 0 ? 0 : 3; }
};
NodePlace node_place(double z_um, double node_um);

/// Lagrange's weights of the nodes -2 ... 3 for a value at `part` between 0 and 1.
std::array<double, 6> six_point_weights(double part);

/// A bead as one patch of the image sees it.
struct PlacedBead {
  const targets::Bead* bead = nullptr;
  Place domain_px;  ///< from pixel 0 of the periodic domain
  double z_um = 0;  ///< from node 0
  double light = 1;
};

/// Form factors of a bead at z from node 0, over the modulus of frequency (radial_table.hpp), as
/// its slices are shared out among nodes.
using FormByNode = std::map<int, RadialTable>;
FormByNode form_by_node(const targets::Bead& bead, double z_um, const BeadGrid& grid,
                        std::size_t cells);

/// The beads without the lens: for each node near a bead, the sum over beads of their form factor
/// times exp(-2 pi i f x), shared out among the six nodes about each slice.
SpectraByNode bead_spectra(const std::vector<PlacedBead>& beads, const BeadGrid& grid,
                           const PixelsPerMicrometre& scale, std::size_t threads);

}  // namespace etalon::hardware
