// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/field_peers.hpp"

#include "suite/metrics/metric.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/field_images.hpp"

#include <cmath>
#include <map>
#include <string>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

std::map<std::string, double> values_of(const Plane& plane, bool whole_numbers = false) {
  std::map<std::string, double> values;
  for (const PeerValue& peer : metrics::field_peers(plane, whole_numbers))
    values[peer.definition.substr(5)] = peer.value;
  return values;
}

Plane plane_from(int width, int height, double (*value)(double x, double y)) {
  targets::ExpectedImage image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) image.electrons.push_back(value(x, y));
  }
  return plane_of(image);
}

}  // namespace

TEST_CASE("an even field is perfect by everybody's definition", "[metrics]") {
  const auto peers = values_of(plane_from(120, 80, [](double, double) { return 400.0; }));
  CHECK(peers.size() == 12);
  for (const char* name : {"uniformity", "field_uniformity"})
    CHECK_THAT(peers.at(std::string("metroloj_qc.") + name), WithinAbs(100, 1e-4));
  CHECK_THAT(peers.at("metroloj_qc.cv"), WithinAbs(0, 1e-4));
  CHECK_THAT(peers.at("manifest.smoothed_min_max"), WithinAbs(1, 1e-6));
  CHECK_THAT(peers.at("microscope_metrics.centre_ratio"), WithinAbs(1, 1e-6));
  CHECK_THAT(peers.at("manifest.centre_of_mass_x"), WithinAbs(59.5, 1e-6));
  // Its centre of w/2, h/2 lies half a pixel beside the centroid.
  CHECK_THAT(peers.at("metroloj_qc.centring"),
             WithinAbs(100 - 200 * std::hypot(0.5, 0.5) / std::hypot(120, 80), 1e-6));
}

// A ramp: a blur leaves it alone but for the border, so everything can be written down.
TEST_CASE("a ramp has the figures that follow from each definition", "[metrics]") {
  const Plane plane = plane_from(200, 100, [](double x, double) { return 1000 + 5 * x; });
  const auto peers = values_of(plane);
  // Half-Gaussians at the border move its values by sigma sqrt(2/pi) about; here summed exactly.
  double shift = 0;
  double weights = 0;
  for (int k = -8; k <= 8; ++k) {
    const double weight = std::exp(-k * k / 8.0);
    weights += weight;
    shift += weight * std::max(0, k);
  }
  shift /= weights;
  const double low = 1000 + 5 * shift;
  const double high = 1995 - 5 * shift;
  CHECK_THAT(peers.at("metroloj_qc.uniformity"), WithinRel(100 * low / high, 1e-5));
  // Three values at each end and two in the middle (x = 100).
  const double mean = (3 * low + 2 * 1500 + 3 * high) / 8;
  const double sum =
      3 * std::pow(low - mean, 2) + 2 * std::pow(1500 - mean, 2) + 3 * std::pow(high - mean, 2);
  CHECK_THAT(peers.at("metroloj_qc.field_uniformity"),
             WithinRel(100 - 100 * std::sqrt(sum / 7) / high, 1e-5));
  // 0.1 (200 + 100)/2 = 15 px; the right square ends one pixel before the border.
  CHECK_THAT(peers.at("microscope_metrics.top_left_ratio"), WithinRel(1035 / 1995.0, 1e-6));
  CHECK_THAT(peers.at("microscope_metrics.bottom_right_ratio"), WithinRel(1955 / 1995.0, 1e-6));
  // Mean of x weighted by 1000 + 5 x.
  const double first = 99.5;
  const double second = 199.0 * 399 / 6;
  CHECK_THAT(peers.at("manifest.centre_of_mass_x"),
             WithinRel((1000 * first + 5 * second) / (1000 + 5 * first), 1e-9));
  CHECK_THAT(peers.at("manifest.centre_of_mass_y"), WithinAbs(49.5, 1e-9));
}

TEST_CASE("peers are printed when asked for, and decide nothing", "[metrics]") {
  const auto image = rendered({});
  const auto field = [&](const OptionTexts& options) {
    return measured(observation_of(exposed(image, 1)), options, "field_uniformity");
  };
  CHECK(field({}).peers.empty());
  const Evaluation with = field({{"peers", "yes"}});
  CHECK(with.peers.size() == 12);
  CHECK(with.results == field({}).results);
  // They do not subtract the offset of 100, so they see a field that is more even.
  for (const PeerValue& peer : with.peers) {
    if (peer.definition == "peer.manifest.smoothed_min_max")
      CHECK(100 * peer.value > result_of(with, "uniformity").value + 0.3);
  }
  const Evaluation colour = measured(observation_of(rgb(rendered({"gaussian", 0.2}), image, image)),
                                     {{"peers", "yes"}}, "field_uniformity");
  for (const PeerValue& peer : colour.peers) {  // of the green plane
    if (peer.definition == "peer.manifest.centre_of_mass_x") CHECK(peer.value > 127.5);
  }
}
