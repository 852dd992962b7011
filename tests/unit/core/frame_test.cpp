// SPDX-License-Identifier: Apache-2.0
#include "suite/core/frame.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace etalon;

namespace {

/// A frame whose every sample tells where it is: 100 * row + 10 * column + channel.
template <class Sample>
Frame addressed_frame(int width, int height, int channels, SampleType type, Mosaic mosaic) {
  std::vector<Sample> samples;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c)
        samples.push_back(static_cast<Sample>(100 * y + 10 * x + c));
    }
  }
  FrameInfo info;
  info.width = width;
  info.height = height;
  info.channels = channels;
  info.sample_type = type;
  info.mosaic = mosaic;
  return Frame{info, samples};
}

/// The position that a plane claims for each value is the one that the value tells.
void check_addresses(const Plane& plane, int channel) {
  REQUIRE(plane.values.size() == static_cast<std::size_t>(plane.width * plane.height));
  for (int j = 0; j < plane.height; ++j) {
    for (int i = 0; i < plane.width; ++i) {
      const double x = plane.x0 + plane.pitch * i;
      const double y = plane.y0 + plane.pitch * j;
      CHECK(static_cast<double>(plane.row(j)[i]) == 100 * y + 10 * x + channel);
    }
  }
}

/// Rows read one by one are those of the plane.
void check_rows(const Frame& frame, int index) {
  const Plane whole = extract_plane(frame, index);
  const Plane geometry = plane_geometry(frame.info, index);
  CHECK(geometry.name == whole.name);
  CHECK(geometry.values.empty());
  CHECK(geometry.x0 == whole.x0);
  CHECK(geometry.y0 == whole.y0);
  CHECK(geometry.pitch == whole.pitch);
  REQUIRE(geometry.width == whole.width);
  REQUIRE(geometry.height == whole.height);
  std::vector<float> row(static_cast<std::size_t>(whole.width));
  for (int j = 0; j < whole.height; ++j) {
    copy_plane_row(frame, index, j, row);
    CHECK(std::equal(row.begin(), row.end(), whole.row(j)));
  }
}

/// Letter of the cell under the first sample of the plane.
char colour_at_origin(const std::string& cell, const Plane& plane) {
  return cell[static_cast<std::size_t>(2 * plane.y0 + plane.x0)];
}

}  // namespace

TEST_CASE("a grey frame is one plane, in every sample type") {
  const auto check = [](const Frame& frame) {
    REQUIRE(plane_count(frame.info) == 1);
    CHECK(plane_name(frame.info, 0).empty());
    const Plane plane = extract_plane(frame, 0);
    CHECK(plane.width == 3);
    CHECK(plane.height == 2);
    CHECK(plane.pitch == 1);
    check_addresses(plane, 0);
  };
  check(addressed_frame<std::uint8_t>(3, 2, 1, SampleType::u8, Mosaic::none));
  check(addressed_frame<std::uint16_t>(3, 2, 1, SampleType::u16, Mosaic::none));
  check(addressed_frame<float>(3, 2, 1, SampleType::f32, Mosaic::none));
}

TEST_CASE("interleaved colours come apart") {
  const auto check = [](const Frame& frame) {
    REQUIRE(plane_count(frame.info) == 3);
    const std::vector<std::string> names{"red", "green", "blue"};
    for (int channel = 0; channel < 3; ++channel) {
      const Plane plane = extract_plane(frame, channel);
      CHECK(plane.name == names[static_cast<std::size_t>(channel)]);
      CHECK(plane.width == 4);
      CHECK(plane.pitch == 1);
      check_addresses(plane, channel);
    }
  };
  check(addressed_frame<std::uint8_t>(4, 2, 3, SampleType::u8, Mosaic::none));
  check(addressed_frame<std::uint16_t>(4, 3, 3, SampleType::u16, Mosaic::none));
  check(addressed_frame<float>(4, 3, 3, SampleType::f32, Mosaic::none));
}

TEST_CASE("planes of a mosaic keep their own positions") {
  struct Case {
    Mosaic mosaic;
    std::string cell;
  };
  const std::vector<Case> cases{{Mosaic::rggb, "RGGB"},
                                {Mosaic::bggr, "BGGR"},
                                {Mosaic::grbg, "GRBG"},
                                {Mosaic::gbrg, "GBRG"}};
  for (const auto& [mosaic, cell] : cases) {
    for (const int width : {6, 7}) {
      for (const int height : {4, 5}) {
        INFO(cell << " " << width << " x " << height);
        const Frame frame =
            addressed_frame<std::uint16_t>(width, height, 1, SampleType::u16, mosaic);
        REQUIRE(plane_count(frame.info) == 4);
        const std::vector<std::string> names{"red", "green1", "green2", "blue"};
        const std::string letters = "RGGB";
        std::size_t samples = 0;
        for (int index = 0; index < 4; ++index) {
          const Plane plane = extract_plane(frame, index);
          CHECK(plane.name == names[static_cast<std::size_t>(index)]);
          CHECK(plane.pitch == 2);
          CHECK(colour_at_origin(cell, plane) == letters[static_cast<std::size_t>(index)]);
          check_addresses(plane, 0);
          samples += plane.values.size();
        }
        CHECK(samples == static_cast<std::size_t>(width * height));
        const Plane green1 = extract_plane(frame, 1);
        const Plane green2 = extract_plane(frame, 2);
        CHECK(green1.y0 == 0);
        CHECK(green2.y0 == 1);
      }
    }
  }
}

TEST_CASE("the mosaic of a frame that is already in colour does not matter") {
  const Frame frame = addressed_frame<std::uint8_t>(4, 2, 3, SampleType::u8, Mosaic::rggb);
  CHECK(plane_count(frame.info) == 3);
  check_addresses(extract_plane(frame, 2), 2);
}

TEST_CASE("a mosaic of one pixel has empty planes, not wrong ones") {
  const Frame frame = addressed_frame<std::uint16_t>(1, 1, 1, SampleType::u16, Mosaic::rggb);
  CHECK(extract_plane(frame, 0).values.size() == 1);
  for (const int index : {1, 2, 3}) CHECK(extract_plane(frame, index).values.empty());
}

TEST_CASE("full scale follows the significant bits, within the sample type") {
  FrameInfo info;
  info.sample_type = SampleType::u16;
  info.significant_bits = 12;
  CHECK(full_scale(info) == 4095);
  info.significant_bits = 16;
  CHECK(full_scale(info) == 65535);
  info.sample_type = SampleType::u8;
  CHECK(full_scale(info) == 255);
  info.significant_bits = 0;
  CHECK(full_scale(info) == 1);
  info.sample_type = SampleType::f32;
  CHECK(full_scale(info) == std::nullopt);
}

TEST_CASE("a plane can be read row by row") {
  for (int index = 0; index < 4; ++index) {
    check_rows(addressed_frame<std::uint16_t>(7, 5, 1, SampleType::u16, Mosaic::grbg), index);
  }
  for (int index = 0; index < 3; ++index)
    check_rows(addressed_frame<std::uint8_t>(4, 2, 3, SampleType::u8, Mosaic::none), index);
  check_rows(addressed_frame<float>(3, 4, 1, SampleType::f32, Mosaic::none), 0);
}
