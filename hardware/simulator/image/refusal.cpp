// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/refusal.hpp"

#include "hardware/simulator/image/field_map.hpp"
#include "hardware/simulator/optics/objection.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <cmath>
#include <initializer_list>
#include <numbers>
#include <string>

namespace etalon::hardware {
namespace {

void refuse_unless(bool possible, const char* reason) {
  if (!possible) throw DeviceError("simulator", reason);
}

void refuse_if(const std::string& objection) {
  if (!objection.empty()) throw DeviceError("simulator", objection);
}

bool finite(std::initializer_list<double> values) {
  for (const double value : values) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

bool positive(double value) { return std::isfinite(value) && value > 0; }

bool at_least_zero(double value) { return std::isfinite(value) && value >= 0; }

bool has_size(int pixels) { return pixels >= 1 && pixels <= 32768; }

bool possible(const Colour& colour) {
  return positive(colour.magnification) &&
         finite({colour.shift_x_px, colour.shift_y_px, colour.axial_shift_um});
}

bool possible(const targets::Bead& bead) {
  bool all = finite({bead.x_um, bead.y_um, bead.z_um}) && at_least_zero(bead.diameter_um);
  for (const double light : bead.light) all = all && at_least_zero(light);
  return all;
}

void refuse_impossible(const Field& field) {
  refuse_unless(has_size(field.width) && has_size(field.height),
                tr("an image must be 1 to 32,768 pixels wide and high."));
  refuse_unless(positive(field.pixel_um), tr("the pixel size must be above 0."));
  refuse_unless(finite({field.rotation_rad, field.x_um, field.y_um, field.k1, field.k2,
                        field.curvature_um, field.field_coma_waves, field.field_astigmatism_waves}),
                tr("every property of the field must be a finite number."));
  constexpr double kSteepest = std::numbers::pi / 4;
  refuse_unless(std::abs(field.tilt_x_rad) < kSteepest && std::abs(field.tilt_y_rad) < kSteepest,
                tr("a slide cannot be tilted by 45 degrees or more."));
  refuse_unless(Distortion(field.k1, field.k2).reaches_the_corner(),
                tr("with this distortion the corners of the image show no place of the slide. "
                   "Choose k1 and k2 nearer to 0."));
  refuse_unless(!field.colours.empty(), tr("an image needs at least one colour."));
  for (const Colour& colour : field.colours) {
    refuse_if(objection(colour.light));
    refuse_unless(possible(colour),
                  tr("a colour needs a magnification above 0 and finite shifts."));
  }
}

}  // namespace

void refuse_impossible(const targets::Scene& scene, const Lens& lens, const Field& field,
                       std::span<const double> defocus_um) {
  refuse_if(objection(lens));
  refuse_impossible(field);
  for (const double defocus : defocus_um) {
    refuse_unless(std::isfinite(defocus), tr("the defocus must be a finite number."));
  }
  refuse_unless(at_least_zero(scene.thickness_um),
                tr("the thickness of a layer must not be negative."));
  for (const targets::Bead& bead : scene.beads) {
    refuse_unless(possible(bead), tr("a bead needs a place, and a diameter and an amount of light "
                                     "that are not negative."));
  }
}

}  // namespace etalon::hardware
