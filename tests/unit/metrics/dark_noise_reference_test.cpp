// SPDX-License-Identifier: Apache-2.0
// Sixteen dark frames of a real CCD (docs/reference_data.md) against the same figures computed in
// another language (numpy, scipy) from the same files.
#include "suite/imagefiles/image_file.hpp"
#include "suite/metrics/dark_noise.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/reference_data.hpp"

#include <fmt/format.h>

#include <memory>
#include <vector>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;

TEST_CASE("reference: dark frames of a CCD of 640 x 480 px", "[metrics]") {
  std::vector<std::unique_ptr<FrameSequence>> parts;
  for (int k = 0; k < 16; ++k) {
    const auto file = reference_data() / "camera" / "emva001_subset" / "images" /
                      fmt::format("d_s_000_snap_{:03}.png", k);
    parts.push_back(imagefiles::open_image(file).frames);
  }
  Observation observation;
  observation.frames = std::make_unique<JoinedFrames>(std::move(parts));
  const Evaluation dark = measured(observation, {}, "dark_noise");
  INFO(described(dark));
  CHECK(dark.failures.empty());
  CHECK_THAT(result_of(dark, "read_noise_rms").value, WithinAbs(3.0816066, 1e-6));
  CHECK_THAT(result_of(dark, "offset").value, WithinAbs(14.7666516, 1e-6));
  CHECK_THAT(result_of(dark, "read_noise_p999").value, WithinAbs(4.8712, 0.001));
  CHECK_THAT(result_of(dark, "noise_tail").value, WithinAbs(-0.004, 0.003));
  CHECK(result_of(dark, "hot_pixels").value == 0);
  CHECK(result_of(dark, "cold_pixels").value == 0);
  // With the factor for pixels that are all alike 3.07956; their noise differs slightly.
  CHECK_THAT(result_of(dark, "read_noise_median").value, WithinAbs(3.0796, 0.003));
  CHECK(result_of(dark, "read_noise_median").interval.upper > 3.0796);
  for (const PeerValue& peer : dark.peers) {
    if (peer.definition == "peer.metroloj_qc.dsnu")
      CHECK_THAT(peer.value, WithinAbs(0.782943, 1e-5));
    if (peer.definition == "peer.metroloj_qc.warm_pixels") CHECK(peer.value == 21);
    if (peer.definition == "peer.metroloj_qc.cold_pixels") CHECK(peer.value == 60);
  }
}
