// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/field_settings.hpp"

#include "hardware/simulator/demands.hpp"
#include "suite/core/translate.hpp"

namespace etalon::hardware {
namespace {

using S = FieldSettings;

bool is_small(double share) { return within(share, -0.3, 0.3); }

}  // namespace

const OptionSet<S>& field_options() {
  static const OptionSet<S> set = [] {
    OptionSet<S> all;
    all.add("width", &S::width, "Columns of a frame.")
        .add("height", &S::height, "Rows of a frame.")
        .add("pixel_size", &S::pixel_size, "True pixel size in the object plane.")
        .add("distortion_k1", &S::distortion_k1, "Relative shift of the corners, third order.")
        .add("distortion_k2", &S::distortion_k2, "Relative shift of the corners, fifth order.")
        .add("tilt_x", &S::tilt_x, "Tilt of the slide, away from the objective to the right.")
        .add("tilt_y", &S::tilt_y, "Tilt of the slide, away from the objective to the bottom.")
        .add("field_curvature", &S::field_curvature, "Focus of the corners behind the middle.")
        .add("field_coma", &S::field_coma, "Radial coma of the corners, waves rms.")
        .add("field_astigmatism", &S::field_astigmatism,
             "Radial astigmatism of the corners, waves rms.")
        .add("lateral_colour", &S::lateral_colour, "How much larger the red image is.")
        .add("axial_colour", &S::axial_colour, "How much further away red is sharp.")
        .add("filter_shift_x", &S::filter_shift_x, "Shift of the red image to the right.")
        .add("filter_shift_y", &S::filter_shift_y, "Shift of the red image downwards.");
    return all;
  }();
  return set;
}

std::string objection_to(const S& s) {
  return first_unmet(
      {{within(s.width, 32, 32768) && within(s.height, 32, 32768),
        tr("width, height: expected 32 to 32768 px.")},
       {within(s.pixel_size, nm(1), um(100)), tr("pixel_size: expected 1 nm to 100 um.")},
       {is_small(s.distortion_k1) && is_small(s.distortion_k2) &&
            // The recorded radius must grow with the ideal one up to the corner and beyond.
            1 + 3 * s.distortion_k1 > 0.1 && 1 + 3 * s.distortion_k1 + 5 * s.distortion_k2 > 0.1,
        tr("distortion_k1, distortion_k2: expected -0.3 to 0.3, and no fold in the image.")},
       {within(s.tilt_x, deg(-10), deg(10)) && within(s.tilt_y, deg(-10), deg(10)),
        tr("tilt_x, tilt_y: expected -10 deg to 10 deg.")},
       {within(s.field_curvature, um(-200), um(200)),
        tr("field_curvature: expected -200 um to 200 um.")},
       {within(s.field_coma, -1.5, 1.5) && within(s.field_astigmatism, -1.5, 1.5),
        tr("field_coma, field_astigmatism: expected -1.5 to 1.5 waves rms.")},
       {within(s.lateral_colour, percent(-5), percent(5)),
        tr("lateral_colour: expected -5 % to 5 %.")},
       {within(s.axial_colour, um(-50), um(50)), tr("axial_colour: expected -50 um to 50 um.")},
       {within(s.filter_shift_x, px(-50), px(50)) && within(s.filter_shift_y, px(-50), px(50)),
        tr("filter_shift_x, filter_shift_y: expected -50 px to 50 px.")}});
}

}  // namespace etalon::hardware
