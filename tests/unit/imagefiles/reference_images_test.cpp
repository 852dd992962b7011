// SPDX-License-Identifier: Apache-2.0
// Real images by other people's instruments and programs (docs/reference_data.md).
#include "suite/imagefiles/series.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/reference_data.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using imagefiles::ImageFile;
using imagefiles::open_image;

namespace {

ImageFile open_reference(const std::string& name) { return open_image(reference_data() / name); }

template <class T>
const std::vector<T>& samples_of(const Frame& frame) {
  return std::get<std::vector<T>>(frame.samples);
}

bool has_size(const FrameInfo& info, int width, int height, int channels, SampleType type) {
  return info.width == width && info.height == height && info.channels == channels &&
         info.sample_type == type;
}

}  // namespace

TEST_CASE("reference: the slanted edges of sfrmat") {
  const ImageFile mono = open_reference("edge/v_edge_mono.tif");
  REQUIRE(mono.frames->size() == 1);
  const Frame vertical = mono.frames->read(0);
  CHECK(has_size(vertical.info, 125, 300, 1, SampleType::u8));
  CHECK(vertical.info.transfer == Transfer::unknown);
  CHECK_FALSE(
      mono.metadata.pixel_size_x);  // 300 dots per inch of a print are no size in the object
  const Frame horizontal = open_reference("edge/h_edge_mono.tif").frames->read(0);
  CHECK(has_size(horizontal.info, 300, 125, 1, SampleType::u8));
  // The same data turned counter-clockwise, but for rounding.
  const auto& upright = samples_of<std::uint8_t>(vertical);
  const auto& lying = samples_of<std::uint8_t>(horizontal);
  int largest_difference = 0;
  for (std::size_t y = 0; y < 125; ++y)
    for (std::size_t x = 0; x < 300; ++x)
      largest_difference =
          std::max(largest_difference, std::abs(lying[y * 300 + x] - upright[x * 125 + 124 - y]));
  CHECK(largest_difference <= 1);
  const Frame colour = open_reference("edge/v_edge.tif").frames->read(0);
  CHECK(has_size(colour.info, 125, 300, 3, SampleType::u8));
}

TEST_CASE("reference: a JPEG chart is lossy and tone-curved") {
  const Frame frame = open_reference("edge/ISO_DSC_300_mono.jpg").frames->read(0);
  CHECK(has_size(frame.info, 1218, 1164, 1, SampleType::u8));
  CHECK(frame.info.lossy);
  CHECK(frame.info.transfer == Transfer::encoded);
}

TEST_CASE("reference: OME-TIFF of schema 2010-06 with 5 slices and 2 channels, renamed") {
  const ImageFile image = open_reference("ome/2010-06-18x24y5z1t2c8b-text.ome.tiff");
  CHECK(image.metadata.format == "OME-TIFF");
  REQUIRE(image.frames->size() == 10);
  CHECK(image.metadata.size_z == 5);
  CHECK(image.metadata.size_c == 2);
  CHECK(image.metadata.size_t == 1);
  for (std::size_t i = 0; i < 10; ++i) {
    CHECK(image.metadata.planes[i].z == static_cast<int>(i / 2));
    CHECK(image.metadata.planes[i].c == static_cast<int>(i % 2));
    CHECK(has_size(image.frames->read(i).info, 18, 24, 1, SampleType::u8));
  }
  CHECK(image.metadata.instrument.channels.size() == 2);
  CHECK(image.frames->inputs().at(0).sha256 ==
        "b79ac17645204878f200a5dadb15bd38d60a7085a921215eba09e7aa88894a23");
}

TEST_CASE("reference: beads in an ImageJ stack with voxel size") {
  const ImageFile image = open_reference("beads/Bead_Image1_crop.tif");
  CHECK(image.metadata.format == "TIFF (ImageJ)");
  REQUIRE(image.frames->size() == 41);
  CHECK(image.metadata.size_z == 41);
  CHECK(image.metadata.planes[40].z == 40);
  REQUIRE(image.metadata.pixel_size_x);
  CHECK_THAT(image.metadata.pixel_size_x->per_px.in(um), WithinRel(1 / 44.460534, 1e-6));
  CHECK_THAT(image.metadata.pixel_size_y->per_px.in(um), WithinRel(1 / 44.460534, 1e-6));
  CHECK_THAT(image.metadata.axial_step->per_plane.in(um), WithinRel(0.125, 1e-12));
  CHECK(has_size(image.frames->read(20).info, 150, 150, 1, SampleType::u8));
}

TEST_CASE("reference: a plain stack of 16 bits") {
  const ImageFile image = open_reference("beads/psf_wl520nm_z300nm_x130nm_na0.85_n1.0.tif");
  REQUIRE(image.frames->size() == 25);
  CHECK_FALSE(image.metadata.pixel_size_x);
  CHECK(has_size(image.frames->read(24).info, 256, 256, 1, SampleType::u16));
  // The bead: its brightest pixel lies in slice 12 near column 130.7, row 127.6.
  const Frame middle = image.frames->read(12);
  const auto& samples = samples_of<std::uint16_t>(middle);
  const auto brightest = std::max_element(samples.begin(), samples.end()) - samples.begin();
  CHECK_THAT(static_cast<double>(brightest % 256), WithinAbs(130.7, 1.0));
  CHECK_THAT(static_cast<double>(brightest / 256), WithinAbs(127.6, 1.0));
}

TEST_CASE("reference: a raw mosaic does not say that it is one") {
  const Frame frame =
      open_reference("chromatic/d1_disks32cmV2_450nm_250ms_2019-02-08-174852-0004.tif")
          .frames->read(0);
  CHECK(has_size(frame.info, 408, 344, 1, SampleType::u8));  // PackBits, 18 strips
  CHECK(frame.info.mosaic == Mosaic::none);
}

TEST_CASE("reference: floating-point numbers with NaN") {
  const Frame frame = open_reference("siemens/siemens_star.tif").frames->read(0);
  CHECK(has_size(frame.info, 512, 512, 1, SampleType::f32));
  const auto& samples = samples_of<float>(frame);
  CHECK(std::any_of(samples.begin(), samples.end(), [](float v) { return std::isnan(v); }));
  CHECK(std::any_of(samples.begin(), samples.end(), [](float v) { return std::isfinite(v); }));
}

TEST_CASE("reference: the indices of a Zeiss LSM palette are the recorded values") {
  const Frame frame = open_reference("field/homogeneite10zoom1-488.tif").frames->read(0);
  CHECK(has_size(frame.info, 512, 512, 1, SampleType::u8));
  const auto& samples = samples_of<std::uint8_t>(frame);
  CHECK(*std::max_element(samples.begin(), samples.end()) == 150);  // published
  CHECK(samples[219 * 512 + 305] == 150);
}

TEST_CASE("reference: a big-endian ImageJ series") {
  const ImageFile image = open_reference("drift_frc/trackpy_stuck.tif");
  REQUIRE(image.frames->size() == 5);
  const Frame frame = image.frames->read(4);
  CHECK(has_size(frame.info, 512, 512, 1, SampleType::u16));
  const auto& samples = samples_of<std::uint16_t>(frame);
  double sum = 0;
  for (const std::uint16_t sample : samples) sum += sample;
  CHECK_THAT(sum / static_cast<double>(samples.size()), WithinAbs(520, 60));  // display 477 to 563
}

TEST_CASE("reference: the descriptor of a camera that was measured after EMVA 1288") {
  const auto series =
      imagefiles::open_series(reference_data() / "camera/emva001_subset/EMVA1288_Data.txt");
  REQUIRE(series.files.size() == 1);
  REQUIRE(series.dark.size() == 1);
  const ImageFile& light = series.files.front();
  const ImageFile& dark = series.dark.front();
  // 17 pairs and 16 frames of the spatial stack, light and dark.
  REQUIRE(light.frames->size() == 50);
  REQUIRE(dark.frames->size() == 50);
  REQUIRE(light.metadata.settings.size() == 50);
  CHECK(light.metadata.settings[0].exposure == us(40));
  CHECK(light.metadata.settings[1].photons == photons(120));
  CHECK(light.metadata.settings[33].exposure == us(13720));
  CHECK(light.metadata.settings[33].photons == photons(41235));
  CHECK(light.metadata.settings[34].photons == photons(15508));
  CHECK(dark.metadata.settings[49].exposure == us(5160));
  CHECK_FALSE(dark.metadata.settings[49].photons);
  const Frame saturated = light.frames->read(33);
  CHECK(has_size(saturated.info, 640, 480, 1, SampleType::u16));
  CHECK(saturated.info.significant_bits == 12);
  const auto& samples = samples_of<std::uint16_t>(saturated);
  CHECK(*std::max_element(samples.begin(), samples.end()) == 4095);
  CHECK(dark.frames->inputs().size() == 50);
}
