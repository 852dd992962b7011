// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/psf_items.hpp"

#include "suite/metrics/frame_planes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace etalon::metrics {

namespace {

using numerics::Reading;

std::string bead_id(std::size_t number) { return fmt::format("bead-{}", number); }

class ItemMaker {
 public:
  ItemMaker(const PsfGroup& group, const RemovedVariance& removed, Item& item)
      : group_(group), removed_(removed), item_(item), shared_(shares_light(item.flags)) {}

  /// Of the fit: px of the frame, steps between planes.
  void add_position(const BeadFit& fit) {
    const std::pair<const char*, int> axes[] = {{"x", kX}, {"y", kY}, {"z", kZ}};
    for (const auto& [name, place] : axes)
      put(name, fit.value(place), "px", known(std::sqrt(fit.covariance(place, place))));
  }

  void add_widths(const BeadWidths& widths) {
    add_lateral("fwhm_x", widths.x, 0);
    add_lateral("fwhm_y", widths.y, 1);
    if (widths.z) add_axial(*widths.z);
    if (!widths.ellipticity) return;
    const Reading asymmetry = asymmetry_of(squared_ellipticity(*widths.ellipticity));
    put("asymmetry", asymmetry.value, "1", known(std::sqrt(asymmetry.variance)));
    const auto& e = *widths.ellipticity;
    // Of the longest axis, from x towards y.
    put("angle", 0.5 * std::atan2(e.e2, e.e1) * 180 / std::numbers::pi, "deg", {});
  }

  void put(const std::string& name, double value, const std::string& unit,
           std::optional<double> u) {
    if (std::isfinite(value) && (!u || std::isfinite(*u))) item_.values[name] = {value, unit, u};
  }

 private:
  void add_lateral(const std::string& name, const Reading& r, std::size_t axis) {
    const auto& size = group_.scale.pixel_size;
    add(name, r, size ? std::optional(size->value.per_px.in(um)) : std::nullopt, axis);
  }
  void add_axial(const Reading& r) {
    const auto& step = group_.scale.axial_step;
    add("fwhm_z", r, step ? std::optional(step->value.per_plane.in(um)) : std::nullopt, 2);
  }

  void add(const std::string& name, const Reading& r, std::optional<double> scale,
           std::size_t axis) {
    const double unit = scale.value_or(1);
    const double value = r.value * unit;
    const double u = std::sqrt(r.variance) * unit;
    put(name, value, scale ? "um" : "px", known(u));
    const double left = value * value - removed_.squares[axis];
    if (!scale || !removed_.known || !(left > 0)) return;
    put(name + "_corrected", std::sqrt(left), "um", known(u * value / std::sqrt(left)));
  }

  /// Beside another bead the model of that one is the larger error, which no fit tells.
  std::optional<double> known(double u) const { return shared_ ? std::nullopt : std::optional(u); }

  static bool shares_light(const std::vector<std::string>& flags) {
    return std::any_of(flags.begin(), flags.end(),
                       [](const auto& flag) { return flag == "neighbour" || flag == "doublet"; });
  }

  const PsfGroup& group_;
  const RemovedVariance& removed_;
  Item& item_;
  bool shared_;
};

Overlay ring(const std::string& item, const std::string& label, double x, double y, double radius) {
  Overlay overlay;
  overlay.item = item;
  overlay.label = label;
  overlay.closed = true;
  constexpr int kCorners = 16;
  for (int i = 0; i < kCorners; ++i) {
    const double angle = 2 * std::numbers::pi * i / kCorners;
    overlay.x_px.push_back(x + radius * std::cos(angle));
    overlay.y_px.push_back(y + radius * std::sin(angle));
  }
  return overlay;
}

}  // namespace

std::size_t append_items(const BeadSurvey& survey, const PsfGroup& group,
                         const RemovedVariance& removed, Evaluation& evaluation) {
  const std::size_t first = evaluation.items.size() + 1;
  for (const BeadReading& bead : survey.beads) {
    Item item;
    item.id = bead_id(evaluation.items.size() + 1);
    item.position_px = {{"x", bead.x_px}, {"y", bead.y_px}};
    if (survey.planes > 1) item.position_px["z"] = bead.z_planes;
    item.flags = bead.flags;
    item.subject = group.subject;
    ItemMaker maker(group, removed, item);
    if (const auto widths = widths_of(bead, group.shape)) maker.add_widths(*widths);
    maker.put("snr", bead.snr, "1", {});
    maker.put("light", bead.flux_dn, "DN", {});
    const auto& fit = bead.volume ? bead.volume : bead.plane;
    if (fit) {
      maker.add_position(*fit);
      maker.put("chi2", fit->chi2_per_sample, "1", {});
      maker.put("misfit", fit->misfit, "1", {});
    }
    evaluation.items.push_back(std::move(item));
  }
  return first;
}

void append_picture(const BeadSurvey& survey, const PsfGroup& group, std::size_t first_item,
                    Evaluation& evaluation) {
  Plane plane;
  plane.width = survey.projection_width;
  plane.height = survey.projection_height;
  plane.values = survey.projection;
  Picture picture = picture_of("beads", plane);
  picture.scale *= survey.bin_px;
  const double radius = std::max(4.0 * survey.sigma_px, 1.5 * picture.scale);
  for (std::size_t i = 0; i < survey.beads.size(); ++i) {
    const BeadReading& bead = survey.beads[i];
    const bool used =
        is_used(bead, group.shape, survey.planes) && widths_of(bead, group.shape).has_value();
    picture.overlays.push_back(
        ring(bead_id(first_item + i), used ? "bead" : "rejected", bead.x_px, bead.y_px, radius));
  }
  evaluation.pictures.push_back(std::move(picture));
}

}  // namespace etalon::metrics
