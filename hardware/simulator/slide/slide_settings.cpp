// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/slide/slide_settings.hpp"

#include "hardware/simulator/demands.hpp"
#include "suite/core/translate.hpp"

namespace etalon::hardware {
namespace {

using S = SlideSettings;

}  // namespace

const OptionSet<S>& slide_options() {
  static const OptionSet<S> set = [] {
    OptionSet<S> all;
    all.add("edge_angle", &S::edge_angle, "Angle of an edge's normal to the rows.")
        .add("edge_roughness", &S::edge_roughness, "Roughness of an edge; none: that of the slide.")
        .add("ruler", &S::ruler, "Whether there is a ruler to put under the objective.")
        .add("ruler_pitch", &S::ruler_pitch, "Nominal distance of its lines.")
        .add("ruler_error", &S::ruler_error, "Relative error of that distance.")
        .add("ruler_angle", &S::ruler_angle, "Angle of the ruler to the rows.");
    return all;
  }();
  return set;
}

std::string objection_to(const S& s) {
  return first_unmet(
      {{within(s.edge_angle, deg(-360), deg(360)) && within(s.ruler_angle, deg(-360), deg(360)),
        tr("edge_angle, ruler_angle: expected -360 deg to 360 deg.")},
       {!s.edge_roughness || within(*s.edge_roughness, um(0), um(100)),
        tr("edge_roughness: expected 0 um to 100 um.")},
       {!s.ruler_pitch || within(*s.ruler_pitch, nm(10), mm(1)),
        tr("ruler_pitch: expected 10 nm to 1 mm.")},
       {s.ruler_error > percent(-50) && s.ruler_error < percent(50),
        tr("ruler_error: expected -50 % to 50 %.")}});
}

}  // namespace etalon::hardware
