// SPDX-License-Identifier: Apache-2.0
// Samples against bytes laid out by hand, after GenICam's PFNC 2.4, GigE Vision and V4L2.
#include "hardware/drivers/pixels/pixel_format.hpp"

#include "tests/support/catch.hpp"

using namespace etalon;
using namespace etalon::hardware;

namespace {

using Bytes = std::vector<std::uint8_t>;
using Words = std::vector<std::uint16_t>;

Words words(const PixelFormat& format, int width, int height, const Bytes& bytes,
            std::size_t stride = 0) {
  const auto frame = unpacked(format, width, height, bytes, stride);
  REQUIRE(frame);
  CHECK(frame->info.significant_bits == format.bits);
  return std::get<Words>(frame->samples);
}

}  // namespace

TEST_CASE("twelve bits in two bytes", "[pixel_format]") {
  CHECK(words({.packing = Packing::words, .bits = 12}, 2, 1, {0x34, 0x02, 0xff, 0x0f}) ==
        Words{0x234, 0xfff});
}

TEST_CASE("a stream of ten and of twelve bits", "[pixel_format]") {
  // 0x155, 0x2aa, 0x3ff, 0x001, lowest bit first.
  CHECK(words({.packing = Packing::lsb_packed, .bits = 10}, 4, 1, {0x55, 0xa9, 0xfa, 0x7f, 0x00}) ==
        Words{0x155, 0x2aa, 0x3ff, 0x001});
  CHECK(words({.packing = Packing::lsb_packed, .bits = 12}, 2, 1, {0xbc, 0x3a, 0x12}) ==
        Words{0xabc, 0x123});
}

TEST_CASE("two samples in three bytes, the two ways", "[pixel_format]") {
  CHECK(words({.packing = Packing::gige12, .bits = 12}, 2, 1, {0xab, 0x3c, 0x12}) ==
        Words{0xabc, 0x123});
  CHECK(words({.packing = Packing::mipi12, .bits = 12}, 2, 1, {0xab, 0x12, 0x3c}) ==
        Words{0xabc, 0x123});
}

TEST_CASE("four samples in five bytes", "[pixel_format]") {
  CHECK(words({.packing = Packing::mipi10, .bits = 10}, 4, 1, {0x55, 0xaa, 0xff, 0x00, 0x79}) ==
        Words{0x155, 0x2aa, 0x3ff, 0x001});
}

TEST_CASE("rows may be longer than their samples", "[pixel_format]") {
  const Bytes bytes{1, 2, 99, 99, 3, 4};
  const auto frame = unpacked({}, 2, 2, bytes, 4);
  REQUIRE(frame);
  CHECK(std::get<Bytes>(frame->samples) == Bytes{1, 2, 3, 4});
}

TEST_CASE("colours come in their order, of YUYV the brightness", "[pixel_format]") {
  const auto colour = unpacked({.channels = 3, .blue_first = true}, 2, 1, Bytes{3, 2, 1, 6, 5, 4});
  REQUIRE(colour);
  CHECK(colour->info.channels == 3);
  CHECK(std::get<Bytes>(colour->samples) == Bytes{1, 2, 3, 4, 5, 6});
  const auto luma = unpacked({.packing = Packing::luma_first}, 2, 1, Bytes{10, 128, 20, 128});
  REQUIRE(luma);
  CHECK(std::get<Bytes>(luma->samples) == Bytes{10, 20});
}

TEST_CASE("too few bytes and impossible formats give nothing", "[pixel_format]") {
  const Bytes bytes(15);
  CHECK(!unpacked({}, 4, 4, bytes));
  CHECK(!unpacked({}, 0, 4, bytes));
  CHECK(!unpacked({}, 4, -1, bytes));
  CHECK(!unpacked({.bits = 9}, 1, 1, bytes));
  CHECK(!unpacked({.packing = Packing::words, .bits = 17}, 1, 1, bytes));
  CHECK(!unpacked({.packing = Packing::gige12, .bits = 12, .channels = 3}, 1, 1, bytes));
  CHECK(!unpacked({}, 4, 2, bytes, 3));
}
