// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/micromanager/core_image.hpp"

#include "tests/support/catch.hpp"

#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;

namespace {

TaggedImage image_of(const char* kind, const char* array, int bits, std::string bytes) {
  return {{{"Width", 2}, {"Height", 1}, {"BitDepth", bits}, {"PixelType", kind}},
          array,
          std::move(bytes)};
}

const CoreServer& server() {
  static const CoreServer server("micromanager", {"tcp", "127.0.0.1", 1});
  return server;
}

}  // namespace

TEST_CASE("Shorts of Java are numbers without a sign") {
  const Snap snap =
      snap_of(image_of("GRAY16", "short-array", 16, "\x01\x02\xff\xff"), {}, server());
  CHECK(snap.complete);
  CHECK(std::get<std::vector<std::uint16_t>>(snap.frame.samples) ==
        std::vector<std::uint16_t>{0x0201, 0xffff});
  CHECK(snap.frame.info.significant_bits == 16);
  CHECK(snap.frame.info.transfer == Transfer::unknown);
}

TEST_CASE("Colours of Micro-Manager come blue first, with a fourth that is dropped") {
  const Snap eight = snap_of(
      image_of("RGB32", "byte-array", 8, std::string("\x03\x02\x01\x09\x06\x05\x04\x09", 8)), {},
      server());
  CHECK(std::get<std::vector<std::uint8_t>>(eight.frame.samples) ==
        std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6});
  CHECK(eight.frame.info.channels == 3);
  const std::string words("\x03\0\x02\0\x01\x01\x09\0\x06\0\x05\0\x04\0\x09\0", 16);
  const Snap sixteen =
      snap_of(image_of("RGB64", "short-array", 12, words), {.mosaic = Mosaic::bggr}, server());
  CHECK(std::get<std::vector<std::uint16_t>>(sixteen.frame.samples) ==
        std::vector<std::uint16_t>{0x101, 2, 3, 4, 5, 6});
  CHECK(sixteen.frame.info.mosaic == Mosaic::none);
}

TEST_CASE("What the owner knows of the camera stands with its frames") {
  const CameraMeaning meaning{Transfer::linear, Mosaic::rggb};
  const Snap snap = snap_of(image_of("GRAY8", "byte-array", 8, "\x01\x02"), meaning, server());
  CHECK(snap.frame.info.transfer == Transfer::linear);
  CHECK(snap.frame.info.mosaic == Mosaic::rggb);
  CHECK(snap.frame.info.sample_type == SampleType::u8);
}

TEST_CASE("Images of Micro-Manager with bytes missing are not complete") {
  CHECK(!snap_of(image_of("GRAY16", "short-array", 16, "\x01\x02\xff"), {}, server()).complete);
  CHECK(!snap_of(image_of("RGB32", "byte-array", 8, "\x01\x02\x03"), {}, server()).complete);
  CHECK(!snap_of(image_of("GRAY8", "byte-array", 8, ""), {}, server()).complete);
}

TEST_CASE("Images of Micro-Manager that contradict themselves are refused") {
  const auto error = [](const TaggedImage& image) {
    try {
      snap_of(image, {}, server());
    } catch (const DeviceError& thrown) {
      return std::string(thrown.what());
    }
    return std::string();
  };
  CHECK_THAT(error(image_of("GRAY32", "float-array", 32, "12345678")),
             contains_text("cannot be measured"));
  CHECK_THAT(error(image_of("GRAY16", "byte-array", 16, "1234")), contains_text("not understood"));
  CHECK_THAT(error(image_of("GRAY16", "short-array", 12, "\x01\x02\xff\xff")),
             contains_text("says that it has 12 bit, and gives pixels of 65535"));
  CHECK_THAT(error(image_of("GRAY8", "byte-array", 9, "12")), contains_text("says that it has 9"));
  for (const auto& [key, wrong] : std::vector<std::pair<std::string, nlohmann::json>>{
           {"Width", 0}, {"Height", -3}, {"Width", "wide"}, {"BitDepth", nullptr}}) {
    TaggedImage image = image_of("GRAY8", "byte-array", 8, "12");
    image.tags[key] = wrong;
    INFO(key << wrong);
    CHECK_THAT(error(image), contains_text("not understood"));
  }
}
