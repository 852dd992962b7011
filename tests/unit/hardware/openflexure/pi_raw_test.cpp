// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/openflexure/pi_raw.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/emulated_openflexure.hpp"
#include "tests/support/speckled_frame.hpp"

#include <utility>

using namespace etalon;
using namespace etalon::hardware;

namespace {

Frame ten_bits(Mosaic mosaic, int width, int height) {
  Frame frame = test::speckled_frame(1, width, height);
  for (auto& sample : std::get<std::vector<std::uint16_t>>(frame.samples)) sample &= 1023U;
  frame.info.significant_bits = 10;
  frame.info.mosaic = mosaic;
  return frame;
}

}  // namespace

TEST_CASE("Raw values behind a JPEG come back as they were, padding left out") {
  for (const Mosaic mosaic : {Mosaic::rggb, Mosaic::gbrg, Mosaic::bggr, Mosaic::grbg}) {
    const Frame frame = ten_bits(mosaic, 54, 22);
    const std::string jpeg = test::pi_jpeg_of(frame);
    CHECK(has_pi_raw(jpeg));
    const auto raw = pi_raw(jpeg);
    REQUIRE(raw);
    CHECK(raw->samples == frame.samples);
    CHECK(raw->info.mosaic == mosaic);
    CHECK(raw->info.significant_bits == 10);
    CHECK(raw->info.transfer == Transfer::linear);
    CHECK(raw->info.processed == false);
    CHECK(!raw->info.lossy);
  }
}

TEST_CASE("Blocks of the sensors that exist have the sizes that picamera states") {
  // Whole files of the two cameras: 32,768 bytes, and rows of 4,128 and 3,264 bytes.
  const std::size_t before =
      test::pi_jpeg_of(ten_bits(Mosaic::bggr, 4, 2)).size() - 32768 - 16 * 32;
  CHECK(test::pi_jpeg_of(ten_bits(Mosaic::bggr, 3280, 2464)).size() - before == 10270208);
  CHECK(test::pi_jpeg_of(ten_bits(Mosaic::bggr, 2592, 1944)).size() - before == 6404096);
  for (const auto& [width, height] : {std::pair(2592, 1944), std::pair(3280, 2464)}) {
    const auto raw = pi_raw(test::pi_jpeg_of(ten_bits(Mosaic::bggr, width, height)));
    REQUIRE(raw);
    CHECK(raw->info.width == width);
    CHECK(raw->info.height == height);
  }
}

TEST_CASE("Twelve bits of the HQ camera lie two in three bytes") {
  constexpr int kWidth = 48;  // rows of 96 bytes; those of 10 bit would have 64
  std::string block(32768 + 16 * 96, '\0');
  block.replace(0, 4, "BRCM");
  block[208] = kWidth;
  block[210] = 2;
  block[214] = 14;
  block.replace(32768, 3, "\xab\xcd\x12");
  const auto raw = pi_raw(block);
  REQUIRE(raw);
  CHECK(raw->info.significant_bits == 12);
  CHECK(raw->info.mosaic == Mosaic::rggb);
  const auto& samples = std::get<std::vector<std::uint16_t>>(raw->samples);
  CHECK(samples.size() == 2 * kWidth);
  CHECK(samples[0] == 0xab2);
  CHECK(samples[1] == 0xcd1);
}

TEST_CASE("Raw values of which bytes are missing are not taken for an image") {
  const std::string jpeg = test::pi_jpeg_of(ten_bits(Mosaic::bggr, 54, 22));
  CHECK(!pi_raw(std::string_view(jpeg).substr(0, jpeg.size() - 1)));
  CHECK(!pi_raw(std::string_view(jpeg).substr(0, 20000)));
  CHECK(!pi_raw("\xff\xd8 no raw values \xff\xd9"));
  CHECK(!has_pi_raw("\xff\xd8 no raw values \xff\xd9"));
}
