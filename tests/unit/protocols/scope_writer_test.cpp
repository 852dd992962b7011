// SPDX-License-Identifier: Apache-2.0
#include "protocols/scope_writer.hpp"

#include "protocols/engraving.hpp"
#include "protocols/scope_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cmath>
#include <fstream>
#include <sstream>
#include <string>

using namespace etalon;
using namespace etalon::protocols;
using Catch::Matchers::WithinRel;

namespace {

namespace fs = std::filesystem;

ScopeAnswers whole() {
  ScopeAnswers answers;
  answers.manufacturer = "OpenFlexure";
  answers.model = "v7";
  answers.engraving = "20x/0.40";
  answers.objective = *read_engraving(answers.engraving);
  answers.condenser_na = 0.25;
  answers.light = "white";
  answers.wavelength = nm(550);
  answers.half_width = nm(60);
  answers.pixel_pitch = SensorPixelPitch{um_sensor(3.45)};
  answers.images = "images";
  return answers;
}

ScopeFile read_back(const ScopeAnswers& answers) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "s.yaml";
  REQUIRE(write_new_file(path, scope_text("scope-1", answers)));
  return read_scope_file(path);
}

std::string read(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("a written scope file reads back as it was meant", "[protocols]") {
  const ScopeFile scope = read_back(whole());
  CHECK(scope.id == "scope-1");
  CHECK(scope.instrument.manufacturer == "OpenFlexure");
  CHECK(scope.instrument.model == "v7");
  CHECK(scope.instrument.objective.nominal_magnification == 20);
  CHECK(scope.instrument.objective.immersion == Immersion::air);
  REQUIRE(scope.instrument.objective.lens_na);
  CHECK(scope.instrument.objective.lens_na->value == 0.40);
  CHECK_THAT(*scope.instrument.objective.lens_na->standard_uncertainty,
             WithinRel(0.012 / std::sqrt(3.0), 1e-12));
  REQUIRE(scope.instrument.condenser_na);
  CHECK_THAT(*scope.instrument.condenser_na->standard_uncertainty,
             WithinRel(0.025 / std::sqrt(3.0), 1e-12));
  REQUIRE(scope.instrument.channels.size() == 1);
  CHECK_THAT(scope.instrument.channels[0].wavelength->value.in(nm), WithinRel(550, 1e-12));
  CHECK_THAT(scope.instrument.channels[0].wavelength->standard_uncertainty->in(nm),
             WithinRel(60 / std::sqrt(3.0), 1e-12));
  // Nominal, so nothing is said of its uncertainty.
  REQUIRE(scope.pixel_size);
  CHECK_THAT(scope.pixel_size->value.per_px.in(um), WithinRel(3.45 / 20, 1e-12));
  CHECK(!scope.pixel_size->standard_uncertainty);
  CHECK_THAT(scope.instrument.detector.pixel_pitch->per_px.in(um_sensor), WithinRel(3.45, 1e-12));
  CHECK(scope.slides.empty());
  const auto microscope = make_microscope(scope);
  CHECK(microscope.camera);
  CHECK(microscope.person);
}

TEST_CASE("nothing known is a scope file too", "[protocols]") {
  ScopeAnswers answers;
  answers.images = "images";
  const ScopeFile scope = read_back(answers);
  CHECK(scope.instrument.manufacturer.empty());
  CHECK(!scope.instrument.objective.nominal_magnification);
  CHECK(!scope.instrument.objective.lens_na);
  CHECK(!scope.instrument.condenser_na);
  CHECK(scope.instrument.channels.empty());
  CHECK(!scope.pixel_size);
  CHECK(!scope.instrument.detector.pixel_pitch);
}

TEST_CASE("a pixel without magnification has no size in the object", "[protocols]") {
  ScopeAnswers answers = whole();
  answers.objective.nominal_magnification.reset();
  CHECK(!read_back(answers).pixel_size);
  answers.pixel_size = PixelSize{um(0.26)};
  CHECK_THAT(read_back(answers).pixel_size->value.per_px.in(um), WithinRel(0.26, 1e-12));
}

TEST_CASE("whatever people call things is read back letter by letter", "[protocols]") {
  for (const std::string name : {"\"quoted\" 'twice'",
                                 "a: b",
                                 "# no comment",
                                 "- item",
                                 "{a: [b]}",
                                 "null",
                                 "~",
                                 "yes",
                                 "1.10",
                                 "*alias",
                                 "&anchor",
                                 "!tag",
                                 "%TAG",
                                 "back\\slash\\n",
                                 "| >",
                                 "@`",
                                 "顕微鏡 ñ µ",
                                 "a # b: c, d",
                                 "---",
                                 "...",
                                 "<<",
                                 "x\u2028y",
                                 "emoji 🔬",
                                 "?",
                                 ",",
                                 "a\"",
                                 "\\"}) {
    INFO(name);
    ScopeAnswers answers = whole();
    answers.manufacturer = answers.model = answers.engraving = answers.light = name;
    answers.images = "in/" + name + "/x";
    const ScopeFile scope = read_back(answers);
    CHECK(scope.instrument.manufacturer == name);
    CHECK(scope.instrument.model == name);
    CHECK(scope.instrument.objective.nominal_magnification == 20);
    CHECK(fs::path(scope.devices.at("camera").at("path"))
              .string()
              .ends_with((fs::path("in") / name / "x").lexically_normal().string()));
  }
}

TEST_CASE("control characters cannot break out of their place", "[protocols]") {
  ScopeAnswers answers = whole();
  answers.model = "a\nscope: b\r\x1b[2J\x04\x7f";
  answers.engraving = "20x\nscope: b\r\x04";
  answers.light = "white\nscope: c";
  const ScopeFile scope = read_back(answers);
  CHECK(scope.id == "scope-1");
  CHECK(scope.instrument.model == answers.model);
}

TEST_CASE("every key is explained by a comment before it", "[protocols]") {
  std::istringstream lines(scope_text("a", whole()));
  bool explained = false;
  for (std::string line; std::getline(lines, line);) {
    CHECK(line.size() <= 98);
    const bool top_level_key = !line.empty() && line[0] != '#' && line[0] != ' ';
    if (top_level_key) {
      INFO(line);
      CHECK(explained);
    }
    explained = line.starts_with("#");
  }
}

TEST_CASE("the line of slides holds once its # is taken away", "[protocols]") {
  std::string text = scope_text("a", whole());
  const auto at = text.find("# slides: ");
  REQUIRE(at != std::string::npos);
  text.erase(at, 2);
  const ScopeFile scope = read_scope_text(text, "s.yaml");
  CHECK(scope.slides.at("edge").slide == "chrome_edge");
  CHECK(scope.slides.at("blank").slide == "blank_field");
}

TEST_CASE("names of microscopes become ids", "[protocols]") {
  CHECK(scope_id_of("OpenFlexure v7") == "openflexure-v7");
  CHECK(scope_id_of("  Carl Zeiss: Axioskop 2 (old!) ") == "carl-zeiss-axioskop-2-old");
  CHECK(scope_id_of("顕微鏡") == "microscope");
  CHECK(scope_id_of(" ") == "microscope");
  CHECK(scope_id_of(std::string(200, 'a')).size() == 40);
  CHECK(scope_id_of(std::string(39, 'a') + " b") == std::string(39, 'a'));
}

TEST_CASE("a file that exists is never written over", "[protocols]") {
  const test::TemporaryFolder folder;
  CHECK(write_new_file(folder.path() / "a", "one"));
  CHECK(!write_new_file(folder.path() / "a", "two"));
  CHECK(read(folder.path() / "a") == "one");
  CHECK_THROWS_AS(write_new_file(folder.path() / "no" / "a", "x"), FileError);
  CHECK_THROWS_AS(write_new_file("/dev/full/x", "x"), FileError);
}
