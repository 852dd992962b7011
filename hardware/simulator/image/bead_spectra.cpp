// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/bead_spectra.hpp"

#include "hardware/simulator/image/bead_shape.hpp"
#include "suite/core/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace etalon::hardware {
namespace {

// What one bead adds to one node: its weight over the frequency, of a point a single one, and where
// the sum over beads stands.
struct NodeWeight {
  RadialTable weight;
  Complex* sum = nullptr;
};

struct BeadWave {
  std::vector<Complex> along_x;  // exp(-2 pi i f x) by column
  std::vector<Complex> along_y;
  std::vector<NodeWeight> nodes;
  double cells = 0;  // of the tables up to the cutoff
};

// Form factors turn by 2 pi r f; between entries they are read in proportion, right to 1e-4.
std::size_t cells_for(const targets::Bead& bead, double cutoff_per_um) {
  return 128 + static_cast<std::size_t>(200 * bead.diameter_um / 2 * cutoff_per_um);
}

std::vector<Complex> wave(double place_px, int period, int first, int last) {
  std::vector<Complex> values;
  for (int k = first; k <= last; ++k) {
    const double angle = -2 * std::numbers::pi * std::fmod(k * place_px / period, 1.0);
    values.emplace_back(static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle)));
  }
  return values;
}

void weigh(RadialTable& table, double light, bool point) {
  if (point) table.resize(1);
  for (float& value : table) value *= static_cast<float>(light);
}

BeadWave wave_of(const PlacedBead& placed, const BeadGrid& grid, SpectraByNode& sums) {
  const Axis& x = grid.grid.x;
  const Axis& y = grid.grid.y;
  const bool point = placed.bead->diameter_um == 0;
  const std::size_t cells = point ? 1 : cells_for(*placed.bead, grid.cutoff_per_um);
  BeadWave bead{wave(placed.domain_px.x, x.period, 0, x.highest),
                wave(placed.domain_px.y, y.period, -y.highest, y.highest),
                {},
                static_cast<double>(cells)};
  for (auto& [node, weight] : form_by_node(*placed.bead, placed.z_um, grid, cells)) {
    auto& sum = sums[node];
    sum.resize(grid.grid.columns() * grid.grid.column_length());
    weigh(weight, placed.light, point);
    bead.nodes.push_back({std::move(weight), sum.data()});
  }
  return bead;
}

class Column {
 public:
  Column(const BeadGrid& grid, const PixelsPerMicrometre& scale, std::size_t column)
      : offset_(column * grid.grid.column_length()), column_(column) {
    const int highest = grid.grid.y.highest;
    const double fx = static_cast<double>(column) / grid.grid.x.period;
    for (int k = -highest; k <= highest; ++k) {
      const Place f = per_um(scale, fx, static_cast<double>(k) / grid.grid.y.period);
      const double r = std::hypot(f.x, f.y) / grid.cutoff_per_um;
      if (r >= 1) continue;
      if (radius_.empty()) first_ = static_cast<std::size_t>(k + highest);
      radius_.push_back(static_cast<float>(r));
    }
    cell_.resize(radius_.size());
    part_.resize(radius_.size());
    wave_.resize(radius_.size());
  }

  void add(const BeadWave& bead) {
    const Complex ex = bead.along_x[column_];
    for (std::size_t k = 0; k < radius_.size(); ++k) {
      const float place = radius_[k] * static_cast<float>(bead.cells);
      cell_[k] = static_cast<std::uint32_t>(place);
      part_[k] = place - static_cast<float>(cell_[k]);
      const Complex ey = bead.along_y[first_ + k];
      wave_[k] = {ex.real() * ey.real() - ex.imag() * ey.imag(),
                  ex.real() * ey.imag() + ex.imag() * ey.real()};
    }
    for (const NodeWeight& node : bead.nodes) {
      Complex* sum = node.sum + offset_ + first_;
      const float* table = node.weight.data();
      if (node.weight.size() == 1) {
        for (std::size_t k = 0; k < radius_.size(); ++k) sum[k] += table[0] * wave_[k];
        continue;
      }
      for (std::size_t k = 0; k < radius_.size(); ++k) {
        const float* entry = table + cell_[k];
        const float weight = entry[0] + part_[k] * (entry[1] - entry[0]);
        sum[k] += weight * wave_[k];
      }
    }
  }

 private:
  std::size_t offset_;
  std::size_t column_;
  std::size_t first_ = 0;
  std::vector<float> radius_;  // of the frequency over the cutoff
  std::vector<std::uint32_t> cell_;
  std::vector<float> part_;
  std::vector<Complex> wave_;
};

}  // namespace

// A place that is a node to 1e-6 of their distance counts as one: planes at regular steps do not
// come out exactly.
NodePlace node_place(double z_um, double node_um) {
  const double place = z_um / node_um;
  const double nearest = std::round(place);
  if (std::abs(place - nearest) < 1e-6) return {static_cast<int>(nearest), 0};
  const double below = std::floor(place);
  return {static_cast<int>(below), place - below};
}

std::array<double, 6> six_point_weights(double part) {
  std::array<double, 6> weights{};
  for (int i = 0; i < 6; ++i) {
    double weight = 1;
    for (int j = 0; j < 6; ++j) {
      if (j != i) weight *= (part - (j - 2)) / (i - j);
    }
    weights[static_cast<std::size_t>(i)] = weight;
  }
  return weights;
}

FormByNode form_by_node(const targets::Bead& bead, double z_um, const BeadGrid& grid,
                        std::size_t cells) {
  FormByNode by_node;
  const double fastest = grid.cycles_per_um + grid.cutoff_per_um;
  for (const BeadSlice& slice : slices_of(bead, fastest)) {
    const RadialTable form = radial_table(cells, grid.cutoff_per_um, [&](double f) {
      return slice.weight * slice_transfer(bead.dye, slice.radius_um, f);
    });
    const NodePlace place = node_place(z_um + slice.z_um, grid.node_um);
    const auto share = six_point_weights(place.part);
    for (int i = -place.before(); i <= place.after(); ++i) {
      RadialTable& sum = by_node[place.node + i];
      sum.resize(form.size());
      const auto part = static_cast<float>(share[static_cast<std::size_t>(i + 2)]);
      for (std::size_t k = 0; k < form.size(); ++k) sum[k] += part * form[k];
    }
  }
  return by_node;
}

SpectraByNode bead_spectra(const std::vector<PlacedBead>& beads, const BeadGrid& grid,
                           const PixelsPerMicrometre& scale, std::size_t threads) {
  SpectraByNode sums;
  std::vector<BeadWave> waves;
  for (const PlacedBead& bead : beads) waves.push_back(wave_of(bead, grid, sums));
  one_by_one(grid.grid.columns(), threads, [&](std::size_t column) {
    Column frequencies(grid, scale, column);
    for (const BeadWave& bead : waves) frequencies.add(bead);
  });
  return sums;
}

}  // namespace etalon::hardware
