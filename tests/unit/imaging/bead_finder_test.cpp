// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/bead_finder.hpp"

#include "tests/support/bead_images.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>

using namespace etalon;
using namespace etalon::imaging;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

ZBlocks blocks_of(const std::vector<Frame>& frames, std::size_t length, int bin, int plane = 0) {
  auto blocks =
      empty_blocks(plane_geometry(frames.front().info, plane), frames.size(), length, bin);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    BlockSum sum(blocks);
    for (std::size_t z = blocks.first[b]; z < blocks.first[b + 1]; ++z) sum.add(frames[z], plane);
    blocks.values[b] = sum.mean();
  }
  return blocks;
}

std::vector<BeadCandidate> found(const BeadScene& scene, double sigma = 1.3,
                                 std::uint64_t seed = 1) {
  return find_beads(blocks_of(recorded(scene, seed), 6, 1), sigma, 1, 1);
}

/// How many of the beads have a candidate within 2 px.
std::size_t matched(const std::vector<BeadTruth>& beads, const std::vector<BeadCandidate>& found) {
  return static_cast<std::size_t>(
      std::count_if(beads.begin(), beads.end(), [&](const BeadTruth& bead) {
        return std::any_of(found.begin(), found.end(), [&](const BeadCandidate& c) {
          return std::hypot(c.x - bead.x, c.y - bead.y) < 2;
        });
      }));
}

}  // namespace

TEST_CASE("Blocks are the means of their planes and bins", "[bead_finder]") {
  std::vector<Frame> frames;
  for (int z = 0; z < 5; ++z) {
    Frame frame;
    frame.info.width = 5;
    frame.info.height = 4;
    std::vector<std::uint16_t> samples;
    for (int i = 0; i < 20; ++i) samples.push_back(static_cast<std::uint16_t>(1000 * z + 50 * i));
    frame.samples = std::move(samples);
    frames.push_back(std::move(frame));
  }
  const int bin = GENERATE(1, 2, 3);
  const auto blocks = blocks_of(frames, 2, bin);
  REQUIRE(blocks.size() == 3);
  CHECK(blocks.width == 5 / bin);
  for (std::size_t b = 0; b < 3; ++b) {
    double sum = 0;
    for (std::size_t z = blocks.first[b]; z < blocks.first[b + 1]; ++z) {
      for (int j = 0; j < bin; ++j) {
        for (int i = 0; i < bin; ++i) sum += 1000.0 * static_cast<double>(z) + 50 * (5 * j + i);
      }
    }
    CHECK_THAT(
        blocks.values[b].front(),
        WithinRel(static_cast<float>(sum / (bin * bin) / static_cast<double>(blocks.planes(b))),
                  1e-6F));
  }
}

TEST_CASE("Blocks of 8 bits, of numbers and of one colour are means as well", "[bead_finder]") {
  Frame bytes;
  bytes.info.width = 4;
  bytes.info.height = 2;
  bytes.info.sample_type = SampleType::u8;
  bytes.samples = std::vector<std::uint8_t>{250, 252, 10, 20, 254, 248, 30, 40};
  CHECK(blocks_of({bytes, bytes}, 2, 2).values[0] == std::vector<float>{251, 25});
  Frame numbers = bytes;
  numbers.info.sample_type = SampleType::f32;
  numbers.samples = std::vector<float>{0.5F, 1.5F, NAN, 1, 2, 4, 1, 1};
  const auto blocks = blocks_of({numbers}, 1, 2);
  CHECK(blocks.values[0][0] == 2);
  CHECK(std::isnan(blocks.values[0][1]));
  Frame colour = bytes;
  colour.info.width = 2;
  colour.info.height = 1;
  colour.info.channels = 3;
  colour.samples = std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6};
  CHECK(blocks_of({colour}, 1, 1, 1).values[0] == std::vector<float>{2, 5});
  Frame mosaic = bytes;
  mosaic.info.mosaic = Mosaic::rggb;
  CHECK(blocks_of({mosaic}, 1, 1, 3).values[0] == std::vector<float>{248, 40});
}

TEST_CASE("Every bead is found and nothing else, bright or dim", "[bead_finder]") {
  const double brightest = GENERATE(140.0, 1400.0, 30000.0);
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const auto beads = field_of_beads(5, 5, 15, 0.43 * brightest, brightest, seed);
    const auto candidates = found(bead_scene(beads, 208, 208, 31), 1.3, seed);
    CHECK(matched(beads, candidates) == 25);
    CHECK(candidates.size() == 25);
  }
}

TEST_CASE("Noise has no beads", "[bead_finder]") {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    CHECK(found(bead_scene({}, 256, 256, 31), 1.3, seed).empty());
    CHECK(found(bead_scene({}, 256, 256, 31, 0.3), 1.3, seed).empty());
  }
  CHECK_FALSE(
      spot_sigma(blocks_of(recorded(bead_scene({}, 256, 256, 31), 9), 3, 1), 1).has_value());
}

TEST_CASE("A bright neighbour does not hide a dim bead", "[bead_finder]") {
  auto beads = field_of_beads(4, 4, 15, 1000, 1400, 2);
  for (int i = 0; i < 16; ++i) {
    BeadTruth dim = beads[static_cast<std::size_t>(i)];
    dim.x += 10;
    dim.amplitude = 100;
    beads.push_back(dim);
  }
  const auto candidates = found(bead_scene(beads, 180, 168, 31));
  CHECK(matched(beads, candidates) == 32);
  CHECK(candidates.size() == 32);
}

TEST_CASE("The background may be uneven", "[bead_finder]") {
  const auto beads = field_of_beads(5, 5, 15, 300, 600, 4);
  auto scene = bead_scene(beads, 208, 208, 31);
  for (int z = 0; z < scene.planes; ++z) {
    for (int y = 0; y < 208; ++y) {
      for (int x = 0; x < 208; ++x)
        scene.at(x, y, z) +=
            2 * x + 400 * std::exp(-(std::pow(x - 100, 2) + std::pow(y - 80, 2)) / 7200);
    }
  }
  const auto candidates = found(scene);
  CHECK(matched(beads, candidates) == 25);
  CHECK(candidates.size() == 25);
}

TEST_CASE("Beads above one another are two", "[bead_finder]") {
  const BeadTruth low{.x = 40, .y = 40, .z = 9};
  BeadTruth high = low;
  high.z = 30;
  high.x += 0.5;
  high.amplitude = 600;
  CHECK(found(bead_scene({low, high}, 80, 80, 41)).size() == 2);
  CHECK(found(bead_scene({low}, 80, 80, 41)).size() == 1);
}

TEST_CASE("The width of spots is found over an octave of scales and more", "[bead_finder]") {
  const double sigma = GENERATE(0.7, 1.3, 2.0, 4.0, 9.0);
  std::vector<BeadTruth> beads;
  for (int i = 0; i < 4; ++i)
    beads.push_back({.x = 70.3 + 120 * (i % 2),
                     .y = 64.8 + 125 * (i / 2),
                     .z = 10,
                     .amplitude = 500,
                     .sigma_x = sigma,
                     .sigma_y = sigma,
                     .sigma_z = 2});
  const auto blocks = blocks_of(recorded(bead_scene(beads, 256, 256, 21), 6), 2, 1);
  const auto estimate = spot_sigma(blocks, 2);
  REQUIRE(estimate.has_value());
  CHECK_THAT(std::log2(*estimate / sigma), WithinAbs(0, 0.5));
}

TEST_CASE("Pixels that stand still have no width", "[bead_finder]") {
  const BeadTruth bead{.x = 60.2, .y = 70.4, .z = 10, .amplitude = 400, .sigma_x = 2, .sigma_y = 2};
  auto scene = bead_scene({bead}, 128, 128, 21);
  for (int z = 0; z < 21; ++z) {
    for (int i = 0; i < 20; ++i) scene.at(5 + 6 * i, 3 + 5 * i, z) += 3000;
  }
  const auto estimate = spot_sigma(blocks_of(recorded(scene, 1), 2, 1), 1);
  REQUIRE(estimate.has_value());
  CHECK_THAT(*estimate, WithinAbs(2, 0.6));
}
