// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/observe.hpp"

#include "suite/core/error.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>

using namespace etalon;
using namespace etalon::test;
using cli::Knowledge;
using cli::observe;

namespace {

/// A folder of its own with images of one value each.
class Bench {
 public:
  std::string at(const std::string& name) const { return (folder_.path() / name).string(); }

  std::string image(const std::string& name, std::vector<int> values,
                    std::vector<FrameSetting> settings = {}) const {
    std::filesystem::create_directories(std::filesystem::path(at(name)).parent_path());
    std::vector<Frame> frames;
    for (const int value : values) {
      Frame frame;
      frame.info.width = frame.info.height = 3;
      frame.samples = std::vector<std::uint16_t>(9, static_cast<std::uint16_t>(value));
      frames.push_back(frame);
    }
    imagefiles::ImageMetadata metadata;
    metadata.settings = std::move(settings);
    imagefiles::write_ome_tiff(at(name), MemoryFrames(frames), metadata);
    return at(name);
  }

  std::string text(const std::string& name, const std::string& text) const {
    std::ofstream(at(name)) << text;
    return at(name);
  }

 private:
  TemporaryFolder folder_;
};

int value(const std::unique_ptr<FrameSequence>& frames, std::size_t index) {
  return std::get<std::vector<std::uint16_t>>(frames->read(index).samples).front();
}

}  // namespace

TEST_CASE("An observation of a descriptor has dark frames, settings and the descriptor itself") {
  const Bench bench;
  bench.image("a.tif", {1});
  bench.image("d.tif", {2});
  const auto path = bench.text("c.txt", "v 4.0\nn 12 3 3\nb 1e6 7\ni a.tif\nd 1e6\ni d.tif\n");
  const auto [observation, texts, contradictions] = observe({path}, {});
  REQUIRE(observation.frames->size() == 1);
  REQUIRE(observation.dark->size() == 1);
  CHECK(value(observation.frames, 0) == 1);
  CHECK(value(observation.dark, 0) == 2);
  CHECK(observation.settings ==
        std::vector{FrameSetting{.exposure = ms(1), .photons = photons(7)}});
  CHECK(observation.dark_settings == std::vector{FrameSetting{.exposure = ms(1)}});
  REQUIRE(texts.size() == 1);
  CHECK(texts.front().path == path);

  // Dark frames that were named rank before those of the descriptor; alone they are the frames.
  Knowledge knowledge;
  knowledge.dark =
      cli::open_frames({bench.image("dark/1.tif", {8}), bench.image("x.tif", {9})}, true);
  knowledge.dark_exposure = ms(3);
  const auto other = observe({path}, knowledge).observation;
  REQUIRE(other.dark->size() == 2);
  CHECK(value(other.dark, 1) == 9);
  CHECK(other.dark_settings[1].exposure == ms(3));
  const auto only = bench.text("only.txt", "v 4.0\nn 12 3 3\nd 1e6\ni d.tif\n");
  const auto alone = observe({only}, {}).observation;
  CHECK(value(alone.frames, 0) == 2);
  CHECK_FALSE(alone.dark);
  CHECK(cli::open_frames({path}, true).frames->size() == 1);
}

TEST_CASE("The command line ranks before the files in what was set for the frames") {
  const Bench bench;
  const auto path = bench.image("s.ome.tif", {1, 2},
                                {{.exposure = ms(5), .time = s(0), .x = um(1)}, {.time = s(9)}});
  const auto told = observe({path}, {}).observation.settings;
  REQUIRE(told.size() == 2);
  CHECK(told[0] == FrameSetting{.exposure = ms(5), .time = s(0), .x = um(1)});
  CHECK(told[1].time == s(9));

  Knowledge knowledge;
  knowledge.exposure = ms(20);
  knowledge.interval = s(2);
  auto settings = observe({path}, knowledge).observation.settings;
  CHECK(settings[0] == FrameSetting{.exposure = ms(20), .time = s(0), .x = um(1)});
  CHECK(settings[1] == FrameSetting{.exposure = ms(20), .time = s(2)});

  Knowledge table;
  table.settings =
      imagefiles::read_settings_table(bench.text("t.csv", "x [um],light\n3,0.5\n,1\n"));
  const auto observed = observe({path}, table);
  settings = observed.observation.settings;
  CHECK(settings[0] ==
        FrameSetting{.exposure = ms(5), .light = one(0.5), .time = s(0), .x = um(3)});
  CHECK(settings[1] == FrameSetting{.light = one(1), .time = s(9)});
  CHECK(observed.texts.front().path == bench.at("t.csv"));
  table.settings->settings.pop_back();
  CHECK_THROWS_WITH(observe({path}, table), contains_text("t.csv: has 1 rows for 2 frames"));
}

TEST_CASE("A folder is one observation of its images, and files without dates have no times") {
  const Bench bench;
  bench.image("f/10.tif", {10}, {{.exposure = ms(5), .time = s(0)}});
  bench.image("f/9.tif", {9});
  const auto observation = observe({bench.at("f")}, {}).observation;
  REQUIRE(observation.frames->size() == 2);
  CHECK(value(observation.frames, 0) == 9);
  CHECK(observation.settings[1] == FrameSetting{.exposure = ms(5)});
  CHECK(observe({bench.at("f/9.tif")}, {}).observation.settings.empty());
}

TEST_CASE("Readings of a power meter are an observation without frames") {
  const Bench bench;
  const auto path = bench.text("p.csv", "time [s],power [mW]\n0,1\n1,2\n");
  const auto [observation, texts, contradictions] = observe({path}, {});
  CHECK_FALSE(observation.frames);
  REQUIRE(observation.power);
  CHECK(observation.power->readings.size() == 2);
  CHECK(texts.size() == 1);
  CHECK_THROWS_AS(observe({path, bench.image("a.tif", {1})}, {}), UsageError);
  CHECK_THROWS_AS(observe({bench.at("a.tif"), path}, {}), UsageError);
  CHECK_THROWS_WITH(cli::open_frames({path}, true), contains_text("holds no image"));
}

TEST_CASE("Times of the command line are longer than nothing") {
  CHECK_FALSE(cli::time_argument("--interval", ""));
  CHECK(cli::time_argument("--interval", "10 s") == s(10));
  for (const char* wrong : {"0s", "-1s", "10", "10um", "nan s"}) {
    CAPTURE(wrong);
    CHECK_THROWS_WITH(cli::time_argument("--interval", wrong), contains_text("--interval"));
  }
}

namespace {

/// An image whose metadata tell so much.
std::string told_image(const std::string& path, const std::string& model, double pixel_um,
                       double na) {
  Frame frame;
  frame.info.width = frame.info.height = 3;
  frame.samples = std::vector<std::uint16_t>(9, 7);
  imagefiles::ImageMetadata metadata;
  metadata.pixel_size_x = metadata.pixel_size_y = PixelSize{um(pixel_um)};
  metadata.instrument.detector.model = model;
  metadata.instrument.objective.lens_na = Uncertain<double>{na};
  imagefiles::write_ome_tiff(path, MemoryFrames(std::vector<Frame>{frame}), metadata);
  return path;
}

Knowledge scope_that_says(const std::string& text) {
  Knowledge knowledge;
  knowledge.scope = protocols::read_scope_text("scope: s\n" + text, "s.yaml");
  return knowledge;
}

using Sentences = std::vector<std::string>;

}  // namespace

TEST_CASE("What an image says against the scope file is told, and the scope file is followed") {
  const Bench bench;
  bench.text("here", "");
  const auto path = told_image(bench.at("a.ome.tif"), "IMX477", 0.5, 0.4);
  const auto knowledge = scope_that_says(
      "detector: {model: IMX219}\nobjective: {lens_na: 0.65}\npixel_size: 0.25 um\n");
  const auto observed = observe({path}, knowledge);
  CHECK(observed.contradictions ==
        Sentences{"objective.lens_na: the scope file says 0.65, the image file says 0.4. The scope "
                  "file is followed.",
                  "detector.model: the scope file says IMX219, the image file says IMX477. The "
                  "scope file is followed.",
                  "Known so far is 0.25 um, the images say 0.5 um. The former was followed."});
  CHECK(observed.observation.instrument.detector.model == "IMX219");
  CHECK(observed.observation.references.pixel_size->value.per_px == um(0.25));
}

TEST_CASE(
    "An image that agrees with the scope file, or a scope file that is silent, tells nothing") {
  const Bench bench;
  bench.text("here", "");
  const auto path = told_image(bench.at("a.ome.tif"), "Sony IMX219", 0.251, 0.4);
  CHECK(observe({path}, scope_that_says("detector: {model: IMX219}\npixel_size: 0.25 um\n"))
            .contradictions.empty());
  CHECK(observe({path}, scope_that_says("condenser_na: 0.2\n")).contradictions.empty());
  CHECK(observe({path}, {}).contradictions.empty());
}

TEST_CASE("A pixel size of the command line is compared with the image as that of a scope file") {
  const Bench bench;
  bench.text("here", "");
  const auto path = told_image(bench.at("a.ome.tif"), "", 0.5, 0.4);
  Knowledge knowledge;
  knowledge.pixel_size = Uncertain<PixelSize>{.value = PixelSize{um(0.25)}};
  CHECK(observe({path}, knowledge).contradictions.size() == 1);
}

TEST_CASE("The same contradiction of many images is told once for one observation") {
  const Bench bench;
  bench.text("here", "");
  const auto a = told_image(bench.at("a.ome.tif"), "IMX477", 0.5, 0.4);
  const auto b = told_image(bench.at("b.ome.tif"), "IMX477", 0.5, 0.4);
  const auto c = told_image(bench.at("c.ome.tif"), "IMX708", 0.5, 0.4);
  const auto knowledge = scope_that_says("detector: {model: IMX219}\n");
  CHECK(observe({a, b, c}, knowledge).contradictions.size() == 2);
}
