// SPDX-License-Identifier: Apache-2.0
#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"

#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinRel;
using imagefiles::ImageFile;
using imagefiles::ImageMetadata;
using imagefiles::open_image;
using imagefiles::write_ome_tiff;

namespace {

template <class T>
Frame frame_of(SampleType type, int width, int height, int channels, int start) {
  Frame frame;
  frame.info.width = width;
  frame.info.height = height;
  frame.info.channels = channels;
  frame.info.sample_type = type;
  frame.info.significant_bits = 8 * static_cast<int>(sizeof(T));
  std::vector<T> samples;
  for (int i = 0; i < width * height * channels; ++i)
    samples.push_back(static_cast<T>(start + 3 * i));
  frame.samples = std::move(samples);
  return frame;
}

Frame words(int start, int width = 13, int height = 7) {
  return frame_of<std::uint16_t>(SampleType::u16, width, height, 1, start);
}

std::size_t files_in(const std::filesystem::path& folder) {
  const std::filesystem::directory_iterator files(folder);
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

std::string message_of_writing(const std::filesystem::path& path, const FrameSequence& frames) {
  try {
    write_ome_tiff(path, frames);
  } catch (const FileError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("writing: what was written is read back, with all that is known of it", "[write]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.ome.tif";
  std::vector<Frame> frames = {words(1), words(2), words(3), words(4), words(5), words(6)};
  for (Frame& frame : frames) {
    frame.info.significant_bits = 12;
    frame.info.transfer = Transfer::linear;
    frame.info.mosaic = Mosaic::grbg;
    frame.info.black_level = 63.75;
    frame.info.processed = false;
    frame.info.lossy = true;
  }
  ImageMetadata metadata;
  metadata.pixel_size_x = PixelSize{nm(65)};
  metadata.pixel_size_y = PixelSize{um(0.066)};
  metadata.axial_step = AxialStep{mm(0.0003)};
  metadata.time_increment = ms(20);
  metadata.size_z = 3;
  metadata.size_c = 2;
  for (int z = 0; z < 3; ++z)
    for (int c = 0; c < 2; ++c) metadata.planes.push_back({.z = z, .c = c});
  Instrument& instrument = metadata.instrument;
  instrument.manufacturer = "M\u00fcller & S\u00f6hne <optics>";
  instrument.model = "One \"quoted\"";
  instrument.objective.model = "Plan";
  instrument.objective.nominal_magnification = 63;
  instrument.objective.lens_na = Uncertain<double>{.value = 1.4};
  instrument.objective.immersion = Immersion::glycerol;
  instrument.detector.model = "edge";
  instrument.channels = {{"GFP", Uncertain<Length>{.value = nm(525)}}, {"", std::nullopt}};
  instrument.objective.refractive_index = Uncertain<double>{.value = 1.47};
  instrument.channels[1].mode = AcquisitionMode::two_photon;
  instrument.channels[1].excitation = Uncertain<Length>{.value = nm(920)};
  write_ome_tiff(path, MemoryFrames(frames), metadata);

  const ImageFile image = open_image(path);
  CHECK(image.metadata.format == "OME-TIFF");
  REQUIRE(image.frames->size() == 6);
  for (std::size_t i = 0; i < 6; ++i) {
    const Frame frame = image.frames->read(i);
    CHECK(frame.info == frames[i].info);
    CHECK(frame.samples == frames[i].samples);
    CHECK(image.metadata.planes[i].z == metadata.planes[i].z);
    CHECK(image.metadata.planes[i].c == metadata.planes[i].c);
  }
  CHECK(image.metadata.pixel_size_x == metadata.pixel_size_x);
  CHECK(image.metadata.pixel_size_y == metadata.pixel_size_y);
  CHECK_THAT(image.metadata.axial_step->per_plane.in(um), WithinRel(0.3, 1e-12));
  CHECK_THAT(image.metadata.time_increment->in(ms), WithinRel(20.0, 1e-12));
  CHECK(image.metadata.size_z == 3);
  CHECK(image.metadata.size_c == 2);
  CHECK(image.metadata.size_t == 1);
  const Instrument& read = image.metadata.instrument;
  CHECK(read.manufacturer == instrument.manufacturer);
  CHECK(read.model == instrument.model);
  CHECK(read.objective.model == "Plan");
  CHECK(read.objective.nominal_magnification == 63);
  CHECK(read.objective.lens_na->value == 1.4);
  CHECK(read.objective.immersion == Immersion::glycerol);
  CHECK(read.detector.model == "edge");
  REQUIRE(read.channels.size() == 2);
  CHECK(read.channels[0].name == "GFP");
  CHECK_THAT(read.channels[0].wavelength->value.in(nm), WithinRel(525.0, 1e-12));
  CHECK_FALSE(read.channels[1].wavelength);
  CHECK(read.objective.refractive_index->value == 1.47);
  CHECK(read.channels[1].mode == AcquisitionMode::two_photon);
  CHECK_THAT(read.channels[1].excitation->value.in(nm), WithinRel(920.0, 1e-12));
}

TEST_CASE("writing: frames without positions are a time series", "[write]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.ome.tif";
  write_ome_tiff(path, MemoryFrames({words(1), words(2)}));
  const ImageMetadata metadata = open_image(path).metadata;
  CHECK(metadata.size_t == 2);
  CHECK(metadata.planes[1].t == 1);
  CHECK_FALSE(metadata.pixel_size_x);
  CHECK_FALSE(metadata.instrument.objective.lens_na);
}

TEST_CASE("writing: planes in any order keep their positions", "[write]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.ome.tif";
  ImageMetadata metadata;
  metadata.size_z = 3;
  metadata.planes = {{.z = 2}, {.z = 0}, {.z = 1}};
  write_ome_tiff(path, MemoryFrames({words(1), words(2), words(3)}), metadata);
  const ImageMetadata read = open_image(path).metadata;
  CHECK(read.planes[0].z == 2);
  CHECK(read.planes[1].z == 0);
  CHECK(read.planes[2].z == 1);
}

TEST_CASE("writing: bytes, floats and colours", "[write]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.ome.tif";
  const Frame frame = GENERATE(frame_of<std::uint8_t>(SampleType::u8, 9, 5, 1, 7),
                               frame_of<float>(SampleType::f32, 9, 5, 1, -20),
                               frame_of<std::uint8_t>(SampleType::u8, 9, 5, 3, 7),
                               frame_of<std::uint16_t>(SampleType::u16, 9, 5, 3, 7));
  write_ome_tiff(path, MemoryFrames({frame, frame}));
  const ImageFile image = open_image(path);
  REQUIRE(image.frames->size() == 2);
  CHECK(image.frames->read(1).info == frame.info);
  CHECK(image.frames->read(1).samples == frame.samples);
  CHECK(image.metadata.size_c == 1);
}

TEST_CASE("writing: a frame of more than one strip", "[write]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.ome.tif";
  const Frame frame = words(5, 4000, 2500);
  write_ome_tiff(path, MemoryFrames({frame}));
  CHECK(open_image(path).frames->read(0).samples == frame.samples);
}

TEST_CASE("writing: the bytes are the same each time", "[write]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.ome.tif";
  write_ome_tiff(path, MemoryFrames({words(1)}));
  const std::string first = bytes_of(path);
  write_ome_tiff(path, MemoryFrames({words(1)}));
  CHECK(bytes_of(path) == first);
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("writing: unequal frames, missing and read-only folders are an error", "[write]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.ome.tif";
  CHECK_THAT(message_of_writing(path, MemoryFrames({words(1), words(2, 12)})),
             contains_text("frame 2 differs from the first in size or type"));
  CHECK(files_in(folder.path()) == 0);
  CHECK_THAT(
      message_of_writing(folder.path() / "missing" / "image.ome.tif", MemoryFrames({words(1)})),
      contains_text("cannot be written (No such file or directory)"));
  std::filesystem::permissions(
      folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const bool superuser = ::access(folder.path().c_str(), W_OK) == 0;
  const std::string message = message_of_writing(path, MemoryFrames({words(1)}));
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
  if (!superuser) CHECK_THAT(message, contains_text("permissions of the folder"));
  // Not even the superuser makes files here.
  if (std::filesystem::is_directory("/sys"))
    CHECK_THAT(message_of_writing("/sys/image.ome.tif", MemoryFrames({words(1)})),
               contains_text("/sys/image.ome.tif: cannot be written ("));
}

TEST_CASE("writing: when the disk is full the old file stays and nothing is left behind",
          "[write]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.ome.tif";
  write_ome_tiff(path, MemoryFrames({words(1)}));
  const std::string before = bytes_of(path);
  // A limit on the size of files makes write() fail like a full disk does.
  rlimit limit = {};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  const auto old_action = std::signal(SIGXFSZ, SIG_IGN);
  std::vector<std::string> messages;
  for (const rlim_t most : {rlim_t{0}, rlim_t{4096}, rlim_t{100000}, rlim_t{200600}}) {
    const rlimit small = {most, limit.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    messages.push_back(
        message_of_writing(path, MemoryFrames({words(1, 1000, 100), words(2, 1000, 100)})));
    ::setrlimit(RLIMIT_FSIZE, &limit);
    CHECK(files_in(folder.path()) == 1);
    CHECK(bytes_of(path) == before);
  }
  std::signal(SIGXFSZ, old_action);
  for (const std::string& message : messages)
    CHECK_THAT(message, contains_text("image.ome.tif: cannot be written (") &&
                            contains_text("Check the free space"));
}

TEST_CASE("writing: a folder in the place of the file stays", "[write]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.ome.tif";
  std::filesystem::create_directory(path);
  write_bytes(path / "inside", "x");
  CHECK_THAT(message_of_writing(path, MemoryFrames({words(1)})),
             contains_text("cannot be written"));
  CHECK(files_in(folder.path()) == 1);
  CHECK(std::filesystem::exists(path / "inside"));
}

namespace {

/// Frames that are made when asked for, so that 5 GB of them need the memory of one.
class SameFrames final : public FrameSequence {
 public:
  SameFrames(Frame frame, std::size_t count) : frame_(std::move(frame)), count_(count) {}
  std::size_t size() const override { return count_; }
  Frame read(std::size_t) const override { return frame_; }

 private:
  Frame frame_;
  std::size_t count_;
};

}  // namespace

TEST_CASE("writing: more than 2 GB is a BigTIFF that is read frame by frame", "[write][.large]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.ome.tif";
  const Frame frame = words(1, 5000, 5000);
  write_ome_tiff(path, SameFrames(frame, 90));
  char magic[4] = {};
  std::ifstream(path, std::ios::binary).read(magic, sizeof magic);
  CHECK(magic[2] == '+');  // "II+", the magic of BigTIFF
  const ImageFile image = open_image(path, {.hash = false});
  CHECK(image.frames->size() == 90);
  CHECK(image.frames->read(89).samples == frame.samples);
}
