// SPDX-License-Identifier: Apache-2.0
// Real stacks of beads against fits of an independent program (docs/reference_data.md): least
// squares of a Gaussian with axes along x, y, z in a window of 9 x 9 x 8 samples to either side.
// Real point spreads are no Gaussians: their rings and light out of focus widen a fit the more, the
// larger its window, and here also the window along z, 8 planes for a sigma of 2. Ours is 3 sigma
// with the background from farther out: in the volume 2 to 7 % wider than the peer's, in the plane
// of best focus alone, which has least light out of focus, 1 to 5 % narrower.
#include "suite/imagefiles/image_file.hpp"
#include "suite/metrics/bead_survey.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/reference_data.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace etalon;
using namespace etalon::metrics;
using Catch::Matchers::WithinAbs;

namespace {

BeadSurvey survey_file(const std::string& name) {
  const auto file = imagefiles::open_image(test::reference_data() / "beads" / name);
  std::vector<std::size_t> order(file.frames->size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  auto survey = survey_beads(*file.frames, order, 0, {}, BeadShape::gaussian3d, 1);
  REQUIRE(survey.has_value());
  return *survey;
}

double fwhm(const BeadFit& fit, int p) { return 2.354820045 * std::sqrt(fit.value(p)); }

bool used(const BeadReading& reading) {
  return std::none_of(reading.flags.begin(), reading.flags.end(), excludes);
}

}  // namespace

TEST_CASE("Four beads of a real stack are found, all of them good") {
  const auto survey = survey_file("Bead_Image1_crop.tif");
  REQUIRE(survey.beads.size() == 4);
  struct Peer {
    double x, y, z, width, height, depth;  // px and planes
  };
  const Peer peers[] = {{125.26, 35.91, 23.50, 7.666, 10.013, 4.732},
                        {29.87, 72.90, 23.46, 7.497, 9.960, 4.684},
                        {75.64, 82.23, 23.49, 7.648, 10.089, 4.754},
                        {44.10, 111.52, 23.47, 7.559, 10.178, 4.686}};
  for (std::size_t i = 0; i < 4; ++i) {
    const BeadReading& reading = survey.beads[i];
    CHECK(used(reading));
    CHECK_THAT(reading.x_px, WithinAbs(peers[i].x, 0.6));
    CHECK_THAT(reading.y_px, WithinAbs(peers[i].y, 0.3));
    CHECK_THAT(reading.z_planes, WithinAbs(peers[i].z, 0.2));
    CHECK_THAT(fwhm(*reading.plane, kSxx) / peers[i].width, WithinAbs(0.96, 0.015));
    CHECK_THAT(fwhm(*reading.plane, kSyy) / peers[i].height, WithinAbs(0.985, 0.015));
    CHECK_THAT(fwhm(*reading.volume, kSxx) / peers[i].width, WithinAbs(1.04, 0.03));
    CHECK_THAT(fwhm(*reading.volume, kSzz) / peers[i].depth, WithinAbs(1.045, 0.03));
  }
}

TEST_CASE("One bead of a real stack with its light out of focus is one bead") {
  const auto survey = survey_file("psf_wl520nm_z300nm_x130nm_na0.85_n1.0.tif");
  REQUIRE(std::count_if(survey.beads.begin(), survey.beads.end(), used) == 1);
  const auto& bead = *std::find_if(survey.beads.begin(), survey.beads.end(), used);
  CHECK_THAT(bead.x_px, WithinAbs(130.69, 0.1));
  CHECK_THAT(bead.y_px, WithinAbs(127.60, 0.1));
  CHECK_THAT(bead.z_planes, WithinAbs(11.88, 0.15));
  // The peer's lines through the brightest sample: 0.394 and 0.408 um; its fit of the volume: 0.441
  // and 0.448 um, 1.519 um along z.
  CHECK_THAT(fwhm(*bead.plane, kSxx) * 0.130, WithinAbs(0.397, 0.008));
  CHECK_THAT(fwhm(*bead.plane, kSyy) * 0.130, WithinAbs(0.408, 0.008));
  CHECK_THAT(fwhm(*bead.volume, kSxx) * 0.130, WithinAbs(0.467, 0.01));
  CHECK_THAT(fwhm(*bead.volume, kSzz) * 0.3, WithinAbs(1.615, 0.03));
}
