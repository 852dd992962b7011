// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/joined_settings.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"
#include "tests/unit/imagefiles/tiff_writer.hpp"

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using imagefiles::ImageMetadata;
using imagefiles::joined_settings;
using imagefiles::open_image;
using imagefiles::parse_date_time;

namespace {

ImageMetadata metadata_of(const std::string& description, int pages) {
  const TemporaryFolder folder;
  TiffRecipe recipe;
  recipe.pages = pages;
  recipe.description = description;
  write_tiff<std::uint8_t>(folder.path() / "image.tif", recipe);
  return open_image(folder.path() / "image.tif").metadata;
}

/// Three frames in time; `pixels` are attributes of Pixels, `planes` its children.
ImageMetadata ome_series(const std::string& planes, const std::string& pixels = {},
                         const std::string& date = {}) {
  return metadata_of(
      "<OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\"><Image ID=\"Image:0\">" +
          date +
          "<Pixels ID=\"Pixels:0\" DimensionOrder=\"XYZCT\" Type=\"uint8\" SizeX=\"23\" "
          "SizeY=\"17\" SizeZ=\"1\" SizeC=\"1\" SizeT=\"3\" " +
          pixels + ">" + planes + "</Pixels></Image></OME>",
      3);
}

std::string plane(int t, const std::string& attributes) {
  return "<Plane TheZ=\"0\" TheC=\"0\" TheT=\"" + std::to_string(t) + "\" " + attributes + "/>";
}

std::string date(const std::string& text) {
  return "<AcquisitionDate>" + text + "</AcquisitionDate>";
}

Frame small_frame() {
  Frame frame;
  frame.info.width = frame.info.height = 4;
  frame.samples = std::vector<std::uint16_t>(16, 7);
  return frame;
}

ImageMetadata file_begun(const char* when, std::vector<FrameSetting> settings, int frames = 1) {
  ImageMetadata metadata;
  for (int t = 0; t < frames; ++t) metadata.planes.push_back({.t = t});
  metadata.size_t = frames;
  metadata.settings = std::move(settings);
  if (*when != '\0') metadata.acquired = parse_date_time(when).value();
  return metadata;
}

}  // namespace

TEST_CASE("Settings: OME planes tell exposure, time and place in their units", "[settings]") {
  const ImageMetadata metadata = ome_series(
      plane(0,
            "ExposureTime=\"20\" ExposureTimeUnit=\"ms\" DeltaT=\"1500\" DeltaTUnit=\"ms\" "
            "PositionX=\"-3\" PositionXUnit=\"\u00b5m\" PositionY=\"0\" PositionYUnit=\"mm\"") +
      plane(1, "ExposureTime=\"0.02\" DeltaT=\"2\" PositionZ=\"250\" PositionZUnit=\"nm\"") +
      plane(2,
            "DeltaT=\"0.1\" DeltaTUnit=\"min\" PositionX=\"17\" PositionY=\"4\" "
            "PositionYUnit=\"reference frame\""));
  REQUIRE(metadata.settings.size() == 3);
  const auto& [first, second, third] =
      std::tie(metadata.settings[0], metadata.settings[1], metadata.settings[2]);
  CHECK(first.exposure == ms(20));
  CHECK(first.x == um(-3));
  CHECK(first.y == um(0));
  CHECK_FALSE(first.z);
  CHECK_THAT(second.exposure->in(ms), WithinAbs(20, 1e-9));
  CHECK(second.z == nm(250));
  CHECK_FALSE(third.exposure);
  CHECK_FALSE(third.x);  // without a unit it is in a "reference frame", whatever that is
  CHECK_FALSE(third.y);
  CHECK(first.time == s(0));
  CHECK_THAT(second.time->in(s), WithinAbs(0.5, 1e-12));
  CHECK_THAT(third.time->in(s), WithinAbs(4.5, 1e-12));
}

TEST_CASE("Settings: times that are missing for a frame, or the same for all, say nothing",
          "[settings]") {
  CHECK(ome_series("").settings.empty());
  CHECK(ome_series(plane(0, "DeltaT=\"0\"") + plane(1, "DeltaT=\"1\"")).settings.empty());
  CHECK(ome_series(plane(0, "DeltaT=\"0\"") + plane(1, "DeltaT=\"0\"") + plane(2, "DeltaT=\"0\""))
            .settings.empty());
  CHECK(ome_series(plane(0, "DeltaT=\"x\" ExposureTime=\"-1\"")).settings.empty());
  CHECK(ome_series("<Plane DeltaT=\"1\"/>").settings.empty());
}

TEST_CASE("Settings: an increment gives the times of a plain series, where planes do not",
          "[settings]") {
  const ImageMetadata metadata =
      ome_series(plane(1, "ExposureTime=\"2\""), "TimeIncrement=\"250\" TimeIncrementUnit=\"ms\"");
  REQUIRE(metadata.settings.size() == 3);
  CHECK(metadata.settings[2].time == s(0.5));
  CHECK(metadata.settings[1].exposure == s(2));
  CHECK(ome_series(plane(0, "DeltaT=\"0\"") + plane(1, "DeltaT=\"3\"") + plane(2, "DeltaT=\"9\""),
                   "TimeIncrement=\"1\"")
            .settings[2]
            .time == s(9));

  const std::string imagej = "ImageJ=1.53f\nimages=4\nfinterval=0.5\n";
  const ImageMetadata series = metadata_of(imagej + "frames=4\n", 4);
  REQUIRE(series.settings.size() == 4);
  CHECK(series.settings[3].time == s(1.5));
  CHECK(metadata_of(imagej + "frames=4\ntunit=min\n", 4).settings[3].time == minutes(1.5));
  // In a stack the step in time is not that from frame to frame.
  CHECK(metadata_of(imagej + "slices=2\nframes=2\n", 4).settings.empty());
  CHECK(metadata_of(imagej + "slices=4\n", 4).settings.empty());
}

TEST_CASE("Settings: what was written is read back", "[settings]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "series.ome.tif";
  ImageMetadata metadata;
  metadata.size_t = 2;
  metadata.size_z = 2;
  for (int t = 0; t < 2; ++t)
    for (int z = 0; z < 2; ++z) metadata.planes.push_back({.z = z, .t = t});
  for (int i = 0; i < 4; ++i) {
    FrameSetting setting;
    setting.exposure = ms(1.7 * i + 0.3);
    setting.time = s(0.1 * i);
    setting.light = percent(25 * i);
    setting.photons = photons(120.5 * i);
    setting.x = um(-1.25);
    setting.y = mm(0.1 * i);
    if (i != 2) setting.z = nm(137 * i);
    metadata.settings.push_back(setting);
  }
  metadata.acquired = parse_date_time("2026-11-23T12:00:00.25+02:00");
  imagefiles::write_ome_tiff(
      path, MemoryFrames({small_frame(), small_frame(), small_frame(), small_frame()}), metadata);
  const ImageMetadata read = open_image(path).metadata;
  REQUIRE(read.settings.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK_THAT(read.settings[i].exposure->in(s),
               WithinAbs(metadata.settings[i].exposure->in(s), 1e-15));
    CHECK(read.settings[i].time == metadata.settings[i].time);
    CHECK(read.settings[i].light == metadata.settings[i].light);
    CHECK(read.settings[i].photons == metadata.settings[i].photons);
    CHECK(read.settings[i].x == metadata.settings[i].x);
    CHECK_THAT(read.settings[i].y->in(um), WithinAbs(metadata.settings[i].y->in(um), 1e-12));
    CHECK(read.settings[i].z.has_value() == (i != 2));
  }
  REQUIRE(read.acquired);
  CHECK(read.acquired->has_zone);
  CHECK_THAT((read.acquired->since_1970 - metadata.acquired->since_1970).in(s), WithinAbs(0, 1e-6));
}

TEST_CASE("Settings: dates as ISO 8601 writes them", "[settings]") {
  const auto seconds = [](const char* text) {
    const auto date_time = parse_date_time(text);
    return date_time ? date_time->since_1970.in(s) : -1;
  };
  CHECK(seconds("1970-01-02T00:00:01") == 86401);
  CHECK(seconds("2026-11-23T12:34:56Z") == 1795437296);  // date -u -d ... +%s
  CHECK(seconds("2026-11-23 12:34:56.5") == 1795437296.5);
  CHECK(seconds("2026-11-23T14:34:56+02:00") == 1795437296);
  CHECK(seconds("2026-11-23T09:04:56-0330") == 1795437296);
  CHECK(parse_date_time("2026-11-23T12:34:56Z")->has_zone);
  CHECK_FALSE(parse_date_time("2026-11-23T12:34:56")->has_zone);
  for (const char* wrong :
       {"", "2026", "2026-02-30T00:00:00", "2026-11-23", "2026-11-23T25:00:00",
        "2026-11-23T12:60:00", "2026-11-23T12:00:00+99:00", "2026-11-23T12:00:00 PM",
        "23.11.2026 12:00:00", "2026-11-23T12:00:00.5.5", "2026-11-23T12:00:00+", "x",
        "2026-11-23T12:00:00.99999999999999999999x"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_date_time(wrong));
  }
}

TEST_CASE("Settings: times of several files go on where all tell when they began", "[settings]") {
  FrameSetting exposed;
  exposed.exposure = ms(20);
  const auto a = file_begun("2026-11-23T12:00:00.5Z", {exposed});
  const auto b = file_begun("2026-11-23T14:00:03.5+02:00", {});
  const auto timed = file_begun("2026-11-23T12:01:00Z", {{.time = s(0)}, {.time = s(2)}}, 2);
  const auto joined = joined_settings({a, b, timed});
  REQUIRE(joined.size() == 4);
  CHECK(joined[0].exposure == ms(20));
  CHECK_FALSE(joined[1].exposure);
  const double expected[] = {0, 3, 59.5, 61.5};
  for (std::size_t i = 0; i < 4; ++i)
    CHECK_THAT(joined[i].time->in(s), WithinAbs(expected[i], 1e-6));
}

TEST_CASE("Settings: else nobody said when the frames of several files were taken", "[settings]") {
  const FrameSetting late{.exposure = ms(20), .time = s(9)};
  const auto a = file_begun("2026-11-23T12:00:00Z", {late});
  const std::vector<ImageMetadata> others = {
      file_begun("", {late}),                      // no date
      file_begun("2026-11-23T12:01:00", {late}),   // no zone
      file_begun("2026-11-23T12:00:00Z", {{}}),    // in the same second
      file_begun("2026-11-23T12:01:00Z", {}, 2)};  // frames without times
  for (const ImageMetadata& other : others) {
    const auto joined = joined_settings({a, other});
    REQUIRE(joined.size() == 1 + other.planes.size());
    CHECK(joined[0].exposure == ms(20));
    for (const FrameSetting& setting : joined) CHECK_FALSE(setting.time);
  }
  CHECK(joined_settings({file_begun("", {}), file_begun("", {})}).empty());
  // A single file keeps what it says.
  CHECK(joined_settings({file_begun("", {late})}).front() == late);
}

TEST_CASE("Settings: AcquisitionDate is the begin of the first frame", "[settings]") {
  const auto metadata =
      ome_series(plane(0, "DeltaT=\"2\"") + plane(1, "DeltaT=\"3\"") + plane(2, "DeltaT=\"4\""), "",
                 date("1970-01-01T00:01:00"));
  REQUIRE(metadata.acquired);
  CHECK(metadata.acquired->since_1970 == s(62));
  CHECK(metadata.settings[1].time == s(1));
  CHECK_FALSE(ome_series("", "", date("yesterday")).acquired);
}
