// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/bead_patch.hpp"
#include "hardware/simulator/image/grid_optics.hpp"
#include "suite/core/parallel.hpp"

#include <algorithm>
#include <utility>

namespace etalon::hardware {
namespace {

void add_scaled(std::span<Complex> sum, std::span<const Complex> spectrum, double weight) {
  const auto factor = static_cast<float>(weight);
  for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += factor * spectrum[k];
}

void add_product(std::span<Complex> sum, std::span<const Complex> a, std::span<const Complex> b) {
  for (std::size_t k = 0; k < sum.size(); ++k) {
    sum[k] += Complex(a[k].real() * b[k].real() - a[k].imag() * b[k].imag(),
                      a[k].real() * b[k].imag() + a[k].imag() * b[k].real());
  }
}

/// Transfer functions at the nodes, each on the whole grid.
class AzimuthalBeads final : public BeadPatch {
 public:
  AzimuthalBeads(PatchOptics optics, const BeadGrid& grid, const std::vector<PlacedBead>& beads,
                 std::size_t threads)
      : optics_(std::move(optics)),
        grid_(grid),
        beads_(bead_spectra(beads, grid, optics_.blur.scale, threads)) {}

  void focus(const NodePlace& shift, std::size_t threads) override {
    shift_ = shift;
    prepare(beads_.begin()->first + shift.node - shift.before(),
            beads_.rbegin()->first + shift.node + shift.after(), threads);
  }

  void add_to(int strip, std::span<Complex> columns) const override {
    const auto weights = six_point_weights(shift_.part);
    const std::size_t first = static_cast<std::size_t>(strip) * kStrip * grid_.grid.column_length();
    std::vector<Complex> transfer(columns.size());
    for (const auto& [node, spectrum] : beads_) {
      std::fill(transfer.begin(), transfer.end(), Complex(0));
      for (int i = -shift_.before(); i <= shift_.after(); ++i) {
        const auto& values = transfers_.at(node + shift_.node + i);
        add_scaled(transfer, {&values[first], columns.size()},
                   weights[static_cast<std::size_t>(i + 2)]);
      }
      add_product(columns, transfer, {&spectrum[first], columns.size()});
    }
  }

 private:
  void prepare(int first_node, int last_node, std::size_t threads) {
    std::erase_if(transfers_, [&](const auto& entry) {
      return entry.first < first_node || entry.first > last_node;
    });
    std::vector<std::pair<int, std::vector<Complex>*>> missing;
    for (int node = first_node; node <= last_node; ++node) {
      auto& spectrum = transfers_[node];
      if (spectrum.empty()) missing.emplace_back(node, &spectrum);
    }
    one_by_one(missing.size(), threads,
               [&](std::size_t k) { *missing[k].second = transfer_at(missing[k].first); });
  }

  std::vector<Complex> transfer_at(int node) const {
    const Grid& grid = grid_.grid;
    Blur blur = optics_.blur;
    blur.weights = {1};
    blur.transfers = {optics_.at(grid_.z_um(node))};
    const GridOptics optics(
        blur, grid, {static_cast<double>(grid.x.period), static_cast<double>(grid.y.period)},
        [](double) { return 1.0; });
    const std::size_t length = grid.column_length();
    std::vector<Complex> transfer(grid.columns() * length, Complex(1));
    for (std::size_t column = 0; column < grid.columns(); ++column) {
      optics.apply(static_cast<int>(column), grid.y.highest, {&transfer[column * length], length});
    }
    return transfer;
  }

  PatchOptics optics_;
  BeadGrid grid_;
  SpectraByNode beads_;
  SpectraByNode transfers_;
  NodePlace shift_;
};

}  // namespace

std::unique_ptr<BeadPatch> azimuthal_beads(const PatchOptics& optics, const BeadGrid& grid,
                                           const std::vector<PlacedBead>& beads,
                                           std::size_t threads) {
  return std::make_unique<AzimuthalBeads>(optics, grid, beads, threads);
}

}  // namespace etalon::hardware
