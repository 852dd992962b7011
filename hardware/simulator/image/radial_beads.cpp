// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/bead_patch.hpp"
#include "hardware/simulator/image/radial_table.hpp"
#include "suite/core/parallel.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace etalon::hardware {
namespace {

bool of_one_kind(const std::vector<PlacedBead>& beads) {
  const targets::Bead& first = *beads.front().bead;
  return std::all_of(beads.begin(), beads.end(), [&](const PlacedBead& placed) {
    return placed.bead->diameter_um == first.diameter_um && placed.bead->dye == first.dye;
  });
}

void add_scaled(RadialTable& sum, const RadialTable& table, double weight) {
  sum.resize(table.size());
  const auto factor = static_cast<float>(weight);
  for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += factor * table[k];
}

void add_product(RadialTable& sum, const RadialTable& a, const RadialTable& b) {
  sum.resize(a.size());
  for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += a[k] * b[k];
}

template <class Part>
void for_each(std::map<int, RadialTable>& tables, std::size_t threads, const Part& part) {
  std::vector<std::pair<const int, RadialTable>*> all;
  for (auto& entry : tables) all.push_back(&entry);
  one_by_one(all.size(), threads, [&](std::size_t k) { part(all[k]->first, all[k]->second); });
}

class RadialBeads final : public BeadPatch {
 public:
  RadialBeads(PatchOptics optics, const BeadGrid& grid, const std::vector<PlacedBead>& beads,
              std::size_t threads)
      : optics_(std::move(optics)),
        bead_grid_(grid),
        grid_{optics_.blur.scale,
              {1.0 / grid.grid.x.period, 1.0 / grid.grid.y.period},
              grid.grid.y.highest,
              grid.cutoff_per_um,
              radial_cells(optics_.blur.radius_um + grid.reach_um, grid.cutoff_per_um)} {
    if (of_one_kind(beads)) {
      spread_ = form_by_node(*beads.front().bead, 0, grid, grid_.cells);
      beads_ = bead_spectra(as_points(beads), grid, optics_.blur.scale, threads);
    } else {
      spread_[0] = RadialTable(grid_.cells + 2, 1.0F);
      beads_ = bead_spectra(beads, grid, optics_.blur.scale, threads);
    }
  }

  void focus(const NodePlace& shift, std::size_t threads) override {
    std::map<int, RadialTable> there;  // in this plane, at the nodes of beads and of their spread
    for (const auto& [node, spectrum] : beads_) {
      for (const auto& [offset, form] : spread_) there[node + offset];
    }
    prepare(there, shift, threads);
    const auto weights = six_point_weights(shift.part);
    for_each(there, threads, [&](int node, RadialTable& table) {
      for (int i = -shift.before(); i <= shift.after(); ++i) {
        add_scaled(table, transfers_.at(node + shift.node + i),
                   weights[static_cast<std::size_t>(i + 2)]);
      }
    });
    seen_.clear();
    for (const auto& [node, spectrum] : beads_) seen_[node];
    for_each(seen_, threads, [&](int node, RadialTable& table) {
      for (const auto& [offset, form] : spread_) add_product(table, form, there.at(node + offset));
    });
  }

  void add_to(int strip, std::span<Complex> columns) const override {
    const std::size_t length = bead_grid_.grid.column_length();
    for (std::size_t c = 0; c * length < columns.size(); ++c) {
      const std::size_t column = static_cast<std::size_t>(strip) * kStrip + c;
      const RadialColumn places = grid_.column(static_cast<int>(column));
      Complex* sum = &columns[c * length] + places.first;
      for (const auto& [node, spectrum] : beads_) {
        const float* transfer = seen_.at(node).data();
        const Complex* beads = &spectrum[column * length] + places.first;
        for (std::size_t k = 0; k < places.size(); ++k) {
          sum[k] += places.read(transfer, k) * beads[k];
        }
      }
    }
  }

 private:
  std::vector<PlacedBead> as_points(std::vector<PlacedBead> beads) {
    for (PlacedBead& placed : beads) placed.bead = &point_;
    return beads;
  }

  // Transfer functions of all nodes from which those in the plane are interpolated; others are
  // forgotten.
  void prepare(const std::map<int, RadialTable>& there, const NodePlace& shift,
               std::size_t threads) {
    std::map<int, RadialTable> kept;
    for (const auto& [node, table] : there) {
      for (int i = -shift.before(); i <= shift.after(); ++i) {
        const int needed = node + shift.node + i;
        if (kept.count(needed) == 0) kept[needed] = std::move(transfers_[needed]);
      }
    }
    transfers_ = std::move(kept);
    for_each(transfers_, threads, [&](int node, RadialTable& table) {
      if (table.empty()) table = transfer_at(node);
    });
  }

  RadialTable transfer_at(int node) const {
    Blur blur = optics_.blur;
    blur.weights = {1};
    blur.transfers = {optics_.at(bead_grid_.z_um(node))};
    return radial_table(grid_.cells, grid_.cutoff_per_um, [&](double f) {
      return blur.optics({f, 0}).real();
    });
  }

  PatchOptics optics_;
  BeadGrid bead_grid_;
  RadialGrid grid_;
  targets::Bead point_;
  FormByNode spread_;  // of a sphere over the nodes about its middle
  SpectraByNode beads_;
  std::map<int, RadialTable> transfers_;
  std::map<int, RadialTable> seen_;  // spread and transfer of the plane, by node of beads_
};

}  // namespace

std::unique_ptr<BeadPatch> radial_beads(const PatchOptics& optics, const BeadGrid& grid,
                                        const std::vector<PlacedBead>& beads, std::size_t threads) {
  return std::make_unique<RadialBeads>(optics, grid, beads, threads);
}

}  // namespace etalon::hardware
