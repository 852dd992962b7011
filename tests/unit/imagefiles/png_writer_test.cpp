// SPDX-License-Identifier: Apache-2.0
#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"

using namespace etalon;
using namespace etalon::test;
using imagefiles::open_image;

namespace {

Frame described(int channels, SampleType type, int bits, Transfer transfer) {
  Frame frame;
  frame.info.width = 3;
  frame.info.height = 2;
  frame.info.channels = channels;
  frame.info.sample_type = type;
  frame.info.significant_bits = bits;
  frame.info.transfer = transfer;
  return frame;
}

void comes_back(Frame frame) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.png";
  imagefiles::write_png(path, frame);
  const auto image = open_image(path);
  REQUIRE(image.frames->size() == 1);
  const Frame read = image.frames->read(0);
  CHECK(read.info == frame.info);
  CHECK(read.samples == frame.samples);
}

}  // namespace

TEST_CASE("writing PNG: grey and colour of 8 and 16 bits come back as they were", "[write][png]") {
  SECTION("8 bits grey") {
    auto frame = described(1, SampleType::u8, 8, Transfer::unknown);
    frame.samples = std::vector<std::uint8_t>{0, 1, 2, 3, 254, 255};
    comes_back(std::move(frame));
  }
  SECTION("8 bits colour, linear") {
    auto frame = described(3, SampleType::u8, 8, Transfer::linear);
    frame.samples =
        std::vector<std::uint8_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 255};
    comes_back(std::move(frame));
  }
  SECTION("16 bits grey") {
    auto frame = described(1, SampleType::u16, 16, Transfer::linear);
    frame.samples = std::vector<std::uint16_t>{0, 1, 256, 4096, 65534, 65535};
    comes_back(std::move(frame));
  }
  SECTION("12 bits stored in 16 as they are") {
    auto frame = described(1, SampleType::u16, 12, Transfer::linear);
    frame.samples = std::vector<std::uint16_t>{0, 1, 255, 256, 4094, 4095};
    comes_back(std::move(frame));
  }
}

TEST_CASE("writing PNG: floating point and folders that are not there are refused by name",
          "[write][png]") {
  const TemporaryFolder folder;
  auto frame = described(1, SampleType::f32, 16, Transfer::linear);
  frame.samples = std::vector<float>{0, 1, 2, 3, 4, 5};
  CHECK_THROWS_WITH(imagefiles::write_png(folder.path() / "image.png", frame),
                    contains_text("floating-point"));
  CHECK(std::filesystem::is_empty(folder.path()));

  auto bytes = described(1, SampleType::u8, 8, Transfer::unknown);
  bytes.samples = std::vector<std::uint8_t>{0, 1, 2, 3, 4, 5};
  CHECK_THROWS_WITH(imagefiles::write_png(folder.path() / "nowhere" / "image.png", bytes),
                    contains_text("cannot be written"));
}
