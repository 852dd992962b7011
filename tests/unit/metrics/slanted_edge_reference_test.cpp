// SPDX-License-Identifier: Apache-2.0
// Real images against figures of an independent implementation of the e-SFR
// (docs/reference_data.md). That one takes frequencies along the pixel axis and has no correction
// of the bins: 2 %.
#include "suite/imagefiles/image_file.hpp"
#include "suite/metrics/slanted_edge.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/reference_data.hpp"

#include <algorithm>
#include <cmath>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Evaluation measured_file(const std::string& name, const OptionTexts& options = {}) {
  auto file = imagefiles::open_image(reference_data() / "edge" / name);
  Observation observation;
  observation.frames = std::move(file.frames);
  return measured(observation, options);
}

const Item* item_near(const Evaluation& evaluation, double x, double y) {
  const Item* best = nullptr;
  double nearest = 60;
  for (const Item& item : evaluation.items) {
    const double apart = std::hypot(item.position_px.at("x") - x, item.position_px.at("y") - y);
    if (apart >= nearest) continue;
    nearest = apart;
    best = &item;
  }
  return best;
}

}  // namespace

TEST_CASE("reference: the grey edges, upright and lying", "[metrics]") {
  for (const auto& [file, mtf50] :
       {std::pair{"v_edge_mono.tif", 0.1967}, std::pair{"h_edge_mono.tif", 0.1968}}) {
    DYNAMIC_SECTION(file) {
      const auto evaluation = measured_file(file);
      INFO(described(evaluation));
      CHECK(evaluation.failures.empty());
      const MeasurementResult& result = result_of(evaluation, "mtf50");
      CHECK_THAT(result.value, WithinRel(mtf50, 0.02));
      CHECK(result.standard_uncertainty < 0.02 * result.value);
      CHECK_THAT(result_of(evaluation, "edge_angle").value, WithinAbs(5.39, 0.05));
      CHECK_THAT(result_of(evaluation, "edge_width_10_90_px").value, WithinRel(2.60, 0.03));
      CHECK(has_caveat(evaluation, "slanted_edge.transfer_unknown"));
      CHECK_FALSE(has_caveat(evaluation, "slanted_edge.lossy"));
    }
  }
}

TEST_CASE("reference: the edge in colour, per plane", "[metrics]") {
  const auto evaluation = measured_file("v_edge.tif");
  INFO(described(evaluation));
  CHECK_THAT(result_of(evaluation, "mtf50", {{"plane", "red"}}).value, WithinRel(0.1969, 0.02));
  CHECK_THAT(result_of(evaluation, "mtf50", {{"plane", "green"}}).value, WithinRel(0.1969, 0.02));
  CHECK_THAT(result_of(evaluation, "mtf50", {{"plane", "blue"}}).value, WithinRel(0.1943, 0.02));
}

// Along the normal: 0.4 % more; and its Tukey window cuts off more of the flare of this image than
// the Hamming window of the other program.
TEST_CASE("reference: the variant based on the standard", "[metrics]") {
  const auto evaluation =
      measured_file("v_edge_mono.tif", {{"method", "slanted_edge/iso12233_2023"}});
  CHECK_THAT(result_of(evaluation, "mtf50").value, WithinRel(0.1967, 0.03));
}

TEST_CASE("reference: a lossy chart says so, and its square has four edges", "[metrics]") {
  const auto evaluation = measured_file("ISO_DSC_300_mono.jpg");
  INFO(described(evaluation));
  CHECK(has_caveat(evaluation, "slanted_edge.lossy"));
  // Centres of the regions that the other program was given, and its MTF50.
  const struct {
    const char* side;
    double x, y, mtf50;
  } sides[] = {{"left", 435, 565, 0.335},
               {"right", 785, 595, 0.356},
               {"top", 620, 390, 0.280},
               {"bottom", 590, 757, 0.277}};
  for (const auto& side : sides) {
    DYNAMIC_SECTION(side.side) {
      const Item* item = item_near(evaluation, side.x, side.y);
      REQUIRE(item != nullptr);
      REQUIRE(item->values.count("mtf50") == 1);
      INFO(item->values.at("mtf50").value);
      CHECK_THAT(item->values.at("mtf50").value, WithinRel(side.mtf50, 0.05));
    }
  }
}
