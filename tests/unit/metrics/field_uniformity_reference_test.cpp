// SPDX-License-Identifier: Apache-2.0
// A real confocal field against the figures of other programs (docs/reference_data.md).
#include "suite/imagefiles/image_file.hpp"
#include "suite/metrics/field_uniformity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/reference_data.hpp"

#include <map>
#include <string>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;

TEST_CASE("reference: a confocal field of 512 x 512 px", "[metrics]") {
  auto file = imagefiles::open_image(reference_data() / "field" / "homogeneite10zoom1-488.tif");
  Observation observation;
  observation.frames = std::move(file.frames);
  const Evaluation field = measured(observation, {{"peers", "yes"}}, "field_uniformity");
  INFO(described(field));
  CHECK(field.failures.empty());
  std::map<std::string, double> peers;
  for (const PeerValue& peer : field.peers) peers[peer.definition] = peer.value;
  CHECK_THAT(peers.at("peer.manifest.smoothed_min_max"), WithinAbs(0.790, 0.005));
  CHECK_THAT(peers.at("peer.manifest.centre_of_mass_x"), WithinAbs(258.43, 0.5));
  CHECK_THAT(peers.at("peer.manifest.centre_of_mass_y"), WithinAbs(253.97, 0.5));
  // Ours: as another implementation of the definition (in Python) has it; and the caveats of a file
  // that says neither transfer nor black level.
  CHECK_THAT(result_of(field, "uniformity").value, WithinAbs(76.828, 0.01));
  CHECK_THAT(result_of(field, "cv").value, WithinAbs(4.546, 0.001));
  CHECK_THAT(result_of(field, "centring_x").value, WithinAbs(330, 0.6));
  CHECK_THAT(result_of(field, "centring_y").value, WithinAbs(228, 0.6));
  CHECK(has_caveat(field, "field_uniformity.transfer_unknown"));
  CHECK(has_caveat(field, "field_uniformity.no_dark"));
}
