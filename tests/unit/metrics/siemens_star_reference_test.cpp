// SPDX-License-Identifier: Apache-2.0
// A neutron image of a star of 128 bright and 128 dark spokes, taken with a detector of 2 x 2
// chips: once with the gaps between the chips corrected, once as it came (docs/reference_data.md).
#include "suite/imagefiles/image_file.hpp"
#include "suite/metrics/siemens_star.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/reference_data.hpp"
#include "tests/support/star_images.hpp"

#include <algorithm>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;

namespace {

Evaluation measured_file(const std::string& name) {
  auto file = imagefiles::open_image(reference_data() / "siemens" / name);
  Observation observation;
  observation.frames = std::move(file.frames);
  return measured(observation, {}, "siemens_star");
}

/// Of the curve that was drawn, at the nearest frequency.
double modulation(const Evaluation& e, double frequency) {
  for (const Curve& curve : e.curves) {
    if (curve.name != "mtf" || !curve.subject.empty()) continue;
    const auto at = std::lower_bound(curve.x.begin(), curve.x.end(), frequency) - curve.x.begin();
    return curve.y.at(static_cast<std::size_t>(at));
  }
  return 0;
}

}  // namespace

TEST_CASE("reference: a real star with six rings drawn on it", "[metrics]") {
  const Evaluation e = measured_file("corrected_siemens_star.tif");
  INFO(described(e));
  CHECK(result_of(e, "spokes").value == 128);
  // Of another program; a search for the largest modulation (numpy) gives (271.24, 258.91).
  CHECK_THAT(item_of(e, "star").position_px.at("x"), WithinAbs(271.3, 0.3));
  CHECK_THAT(item_of(e, "star").position_px.at("y"), WithinAbs(258.9, 0.3));
  // The coarsest spokes have lost a third of their contrast already, so MTF50 is not known well.
  const MeasurementResult& mtf50 = result_of(e, "mtf50");
  CHECK(mtf50.standard_uncertainty > 0.02 * mtf50.value);
  CHECK(mtf50.standard_uncertainty < 0.1 * mtf50.value);
  // Ratios need no zero frequency. numpy, rings of 2 px, least squares in 32 sectors with a phase
  // of their own, medians: 0.268 at 0.1213, 0.215 at 0.1592, 0.151 at 0.2037, 0.0905 at 0.2546
  // cycles/px.
  const double coarse = modulation(e, 0.1213);
  CHECK_THAT(modulation(e, 0.1592) / coarse, WithinAbs(0.2147 / 0.268, 0.02));
  CHECK_THAT(modulation(e, 0.2037) / coarse, WithinAbs(0.1513 / 0.268, 0.02));
  CHECK_THAT(modulation(e, 0.2546) / coarse, WithinAbs(0.0905 / 0.268, 0.02));
  CHECK(e.failures.empty());
}

TEST_CASE("reference: the star with gaps between chips is refused, not miscounted", "[metrics]") {
  const Evaluation e = measured_file("siemens_star.tif");
  INFO(described(e));
  CHECK(e.results.empty());
  CHECK(has_failure(e, "siemens_star.spokes_broken"));
}
