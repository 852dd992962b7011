// SPDX-License-Identifier: Apache-2.0
// What codes of pixel formats mean, against their names in PFNC and the bits per pixel that each
// code itself carries (GigE Vision 2.0, 15.8: bits 16 to 23).
#include "hardware/drivers/genicam/pfnc.hpp"

#include "tests/support/catch.hpp"

using namespace etalon;
using namespace etalon::hardware;

namespace {

const std::vector<std::uint32_t> kKnown{
    0x01080001, 0x01100003, 0x010a0046, 0x01100005, 0x010c0047, 0x010c0006, 0x01100025, 0x01100007,
    0x02180014, 0x02180015, 0x01080008, 0x01080009, 0x0108000a, 0x0108000b, 0x0110000c, 0x0110000d,
    0x0110000e, 0x0110000f, 0x01100010, 0x01100011, 0x01100012, 0x01100013, 0x0110002e, 0x0110002f,
    0x01100030, 0x01100031, 0x010c002a, 0x010c002b, 0x010c002c, 0x010c002d, 0x010a0056, 0x010a0058,
    0x010a0054, 0x010a0052, 0x010c0057, 0x010c0059, 0x010c0055, 0x010c0053};

}  // namespace

TEST_CASE("a row has the bytes that the code of its format says") {
  for (const std::uint32_t code : kKnown) {
    INFO(std::hex << code);
    const auto format = pfnc_format(code);
    REQUIRE(format);
    const std::size_t bits_per_pixel = (code >> 16U) & 255U;
    CHECK(row_bytes(*format, 8) == bits_per_pixel);
    CHECK(format->bits * format->channels <= static_cast<int>(bits_per_pixel));
    CHECK((code >> 24U == 2) == (format->channels == 3));
  }
}

TEST_CASE("formats that are no picture of light are not read") {
  for (const std::uint32_t code : {0x0210001fU, 0x0110002bU, 0x010c0004U, 0x02200016U, 0U}) {
    CHECK(!pfnc_format(code));
  }
}

TEST_CASE("Bayer formats name their first two filters") {
  CHECK(pfnc_format(0x01080009)->mosaic == Mosaic::rggb);  // BayerRG8
  CHECK(pfnc_format(0x0110000f)->mosaic == Mosaic::bggr);  // BayerBG10
  CHECK(pfnc_format(0x010c002a)->mosaic == Mosaic::grbg);  // BayerGR12Packed
  CHECK(pfnc_format(0x010c0055)->mosaic == Mosaic::gbrg);  // BayerGB12p
}

TEST_CASE("the richest format is the deepest that nobody has computed with") {
  // Mono8, BayerRG8, RGB8, BayerRG12p, BayerRG12, YUV422
  CHECK(richest_format({0x01080001, 0x01080009, 0x02180014, 0x010c0059, 0x01100011, 0x0210001f}) ==
        0x01100011);
  CHECK(richest_format({0x01080001, 0x01100007, 0x01080009}) == 0x01100007);
  CHECK(richest_format({0x01080001, 0x01080009}) == 0x01080009);
  CHECK(richest_format({0x0210001f, 0x02180014}) == 0x02180014);
  CHECK(!richest_format({0x0210001f}));
  CHECK(!richest_format({}));
}
