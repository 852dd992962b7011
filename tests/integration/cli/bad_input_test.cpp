// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/images.hpp"
#include "tests/integration/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

namespace etalon::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// What is wrong with a file is said on stderr with its name; the other image is still measured.
void unreadable(const TemporaryFolder& folder, const std::string& name) {
  const Surroundings here{.folder = folder.path()};
  write_image(folder.path() / "good.ome.tif", edge_frame());
  const Ran ran =
      run_etalon({"measure", "slanted_edge", name, "good.ome.tif", "--format", "json"}, here);
  INFO(ran.err);
  CHECK(ran.code == 74);
  CHECK(ran.err.starts_with("etalon: " + name + ": "));
  const Json array = Json::parse(ran.out);
  REQUIRE(array.size() == 2);
  CHECK(array[0]["inputs"][0]["path"] == name);
  CHECK(array[0]["results"].empty());
  CHECK(array[0]["failures"][0]["code"] == "file.unreadable");
  CHECK_FALSE(array[0]["failures"][0]["advice"].get<std::string>().empty());
  CHECK_FALSE(array[1]["results"].empty());

  const Ran text = run_etalon({"measure", "slanted_edge", name}, here);
  CHECK(text.code == 74);
  CHECK(text.out.empty());
  CHECK(text.err == ran.err);
}

/// The image is read but cannot be measured: named failure with advice, exit code 2, nothing else.
std::string not_measured(const TemporaryFolder& folder, Frame frame) {
  const Surroundings here{.folder = folder.path()};
  write_image(folder.path() / "image.ome.tif", std::move(frame));
  const Ran text = run_etalon({"measure", "slanted_edge", "image.ome.tif"}, here);
  INFO(text.out + text.err);
  CHECK(text.code == 2);
  CHECK_THAT(text.out, contains_text("slanted_edge."));
  CHECK_THAT(text.out, contains_text("→"));
  const Ran json =
      run_etalon({"measure", "slanted_edge", "image.ome.tif", "--format", "json"}, here);
  CHECK(json.code == 2);
  CHECK(json.err.starts_with("etalon: image.ome.tif: slanted_edge."));
  const Json evaluation = Json::parse(json.out);
  for (const auto& result : evaluation["results"]) CHECK(result["measurand"] != "mtf50");
  REQUIRE_FALSE(evaluation["failures"].empty());
  CHECK_FALSE(evaluation["failures"][0]["advice"].get<std::string>().empty());
  return evaluation["failures"][0]["code"];
}

TEST_CASE("Files that are no whole image are named, and the others are measured") {
  const TemporaryFolder folder;
  SECTION("missing") { unreadable(folder, "missing.tif"); }
  SECTION("empty") {
    write_text(folder.path() / "empty.tif", "");
    unreadable(folder, "empty.tif");
  }
  SECTION("truncated") {
    write_image(folder.path() / "whole.ome.tif", edge_frame());
    const std::string bytes = read_text(folder.path() / "whole.ome.tif");
    write_text(folder.path() / "cut.tif", bytes.substr(0, bytes.size() * 6 / 10));
    unreadable(folder, "cut.tif");
  }
  SECTION("a directory") {
    fs::create_directory(folder.path() / "images.tif");
    unreadable(folder, "images.tif");
  }
  SECTION("something else") {
    write_text(folder.path() / "letter.tif", "Dear reader, this is not an image at all.");
    unreadable(folder, "letter.tif");
  }
  SECTION("giant dimensions in the header") {
    write_giant_header(folder.path() / "giant.tif");
    unreadable(folder, "giant.tif");
  }
}

TEST_CASE("A file name with control characters cannot steer the terminal") {
  const Ran ran = run_etalon({"measure", "slanted_edge", "\x1b[31mred.tif"});
  CHECK(ran.code == 74);
  CHECK(ran.err.find('\x1b') == std::string::npos);
}

TEST_CASE("Images in which nothing can be measured are refused by name") {
  const TemporaryFolder folder;
  SECTION("all black") {
    not_measured(folder, painted_u16(200, [](int, int) { return 0; }));
  }
  SECTION("no edge, only a gradient") {
    not_measured(folder, painted_u16(200, [](int x, int y) {
                   return static_cast<std::uint16_t>(1000 + 2 * x + y);
                 }));
  }
  SECTION("saturated") {
    not_measured(folder, edge_frame({.bright_electrons = 90'000, .dark_electrons = 50'000}));
  }
  SECTION("edge along a column") {
    CHECK_THAT(not_measured(folder, edge_frame({.angle_deg = 0})), contains_text("angle"));
  }
  SECTION("edge at 45 degrees") {
    CHECK_THAT(not_measured(folder, edge_frame({.angle_deg = 45})), contains_text("angle"));
  }
  SECTION("edge at 26.57 degrees, whose phases repeat every other row") {
    CHECK_THAT(not_measured(folder, edge_frame({.angle_deg = 26.565051177})),
               contains_text("angle"));
  }
  SECTION("NaN everywhere") {
    not_measured(
        folder, painted_f32(200, [](int, int) { return std::numeric_limits<float>::quiet_NaN(); }));
  }
}

TEST_CASE("A NaN pixel on the edge is refused or told, never passed over in silence") {
  const TemporaryFolder folder;
  write_image(folder.path() / "nan.ome.tif", painted_f32(200, [](int x, int y) {
                const double edge = 500 + 400 * std::erf((x - 100 - 0.09 * (y - 100)) / 2);
                return x == 100 && y == 100 ? std::numeric_limits<float>::quiet_NaN()
                                            : static_cast<float>(edge);
              }));
  const Ran ran = run_etalon({"measure", "slanted_edge", "nan.ome.tif"}, {.folder = folder.path()});
  CHECK((ran.code == 0 || ran.code == 2));
  CHECK_THAT(ran.out, contains_text("slanted_edge.not_finite"));
}

TEST_CASE("Quantities of the command line need the right unit, and +- is refused") {
  const TemporaryFolder folder;
  write_image(folder.path() / "a.ome.tif", edge_frame());
  const auto refused = [&](const std::vector<std::string>& more, const std::string& part) {
    std::vector<std::string> words{"measure", "slanted_edge", "a.ome.tif"};
    words.insert(words.end(), more.begin(), more.end());
    const Ran ran = run_etalon(words, {.folder = folder.path()});
    CHECK(ran.code == 64);
    CHECK(ran.out.empty());
    CHECK_THAT(ran.err, contains_text(part));
  };
  refused({"--pixel-size", "0.2618"}, "550 nm");
  refused({"--pixel-size", "0.2618 px"}, "px");
  refused({"--pixel-size", "0.2618 +- 0.0004 um"}, "--pixel-size-uncertainty");
  refused({"--pixel-size", "0.2618 ± 0.0004 um"}, "--pixel-size-uncertainty");
  refused({"--pixel-size", "-1 um"}, "greater than zero");
  refused({"--pixel-size", "nan um"}, "--pixel-size");
  refused({"--pixel-size-uncertainty", "1 nm"}, "needs --pixel-size");
  refused({"--region", "0,0,10"}, "region");
}

TEST_CASE("An error in a scope file or protocol names file, line and column") {
  const TemporaryFolder folder;
  write_image(folder.path() / "a.ome.tif", edge_frame());
  const auto scope = [&](const std::string& text) {
    write_text(folder.path() / "s.yaml", text);
    const Ran ran = run_etalon({"measure", "slanted_edge", "a.ome.tif", "--scope", "s.yaml"},
                               {.folder = folder.path()});
    CHECK(ran.code == 74);
    CHECK(ran.out.empty());
    return ran.err;
  };
  CHECK_THAT(scope("scope: s\nobjektive: {}\n"),
             contains_text("s.yaml:2:1: unknown key \"objektive\""));
  CHECK_THAT(scope("scope: s\npixel_size: {value: 0.26 px, half_width: 1 nm}\n"),
             contains_text("s.yaml:2:21: "));
  CHECK_THAT(scope("scope: s\npixel_size: {value: 0.26 +- 0.01 um, half_width: 1 nm}\n"),
             contains_text("s.yaml:2:21: "));
  CHECK_THAT(scope("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nscope: *c\n"),
             contains_text("s.yaml:1:"));
  CHECK_THAT(scope(""), contains_text("s.yaml"));

  write_text(
      folder.path() / "p.yaml",
      "protocol: p\nversion: \"1\"\ntitle: t\nsteps:\n  - edge: {mesure: {slanted_edge: {}}}\n");
  const Ran protocol = run_etalon({"protocol", "check", "p.yaml"}, {.folder = folder.path()});
  CHECK(protocol.code == 74);
  CHECK_THAT(protocol.err, contains_text("p.yaml:5:12: "));
  CHECK_THAT(protocol.err, contains_text("mesure"));
}

}  // namespace
}  // namespace etalon::test
