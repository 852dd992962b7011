// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/images.hpp"
#include "tests/integration/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <nlohmann/json.hpp>

namespace etalon::test {
namespace {

using Json = nlohmann::json;

const Json* result(const Json& evaluation, const std::string& measurand) {
  for (const auto& r : evaluation["results"]) {
    if (r["measurand"] == measurand) return &r;
  }
  return nullptr;
}

TEST_CASE("One image is a JSON object, several are an array in the order of the command line") {
  const TemporaryFolder folder;
  write_image(folder.path() / "a.ome.tif", edge_frame({.seed = 1}));
  write_image(folder.path() / "b.ome.tif", edge_frame({.seed = 2}));
  const Surroundings here{.folder = folder.path()};

  const Ran one = run_etalon({"measure", "slanted_edge", "a.ome.tif", "--format", "json"}, here);
  REQUIRE(one.code == 0);
  const Json object = Json::parse(one.out);
  CHECK(object["schema"] == "etalon.evaluation/1");
  CHECK(object["inputs"][0]["path"] == "a.ome.tif");
  REQUIRE(result(object, "mtf50") != nullptr);
  const Ran told = run_etalon(
      {"measure", "slanted_edge", "a.ome.tif", "--format", "json", "--axial-step", "1 um"}, here);
  const Json same = Json::parse(told.out);
  CHECK(same["instrument"]["sources"]["axial_step"] == "operator");
  CHECK_FALSE(object["instrument"].value("sources", Json::object()).contains("axial_step"));

  const Ran two =
      run_etalon({"measure", "slanted_edge", "b.ome.tif", "a.ome.tif", "--format", "json"}, here);
  REQUIRE(two.code == 0);
  const Json array = Json::parse(two.out);
  REQUIRE(array.size() == 2);
  CHECK(array[0]["inputs"][0]["path"] == "b.ome.tif");
  CHECK(array[1] == object);

  const Ran together = run_etalon(
      {"measure", "slanted_edge", "a.ome.tif", "b.ome.tif", "--together", "--format", "json"},
      here);
  REQUIRE(together.code == 0);
  CHECK(Json::parse(together.out)["inputs"].size() == 2);
}

TEST_CASE("A metric that compares images takes all files as one observation") {
  const TemporaryFolder folder;
  write_image(folder.path() / "a.ome.tif", edge_frame({.seed = 1}));
  write_image(folder.path() / "b.ome.tif", edge_frame({.seed = 2}));
  const Surroundings here{.folder = folder.path()};
  const std::vector<std::string> two = {"measure",   "frc",      "a.ome.tif",
                                        "b.ome.tif", "--format", "json"};
  const Ran plain = run_etalon(two, here);
  const Json evaluation = Json::parse(plain.out);
  REQUIRE(evaluation.is_object());
  REQUIRE(evaluation["inputs"].size() == 2);
  CHECK(evaluation["inputs"][0]["path"] == "a.ome.tif");
  CHECK(evaluation["inputs"][1]["path"] == "b.ome.tif");
  for (const auto& failure : evaluation["failures"]) CHECK(failure["code"] != "frc.one_frame");

  auto together = two;
  together.push_back("--together");
  CHECK(run_etalon(together, here).out == plain.out);

  const Ran alone = run_etalon({"measure", "frc", "a.ome.tif"}, here);
  CHECK(alone.code == 2);
  CHECK_THAT(alone.out, contains_text("Name two image files"));
  CHECK_THAT(run_etalon({"measure", "frc", "--help"}).out,
             contains_text("Examples (all images are one observation)"));
}

TEST_CASE("Text and CSV name the measurand, and CSV has one heading for all images") {
  const TemporaryFolder folder;
  write_image(folder.path() / "a.ome.tif", edge_frame());
  write_image(folder.path() / "b.ome.tif", edge_frame({.seed = 2}));
  const Surroundings here{.folder = folder.path()};
  const Ran text = run_etalon({"measure", "slanted_edge", "a.ome.tif", "b.ome.tif"}, here);
  CHECK(text.code == 0);
  CHECK_THAT(text.out, contains_text("MTF50"));
  CHECK_THAT(text.out, contains_text("b.ome.tif"));
  CHECK(text.out.find('\x1b') == std::string::npos);
  CHECK(text.err.empty());
  const Ran csv =
      run_etalon({"measure", "slanted_edge", "a.ome.tif", "b.ome.tif", "--format", "csv"}, here);
  CHECK(csv.code == 0);
  const auto heading = csv.out.substr(0, csv.out.find('\n'));
  CHECK(csv.out.find(heading, 1) == std::string::npos);
  CHECK_THAT(csv.out, contains_text("mtf50"));
}

TEST_CASE("The pixel size of the command line ranks before the scope file, that before the image") {
  const TemporaryFolder folder;
  write_image(folder.path() / "a.ome.tif", edge_frame());
  write_text(folder.path() / "scope.yaml",
             "scope: s\npixel_size: {value: 0.5 um, standard_uncertainty: 1 nm}\n");
  const Surroundings here{.folder = folder.path()};
  const auto object_mtf50 = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments{"measure", "slanted_edge", "a.ome.tif", "--format", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = run_etalon(arguments, here);
    REQUIRE(ran.code == 0);
    const Json evaluation = Json::parse(ran.out);
    double in_pixels = 0;
    double in_object = 0;
    for (const auto& r : evaluation["results"]) {
      const std::string name = r["measurand"];
      if (!name.starts_with("mtf50")) continue;
      if (r["unit"] == "cycles/px") in_pixels = r["value"];
      if (r["unit"] == "cycles/mm") in_object = r["value"];
    }
    return 1000 * in_pixels / in_object;  // the pixel size that was used, um
  };
  CHECK_THAT(object_mtf50({}), Catch::Matchers::WithinRel(0.2618, 1e-9));
  CHECK_THAT(object_mtf50({"--scope", "scope.yaml"}), Catch::Matchers::WithinRel(0.5, 1e-9));
  CHECK_THAT(object_mtf50({"--scope", "scope.yaml", "--pixel-size", "65nm",
                           "--pixel-size-uncertainty", "0.1 nm"}),
             Catch::Matchers::WithinRel(0.065, 1e-9));
}

TEST_CASE("An image that contradicts the scope file is told in the log and in the JSON") {
  const TemporaryFolder folder;
  write_image(folder.path() / "a.ome.tif", edge_frame());
  write_text(folder.path() / "scope.yaml", "scope: s\npixel_size: 0.5 um\n");
  const Surroundings here{.folder = folder.path()};
  const std::vector<std::string> measure{"measure", "slanted_edge", "a.ome.tif", "--scope",
                                         "scope.yaml"};
  const std::string said =
      "Known so far is 0.5 um, the images say 0.2618 um. The former was followed.";
  const Ran text = run_etalon(measure, here);
  CHECK(text.code == 0);
  CHECK_THAT(text.err, contains_text("etalon: a.ome.tif: " + said));
  auto as_json = measure;
  as_json.insert(as_json.end(), {"--format", "json"});
  const Ran json = run_etalon(as_json, here);
  CHECK_THAT(json.err, contains_text(said));
  CHECK(Json::parse(json.out)["contradictions"] == Json::array({said}));
  CHECK_FALSE(
      Json::parse(
          run_etalon({"measure", "slanted_edge", "a.ome.tif", "--format", "json"}, here).out)
          .contains("contradictions"));
}

TEST_CASE("The result is the same for any number of threads and in a locale with a decimal comma") {
  const TemporaryFolder folder;
  std::vector<std::string> arguments{"measure", "slanted_edge"};
  for (int i = 0; i < 5; ++i) {
    const std::string name = "edge-" + std::to_string(i) + ".ome.tif";
    write_image(folder.path() / name, edge_frame({.seed = static_cast<std::uint64_t>(i)}));
    arguments.push_back(name);
  }
  arguments.insert(arguments.end(), {"--format", "json", "--pixel-size", "0.2618um", "--threads"});
  const auto measured = [&](const char* threads, Surroundings here) {
    here.folder = folder.path();
    auto words = arguments;
    words.push_back(threads);
    const Ran ran = run_etalon(words, here);
    REQUIRE(ran.code == 0);
    return ran.out;
  };
  const std::string one = measured("1", {});
  CHECK(Json::parse(one)[0]["digest"].get<std::string>().starts_with("sha256:"));
  CHECK(measured("2", {}) == one);
  CHECK(measured("7", {}) == one);

  // A machine without locale sources knows C.UTF-8 only; then this last check is not made.
  const auto locales = folder.path() / "locales";
  std::filesystem::create_directory(locales);
  run({"/usr/bin/localedef", "-i", "de_DE", "-f", "UTF-8", locales / "de_DE.UTF-8"});
  if (!std::filesystem::exists(locales / "de_DE.UTF-8")) {
    WARN("localedef or its sources are missing: the decimal comma is not tested");
    return;
  }
  const Surroundings german{.environment = {{"LOCPATH", locales}, {"LC_ALL", "de_DE.UTF-8"}}};
  CHECK(measured("2", german) == one);
}

TEST_CASE("Dark frames and a known offset reach the metric") {
  const TemporaryFolder folder;
  write_image(folder.path() / "edge.ome.tif", edge_frame());
  write_image(folder.path() / "dark.ome.tif",
              edge_frame({.bright_electrons = 0, .dark_electrons = 0, .seed = 9}));
  const Surroundings here{.folder = folder.path()};
  CHECK(run_etalon({"measure", "slanted_edge", "edge.ome.tif", "--dark", "dark.ome.tif"}, here)
            .code == 0);
  CHECK(run_etalon({"measure", "slanted_edge", "edge.ome.tif", "--offset", "100 DN"}, here).code ==
        0);
  const Ran missing =
      run_etalon({"measure", "slanted_edge", "edge.ome.tif", "--dark", "no.tif"}, here);
  CHECK(missing.code == 74);
  CHECK_THAT(missing.err, contains_text("no.tif"));
  const Ran wrong =
      run_etalon({"measure", "slanted_edge", "edge.ome.tif", "--offset", "100 px"}, here);
  CHECK(wrong.code == 64);
  CHECK_THAT(wrong.err, contains_text("--offset"));
  const Ran both = run_etalon(
      {"measure", "slanted_edge", "edge.ome.tif", "--offset", "100 DN", "--dark", "dark.ome.tif"},
      here);
  CHECK(both.code == 64);
  CHECK_THAT(both.err, contains_text("--offset and --dark"));
}

}  // namespace
}  // namespace etalon::test
