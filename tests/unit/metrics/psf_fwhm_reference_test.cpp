// SPDX-License-Identifier: Apache-2.0
// Real images against fits of an independent program (docs/reference_data.md): a Gaussian with
// constant background, least squares without weights.
#include "suite/imagefiles/image_file.hpp"
#include "suite/metrics/psf_fwhm.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/reference_data.hpp"

#include <cmath>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Evaluation measured_file(const std::string& name, double pixel_um, double step_um,
                         const OptionTexts& options = {}) {
  auto file = imagefiles::open_image(reference_data() / "beads" / name);
  Observation observation;
  observation.frames = std::move(file.frames);
  observation.places = file.metadata.planes;
  bool stack = false;
  for (const FramePlace& place : observation.places) stack = stack || place.z > 0;
  if (!stack) observation.places.clear();
  observation.references.pixel_size = Uncertain<PixelSize>{.value = {um(pixel_um)}};
  observation.references.axial_step = Uncertain<AxialStep>{.value = {um(step_um)}};
  return measured(observation, options, "psf_fwhm");
}

const Item* item_near(const Evaluation& evaluation, double x, double y) {
  for (const Item& item : evaluation.items) {
    if (std::hypot(item.position_px.at("x") - x, item.position_px.at("y") - y) < 4) return &item;
  }
  return nullptr;
}

}  // namespace

// Beads with a halo in 8 bits. The other program fits a smaller box, which holds less of the halo,
// and cuts it at whole pixels: 5 %.
TEST_CASE("reference: four beads with a halo, longer along y", "[metrics]") {
  const Evaluation e = measured_file("Bead_Image1_crop.tif", 0.02249, 0.125);
  INFO(described(e));
  CHECK(e.failures.empty());
  CHECK(e.method == "psf_fwhm/gaussian3d");
  const struct {
    double x, y, z, fwhm_x, fwhm_y, fwhm_z;
  } beads[] = {{125.26, 35.91, 23.50, 0.1724, 0.2252, 0.5915},
               {29.87, 72.90, 23.46, 0.1686, 0.2240, 0.5855},
               {75.64, 82.23, 23.49, 0.1720, 0.2269, 0.5943},
               {44.10, 111.52, 23.47, 0.1700, 0.2289, 0.5858}};
  for (const auto& bead : beads) {
    INFO("bead at " << bead.x << ", " << bead.y);
    const Item* item = item_near(e, bead.x, bead.y);
    REQUIRE(item != nullptr);
    CHECK_THAT(item->position_px.at("x"), WithinAbs(bead.x, 0.5));
    CHECK_THAT(item->position_px.at("y"), WithinAbs(bead.y, 0.5));
    CHECK_THAT(item->position_px.at("z"), WithinAbs(bead.z, 0.2));
    CHECK_THAT(item->values.at("fwhm_x").value, WithinRel(bead.fwhm_x, 0.07));
    CHECK_THAT(item->values.at("fwhm_y").value, WithinRel(bead.fwhm_y, 0.07));
    CHECK_THAT(item->values.at("fwhm_z").value, WithinRel(bead.fwhm_z, 0.07));
  }
  // Its 0.76 is shortest over longest along x and y.
  CHECK_THAT(1 / result_of(e, "asymmetry").value, WithinAbs(0.76, 0.04));
  CHECK(has_caveat(e, "psf_fwhm.transfer_unknown"));
  CHECK(has_caveat(e, "psf_fwhm.few_beads"));
}

// One bead whose rings the other program cut off at eight pixels; its line fits through the
// brightest voxel are narrower still (0.394, 0.408, 1.302 um): 8 %.
TEST_CASE("reference: one widefield bead with its rings", "[metrics]") {
  const Evaluation e = measured_file("psf_wl520nm_z300nm_x130nm_na0.85_n1.0.tif", 0.130, 0.3);
  INFO(described(e));
  CHECK(e.failures.empty());
  CHECK(has_caveat(e, "psf_fwhm.one_bead"));
  CHECK(has_caveat(e, "psf_fwhm.order_assumed"));
  CHECK_THAT(result_of(e, "fwhm_x").value, WithinRel(0.4413, 0.08));
  CHECK_THAT(result_of(e, "fwhm_y").value, WithinRel(0.4476, 0.08));
  CHECK_THAT(result_of(e, "fwhm_z").value, WithinRel(1.519, 0.08));
  const Item* item = item_near(e, 130.69, 127.60);
  REQUIRE(item != nullptr);
  CHECK_THAT(item->position_px.at("z"), WithinAbs(11.88, 0.2));
}
