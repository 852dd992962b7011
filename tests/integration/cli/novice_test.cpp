// SPDX-License-Identifier: Apache-2.0
// Somebody who has read nothing: a microscope, a camera that saves images into a folder, no scope
// file.
#include "tests/integration/cli/images.hpp"
#include "tests/integration/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <string>

namespace etalon::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// What the person would save when told to.
void save_images(const fs::path& images) {
  fs::create_directory(images);
  const auto save = [&](const std::string& step, int number, EdgeScene scene) {
    scene.seed = static_cast<std::uint64_t>(number) + 100 * step.size();
    write_image(images / (step + "-" + std::to_string(number) + ".tif"), edge_frame(scene));
  };
  for (int i = 1; i <= 4; ++i) {
    save("dark", i, {.bright_electrons = 0, .dark_electrons = 0});
    save("blank", i, {.bright_electrons = 25'000, .dark_electrons = 25'000});
  }
  for (int i = 1; i <= 5; ++i) save("edge", i, {});
}

// 5.236 um / 20 is the pixel that the images state too.
const std::string kSixAnswers = "OpenFlexure v7\n20x/0.40\n\nwhite\n5.236 um\n\n";
const std::string kFourSteps = "\n\n\ns\n";  // light, dark, blank; no ruler
const std::string kFiveEdges = "\n\n\n\n\n";

std::ptrdiff_t lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST_CASE("A novice comes to a verdict with at most sixteen answers") {
  const TemporaryFolder folder;
  save_images(folder.path() / "images");
  const std::string answers = kSixAnswers + kFourSteps + kFiveEdges;
  CHECK(lines(answers) <= 16);
  const Ran ran = run_etalon({"run", "brightfield-quick", "--database", "x.etalon"},
                             {.folder = folder.path(), .input = answers});
  INFO(ran.err);
  INFO(ran.out);
  // Neither usage, nor devices, nor something that was not measured.
  CHECK(std::set<int>{0, 1, 3}.contains(ran.code));
  // One question for each answer: none was asked in vain, none answered by the end of the input.
  CHECK(times(ran.err, " > ") == static_cast<std::size_t>(lines(answers)));
  CHECK_THAT(ran.err, contains_text("Save 4 images in the folder images as dark-1.tif to "
                                    "dark-4.tif."));
  CHECK_THAT(ran.err, contains_text("Save 1 image in the folder images as edge-5.tif."));
  CHECK_THAT(ran.out, contains_text("indicative"));

  const Surroundings here{.folder = folder.path()};
  REQUIRE(run_etalon({"report", "last", "--database", "x.etalon", "-o", "r.json"}, here).code == 0);
  const Json report = Json::parse(read_text(folder.path() / "r.json"));
  REQUIRE(report.at("run").at("grades").size() >= 1);
  for (const auto& grade : report.at("run").at("grades")) {
    CHECK(grade.at("tier") == "indicative");
  }
  CHECK(run_etalon({"db", "check", "x.etalon", "--frames"}, here).code == 0);
  CHECK(run_etalon({"scope", "check", "openflexure-v7.yaml"}, here).code == 0);
}

TEST_CASE("A novice who stops loses nothing, and goes on later") {
  const TemporaryFolder folder;
  save_images(folder.path() / "images");
  const Ran stopped = run_etalon({"run", "brightfield-quick", "--database", "x.etalon"},
                                 {.folder = folder.path(), .input = kSixAnswers + "\n\nq\n"});
  INFO(stopped.err);
  const Ran resumed = run_etalon({"run", "--resume", "last", "--database", "x.etalon"},
                                 {.folder = folder.path(), .input = "\ns\n" + kFiveEdges});
  INFO(resumed.err);
  CHECK(std::set<int>{0, 1, 3}.contains(resumed.code));
  CHECK(times(resumed.err, " > ") == 7);  // light and dark are done: blank, ruler, five edges
}

TEST_CASE("A protocol that does not exist is said before any question") {
  const TemporaryFolder folder;
  const Ran ran =
      run_etalon({"run", "brightfield-quik"}, {.folder = folder.path(), .input = kSixAnswers});
  CHECK(ran.code == 74);
  CHECK(times(ran.err, " > ") == 0);
  CHECK(fs::is_empty(folder.path()));
}

}  // namespace
}  // namespace etalon::test
