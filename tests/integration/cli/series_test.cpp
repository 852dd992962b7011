// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/images.hpp"
#include "tests/integration/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace etalon::test {
namespace {

using Json = nlohmann::json;

/// Three images of an edge in a folder, the last in natural order with another name than in plain.
void write_images(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  write_image(folder / "f-2.ome.tif", edge_frame({.seed = 1}));
  write_image(folder / "f-9.ome.tif", edge_frame({.seed = 2}));
  write_image(folder / "f-10.ome.tif", edge_frame({.seed = 3}));
}

TEST_CASE("A folder is measured image by image, or as one series where the metric compares them") {
  const TemporaryFolder folder;
  write_images(folder.path() / "images");
  const Surroundings here{.folder = folder.path()};
  const Ran each = run_etalon({"measure", "slanted_edge", "images", "--format", "json"}, here);
  REQUIRE(each.code == 0);
  const Json array = Json::parse(each.out);
  REQUIRE(array.size() == 3);
  CHECK(array[2]["inputs"][0]["path"] == "images/f-10.ome.tif");
  const Ran series = run_etalon({"measure", "frc", "images", "--format", "json"}, here);
  const Json one = Json::parse(series.out);
  REQUIRE(one.is_object());
  CHECK(one["inputs"].size() == 3);
  std::filesystem::create_directories(folder.path() / "empty");
  const Ran none = run_etalon({"measure", "slanted_edge", "empty"}, here);
  CHECK(none.code == 74);
  CHECK_THAT(none.err, contains_text("no file that is named like an image"));
}

TEST_CASE("Tables and descriptors stand in the place of images, and are named among the inputs") {
  const TemporaryFolder folder;
  write_images(folder.path() / "images");
  const Surroundings here{.folder = folder.path()};
  const std::string rows = "images/f-2.ome.tif,0\nimages\\f-9.ome.tif,1\n";
  write_text(folder.path() / "frames.csv", "file,time [s]\n" + rows);
  write_text(folder.path() / "camera.txt",
             "v 4.0\nn 12 200 200\nb 1e6 5\ni images/f-2.ome.tif\ni images/f-9.ome.tif\n");
  for (const std::string argument : {"frames.csv", "camera.txt"}) {
    const Ran ran = run_etalon({"measure", "frc", argument, "--format", "json"}, here);
    CAPTURE(ran.err);
    const Json evaluation = Json::parse(ran.out);
    REQUIRE(evaluation["inputs"].size() == 3);
    CHECK(evaluation["inputs"][0]["path"] == argument);
    CHECK(evaluation["inputs"][0]["sha256"].get<std::string>().size() == 64);
  }
  CHECK(run_etalon({"measure", "frc", "--series", "frames.csv", "--format", "json"}, here).out ==
        run_etalon({"measure", "frc", "frames.csv", "--format", "json"}, here).out);

  write_text(folder.path() / "frames.csv", "file,time [s]\n" + rows + "images/none.tif,2\n");
  const Ran missing = run_etalon({"measure", "frc", "frames.csv"}, here);
  CHECK(missing.code == 74);
  CHECK_THAT(missing.err, contains_text("frames.csv:4:1: ") && contains_text("does not exist"));
  write_text(folder.path() / "camera.txt",
             "v 4.0\nn 12 20 20\nb 1e6 5\ni images/f-2.ome.tif\ni images/f-9.ome.tif\n");
  const Ran wide = run_etalon({"measure", "frc", "camera.txt"}, here);
  CHECK(wide.code == 74);
  CHECK_THAT(wide.err, contains_text("camera.txt:4:") && contains_text("line 2 says 20 x 20"));
}

TEST_CASE("A series without the first measurand is measured where nothing failed") {
  const TemporaryFolder folder;
  const Surroundings here{.folder = folder.path()};
  std::string readings = "time [s],set point [%],power [mW]\n";
  for (int k = 1; k <= 11; ++k)
    readings += fmt::format("{},{},{}\n", 10 * k, 9 * k, 0.45 * k + (k % 2) * 1e-3);
  write_text(folder.path() / "levels.csv", readings);
  const Ran ran = run_etalon({"measure", "illumination_stability", "levels.csv"}, here);
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, contains_text("response to set points"));
  write_text(folder.path() / "few.csv", readings.substr(0, readings.find("\n30,") + 1));
  CHECK(run_etalon({"measure", "illumination_stability", "few.csv"}, here).code == 2);
}

TEST_CASE("What is said of the frames must fit to them") {
  const TemporaryFolder folder;
  write_images(folder.path() / "images");
  const Surroundings here{.folder = folder.path()};
  const auto refused = [&](std::vector<std::string> arguments, int code, const std::string& part) {
    arguments.insert(arguments.begin(), "measure");
    const Ran ran = run_etalon(arguments, here);
    CAPTURE(ran.err);
    CHECK(ran.code == code);
    CHECK_THAT(ran.err, contains_text(part));
  };
  write_text(folder.path() / "two.csv", "x [um]\n0\n1\n");
  write_text(folder.path() / "power.csv", "time [s],power [mW]\n0,1\n1,2\n");
  refused({"frc", "images", "--series", "two.csv"}, 74, "has 2 rows for 3 frames");
  refused({"slanted_edge", "images", "--series", "two.csv"}, 64, "--together");
  refused({"frc", "--series", "two.csv"}, 74, "neither an EMVA 1288 descriptor");
  refused({"frc", "images", "--interval", "5"}, 64, "--interval");
  refused({"frc", "images", "--exposure", "0s"}, 64, "--exposure");
  refused({"frc", "images", "power.csv"}, 64, "power.csv: readings of a power meter");
  refused({"frc", "images", "--dark", "power.csv"}, 74, "holds no image");
  const Ran light = run_etalon({"measure", "slanted_edge", "power.csv"}, here);
  CHECK(light.code == 2);
  CHECK_THAT(light.out, contains_text("slanted_edge.no_frames"));
}

TEST_CASE("The examples of every metric use options that it has") {
  const Json metrics = Json::parse(run_etalon({"list", "metrics", "--format", "json"}).out);
  REQUIRE(metrics.size() > 5);
  for (const auto& metric : metrics) {
    const std::string id = metric["id"];
    const std::string help = run_etalon({"measure", id, "--help"}).out;
    const auto examples = help.find("\nExamples");
    CAPTURE(id);
    REQUIRE(examples != std::string::npos);
    const std::string options = help.substr(0, examples);
    CHECK_THAT(help.substr(examples), contains_text("  etalon measure " + id + " "));
    for (auto at = help.find(" --", examples); at != std::string::npos;
         at = help.find(" --", at + 1)) {
      const auto end = help.find_first_of(" \n", at + 1);
      const std::string flag = help.substr(at + 1, end - at - 1);
      CHECK_THAT(options, contains_text(flag));
    }
  }
}

}  // namespace
}  // namespace etalon::test
