// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/bead_light.hpp"

#include "hardware/simulator/image/field_map.hpp"
#include "hardware/simulator/image/memory.hpp"
#include "hardware/simulator/image/patches.hpp"
#include "suite/core/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::hardware {
namespace {

constexpr double kNodesPerPeriod = 11;
constexpr int kMargin = 64;

// A divisor of the step between planes, where they stand in regular steps.
double node_distance(const Lens& lens, const Colour& colour, std::span<const double> defocus_um) {
  const double most = 1 / (kNodesPerPeriod * cycles_per_defocus_um(lens, colour.light));
  const double step = defocus_um.size() > 1 ? std::abs(defocus_um[1] - defocus_um[0]) : 0;
  return step > 1e-4 * most ? step / std::ceil(step / most - 1e-9) : most;
}

double depth(const targets::Bead& bead, const Field& field, const Colour& colour, Place sensor_px) {
  return bead.z_um + field_defocus_um(field, colour, sensor_px);
}

Axis axis_for(int pixels, double margin, double cutoff_per_px) {
  Axis axis;
  axis.period = transform_length(pixels + 2 * static_cast<int>(std::ceil(margin)));
  axis.samples = axis.period;
  axis.highest = static_cast<int>(cutoff_per_px * axis.period);
  return axis;
}

// Defocus is each bead's own; the net follows the rest.
Patches net_for(const Lens& lens, Field field, const Colour& colour) {
  field.tilt_x_rad = field.tilt_y_rad = field.curvature_um = 0;
  if (!blur_changes(field, false)) return {{0}, {0}};
  return patches_for(field, [&](Place place) { return blur_at(lens, field, colour, place, 0, 0); });
}

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

}  // namespace

BeadLight::BeadLight(const targets::Scene& scene, const Lens& lens, const Field& field,
                     std::size_t colour, std::span<const double> defocus_um, std::size_t threads)
    : lens_(lens),
      field_(field),
      colour_(field.colours[colour]),
      first_defocus_um_(defocus_um.front()),
      net_(net_for(lens, field, colour_)) {
  for (std::size_t k = 0; k < net_.count(); ++k) {
    const Place place = net_.place(k);
    patches_.push_back({blur_at(lens, field, colour_, place, 0, 0), place, {}, {}});
  }
  choose_grid(scene, defocus_um);
  const auto placed = placed_beads(scene, colour);
  refuse_above_memory(bytes_for(placed));
  for (std::size_t k = 0; k < patches_.size(); ++k) {
    patches_[k].beads = bead_spectra(placed[k], grid_, patches_[k].blur.scale, threads);
  }
}

void BeadLight::choose_grid(const targets::Scene& scene, std::span<const double> defocus_um) {
  const FieldMap map(field_, colour_);
  double farthest = 0;
  for (const auto& bead : scene.beads) {
    const double z = depth(bead, field_, colour_, map.on_sensor({bead.x_um, bead.y_um}));
    for (const double defocus : defocus_um) farthest = std::max(farthest, std::abs(z + defocus));
  }
  Place cutoff;
  double scale = 0;
  for (const Patch& patch : patches_) {
    cutoff.x = std::max(cutoff.x, patch.blur.cutoff_per_px().x);
    cutoff.y = std::max(cutoff.y, patch.blur.cutoff_per_px().y);
    scale = std::max({scale, patch.blur.scale.xx, patch.blur.scale.yy});
    grid_.cutoff_per_um = patch.blur.cutoff_per_um();
  }
  const double margin = kMargin + scale * cone_radius_um(lens_, farthest);
  grid_.grid = {axis_for(field_.width, margin, cutoff.x),
                axis_for(field_.height, margin, cutoff.y)};
  grid_.cycles_per_um = cycles_per_defocus_um(lens_, colour_.light);
  grid_.node_um = node_distance(lens_, colour_, defocus_um);
  within_ = {(grid_.grid.x.period - field_.width) / 2, (grid_.grid.y.period - field_.height) / 2,
             field_.width, field_.height};
}

// By patch.
std::vector<std::vector<PlacedBead>> BeadLight::placed_beads(const targets::Scene& scene,
                                                             std::size_t colour) const {
  const FieldMap map(field_, colour_);
  std::vector<std::vector<PlacedBead>> placed(patches_.size());
  for (const auto& bead : scene.beads) {
    const Place at = map.on_sensor({bead.x_um, bead.y_um});
    const Place pixel{at.x + (field_.width - 1) / 2.0 + within_.x,
                      at.y + (field_.height - 1) / 2.0 + within_.y};
    const bool inside = pixel.x >= 0 && pixel.y >= 0 && pixel.x <= grid_.grid.x.period - 1 &&
                        pixel.y <= grid_.grid.y.period - 1;
    if (!inside || bead.light.empty()) continue;
    const double z = depth(bead, field_, colour_, at) + first_defocus_um_;
    const double light = bead.light[std::min(colour, bead.light.size() - 1)];
    for (std::size_t k = 0; k < patches_.size(); ++k) {
      const double share = net_.weight(k, at);
      if (share > 0) placed[k].push_back({&bead, pixel, z, light * share});
    }
  }
  return placed;
}

// Spectra of beads and of transfer functions, each over the depth of the beads of a patch.
double BeadLight::bytes_for(const std::vector<std::vector<PlacedBead>>& placed) const {
  double nodes = 0;
  for (const auto& beads : placed) {
    if (beads.empty()) continue;
    double nearest = beads.front().z_um;
    double farthest = nearest;
    for (const PlacedBead& bead : beads) {
      nearest = std::min(nearest, bead.z_um - bead.bead->diameter_um / 2);
      farthest = std::max(farthest, bead.z_um + bead.bead->diameter_um / 2);
    }
    nodes += 20 + 2 * (farthest - nearest) / grid_.node_um;
  }
  const Grid& grid = grid_.grid;
  return nodes * sizeof(Complex) * static_cast<double>(grid.columns()) *
         static_cast<double>(grid.column_length());
}

// Optics, pixel, and the scale of the inverse transform.
std::vector<Complex> BeadLight::transfer_at(const Patch& patch, int node) const {
  const Grid& grid = grid_.grid;
  Blur blur = patch.blur;
  blur.weights = {1};
  blur.transfers = {
      transfer_of(lens_at(lens_, field_, patch.place_px), colour_.light, node * grid_.node_um)};
  const auto pixel_x = pixel_transfers(blur.modality, grid.x);
  const auto pixel_y = pixel_transfers(blur.modality, grid.y);
  std::vector<Complex> transfer(grid.columns() * grid.column_length());
  const double scale = 1.0 / grid.x.period / grid.y.period;
  for (std::size_t column = 0; column < grid.columns(); ++column) {
    const double fx = static_cast<double>(column) / grid.x.period;
    Complex* middle = &transfer[column * grid.column_length()] + grid.y.highest;
    for (int k = 0; k <= grid.y.highest; ++k) {
      const double fy = static_cast<double>(k) / grid.y.period;
      const double factor = scale * pixel_x[column] * pixel_y[static_cast<std::size_t>(k)];
      middle[k] = Complex(factor * blur.optics(per_um(blur.scale, fx, fy)));
      middle[-k] = blur.even_in_y || k == 0
                       ? middle[k]
                       : Complex(factor * blur.optics(per_um(blur.scale, fx, -fy)));
    }
  }
  return transfer;
}

void BeadLight::prepare(Patch& patch, int first_node, int last_node, std::size_t threads) const {
  for (auto it = patch.transfers.begin(); it != patch.transfers.end();) {
    const bool wanted = it->first >= first_node && it->first <= last_node;
    it = wanted ? std::next(it) : patch.transfers.erase(it);
  }
  std::vector<std::pair<int, std::vector<Complex>*>> missing;
  for (int node = first_node; node <= last_node; ++node) {
    auto& spectrum = patch.transfers[node];
    if (spectrum.empty()) missing.emplace_back(node, &spectrum);
  }
  in_parallel(missing.size(), threads, [&](std::size_t first, std::size_t end) {
    for (std::size_t k = first; k < end; ++k) {
      *missing[k].second = transfer_at(patch, missing[k].first);
    }
  });
}

void BeadLight::add_to(std::span<float> image, double defocus_um, std::size_t threads) {
  const NodePlace shift = node_place(defocus_um - first_defocus_um_, grid_.node_um);
  const auto weights = six_point_weights(shift.part);
  const int before = shift.part == 0 ? 0 : 2;
  const int after = shift.part == 0 ? 0 : 3;
  for (Patch& patch : patches_) {
    if (patch.beads.empty()) continue;
    prepare(patch, patch.beads.begin()->first + shift.node - before,
            patch.beads.rbegin()->first + shift.node + after, threads);
  }
  const std::size_t length = grid_.grid.column_length();
  const auto columns = [&](int first, std::span<Complex> out) {
    std::fill(out.begin(), out.end(), Complex(0));
    std::vector<Complex> transfer(out.size());
    const std::size_t offset = static_cast<std::size_t>(first) * length;
    for (const Patch& patch : patches_) {
      for (const auto& [node, spectrum] : patch.beads) {
        std::fill(transfer.begin(), transfer.end(), Complex(0));
        for (int i = -before; i <= after; ++i) {
          const auto& values = patch.transfers.at(node + shift.node + i);
          add_scaled(transfer, {&values[offset], out.size()},
                     weights[static_cast<std::size_t>(i + 2)]);
        }
        add_product(out, transfer, {&spectrum[offset], out.size()});
      }
    }
  };
  const auto light = picture_of(grid_.grid, within_, columns, threads);
  for (std::size_t k = 0; k < image.size(); ++k) image[k] += light[k];
}

}  // namespace etalon::hardware
