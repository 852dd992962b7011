// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/bead_light.hpp"

#include "hardware/simulator/image/field_map.hpp"
#include "hardware/simulator/image/memory.hpp"
#include "hardware/simulator/image/patches.hpp"
#include "hardware/simulator/image/radial_table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace etalon::hardware {
namespace {

constexpr double kNodesPerPeriod = 11;
constexpr int kMargin = 64;

// A divisor of the step between planes, where they stand in regular steps.
double node_distance(const Lens& lens, const Colour& colour, std::span<const double> defocus_um) {
  const double most = 1 / (kNodesPerPeriod * cycles_per_defocus_um(lens, colour.light));
  const double step = defocus_um.size() > 1 ? std::abs(defocus_um[1] - defocus_um[0]) : 0;
  if (step <= 1e-4 * most) return most;
  const double divisor = step / std::ceil(step / most - 1e-9);
  const bool regular = std::all_of(defocus_um.begin(), defocus_um.end(), [&](double defocus) {
    return node_place(defocus - defocus_um.front(), divisor).part == 0;
  });
  return regular ? divisor : most;
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

// The pixel and the scale of the inverse transform.
void add_pixel(const Grid& grid, Modality modality, int strip, std::span<Complex> columns) {
  const double scale = 1.0 / grid.x.period / grid.y.period;
  const auto pixel_y = pixel_transfers(modality, grid.y);
  const std::size_t length = grid.column_length();
  for (std::size_t c = 0; c * length < columns.size(); ++c) {
    const double fx = (strip * kStrip + static_cast<double>(c)) / grid.x.period;
    const double factor = scale * pixel_transfer(modality, fx);
    Complex* middle = &columns[c * length] + grid.y.highest;
    for (int k = -grid.y.highest; k <= grid.y.highest; ++k) {
      middle[k] *= static_cast<float>(factor * pixel_y[static_cast<std::size_t>(std::abs(k))]);
    }
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
  const auto optics = optics_of_patches();
  choose_grid(scene, optics, defocus_um);
  const auto placed = placed_beads(scene, colour);
  double bytes = 0;
  for (std::size_t k = 0; k < optics.size(); ++k) {
    bytes += bytes_for(placed[k], optics[k].blur.radial());
  }
  refuse_above_memory(bytes);
  for (std::size_t k = 0; k < optics.size(); ++k) {
    if (placed[k].empty()) continue;
    const auto make = optics[k].blur.radial() ? radial_beads : azimuthal_beads;
    patches_.push_back(make(optics[k], grid_, placed[k], threads));
  }
}

std::vector<PatchOptics> BeadLight::optics_of_patches() const {
  std::vector<PatchOptics> all;
  for (std::size_t k = 0; k < net_.count(); ++k) {
    const Place place = net_.place(k);
    all.push_back({lens_at(lens_, field_, place), colour_.light,
                   blur_at(lens_, field_, colour_, place, 0, 0)});
  }
  return all;
}

void BeadLight::choose_grid(const targets::Scene& scene, const std::vector<PatchOptics>& patches,
                            std::span<const double> defocus_um) {
  const FieldMap map(field_, colour_);
  double farthest = 0;
  double largest = 0;
  for (const auto& bead : scene.beads) {
    const double z = depth(bead, field_, colour_, map.on_sensor({bead.x_um, bead.y_um}));
    for (const double defocus : defocus_um) farthest = std::max(farthest, std::abs(z + defocus));
    largest = std::max(largest, bead.diameter_um / 2);
    grid_.first_um = z + first_defocus_um_;
  }
  Place cutoff;
  double scale = 0;
  for (const PatchOptics& patch : patches) {
    cutoff.x = std::max(cutoff.x, patch.blur.cutoff_per_px().x);
    cutoff.y = std::max(cutoff.y, patch.blur.cutoff_per_px().y);
    scale = std::max({scale, patch.blur.scale.xx, patch.blur.scale.yy});
    grid_.cutoff_per_um = patch.blur.cutoff_per_um();
  }
  const double cone = cone_radius_um(lens_, farthest);
  const double margin = kMargin + scale * cone;
  grid_.reach_um = cone + largest;
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
  std::vector<std::vector<PlacedBead>> placed(net_.count());
  for (const auto& bead : scene.beads) {
    const Place at = map.on_sensor({bead.x_um, bead.y_um});
    const Place pixel{at.x + (field_.width - 1) / 2.0 + within_.x,
                      at.y + (field_.height - 1) / 2.0 + within_.y};
    const bool inside = pixel.x >= 0 && pixel.y >= 0 && pixel.x <= grid_.grid.x.period - 1 &&
                        pixel.y <= grid_.grid.y.period - 1;
    if (!inside || bead.light.empty()) continue;
    const double z = depth(bead, field_, colour_, at) + first_defocus_um_ - grid_.first_um;
    const double light = bead.light[std::min(colour, bead.light.size() - 1)];
    for (std::size_t k = 0; k < net_.count(); ++k) {
      const double share = net_.weight(k, at);
      if (share > 0) placed[k].push_back({&bead, pixel, z, light * share});
    }
  }
  return placed;
}

// Spectra of beads and transfer functions, each over the depth of the beads.
double BeadLight::bytes_for(const std::vector<PlacedBead>& beads, bool radial) const {
  if (beads.empty()) return 0;
  double nearest = beads.front().z_um;
  double farthest = nearest;
  for (const PlacedBead& bead : beads) {
    nearest = std::min(nearest, bead.z_um - bead.bead->diameter_um / 2);
    farthest = std::max(farthest, bead.z_um + bead.bead->diameter_um / 2);
  }
  const double nodes = 10 + (farthest - nearest) / grid_.node_um;
  const Grid& grid = grid_.grid;
  const double spectrum = sizeof(Complex) * static_cast<double>(grid.columns()) *
                          static_cast<double>(grid.column_length());
  const double curves =
      3 * sizeof(float) * static_cast<double>(radial_cells(grid_.reach_um, grid_.cutoff_per_um));
  return nodes * (spectrum + (radial ? curves : spectrum));
}

void BeadLight::add_to(std::span<float> image, double defocus_um, std::size_t threads) {
  const NodePlace shift = node_place(defocus_um - first_defocus_um_, grid_.node_um);
  for (const auto& patch : patches_) patch->focus(shift, threads);
  const auto columns = [&](int strip, std::span<Complex> out) {
    std::fill(out.begin(), out.end(), Complex(0));
    for (const auto& patch : patches_) patch->add_to(strip, out);
    add_pixel(grid_.grid, lens_.modality, strip, out);
  };
  const auto light = picture_of(grid_.grid, within_, columns, threads);
  for (std::size_t k = 0; k < image.size(); ++k) image[k] += light[k];
}

}  // namespace etalon::hardware
