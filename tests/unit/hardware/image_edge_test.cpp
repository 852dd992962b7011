// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/form_image.hpp"
#include "targets/exact/edge_spread.hpp"
#include "targets/exact/slanted_edge.hpp"
#include "targets/target.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

using namespace etalon;
using namespace etalon::hardware;

namespace {

// So small an aperture that the transfer function is the paraxial one.
Lens paraxial() {
  Lens lens;
  lens.modality = Modality::widefield;
  lens.na = 0.005;
  lens.apodisation = Apodisation::uniform;
  return lens;
}

constexpr double kWavelength = 0.5;

// The cutoff 2 NA/wavelength comes to lie at so many cycles/px.
Field field_with_cutoff(double cycles_per_px, int width, int height) {
  Field field;
  field.width = width;
  field.height = height;
  field.pixel_um = cycles_per_px * kWavelength / (2 * paraxial().na);
  field.colours = {Colour{"", {{kWavelength, 1}}}};
  return field;
}

targets::Scene edge(double angle_deg) {
  return targets::find_target("slanted_edge")
      ->lay_out({{"angle", std::to_string(angle_deg) + " deg"}, {"dark", "2 %"}}, 1)
      .value();
}

double worst_error(double cutoff, double angle_deg, int width, int height) {
  const Field field = field_with_cutoff(cutoff, width, height);
  const LightImage image = form_image(edge(angle_deg), paraxial(), field, 0, 2);
  targets::SlantedEdge truth;
  truth.width = width;
  truth.height = height;
  truth.angle = deg(angle_deg);
  truth.bright = electrons(1);
  truth.dark = electrons(0.02);
  const auto expected = targets::render(truth, targets::diffraction_otf(cutoff));
  double worst = 0;
  for (std::size_t i = 0; i < expected.electrons.size(); ++i) {
    worst = std::max(worst, std::abs(expected.electrons[i] - static_cast<double>(image.colours[0][i])));
  }
  return worst / 0.98;
}

}  // namespace

TEST_CASE("a straight edge is imaged as the exact renderer knows it", "[hardware]") {
  for (const double angle : {5.0, 0.0, 90.0, 45.0, 183.0, 265.0}) {
    for (const double cutoff : {0.15, 0.25, 0.3, 0.5, 0.62, 1.0, 2.0, 4.0}) {
      const double e=worst_error(cutoff, angle, 301, 200);
      std::printf("%g %g: %.2e\n", angle, cutoff, e);
      CHECK(e < (cutoff <= 0.5 ? 2e-4 : 1e-3));
    }
  }
}
