// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace etalon::test {
namespace {

namespace fs = std::filesystem;

const std::string kAnswers = "OpenFlexure v7\n20x/0.40\n\nwhite\n3.45 um\n\n";

TEST_CASE("scope new asks, writes a commented file, and says what it understood") {
  const TemporaryFolder folder;
  const Surroundings here{.folder = folder.path(), .input = kAnswers};
  const Ran ran = run_etalon({"scope", "new"}, here);
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  CHECK_THAT(ran.err, contains_text("6/6 In which folder do the images appear? [images] > "));
  CHECK_THAT(ran.err, contains_text("Written: openflexure-v7.yaml"));
  CHECK_THAT(ran.out, contains_text("✔ openflexure-v7.yaml: openflexure-v7, OpenFlexure v7"));
  CHECK(fs::is_directory(folder.path() / "images"));
  CHECK_THAT(read_text(folder.path() / "openflexure-v7.yaml"),
             contains_text("\n# slides: {edge: "));

  const Ran check = run_etalon({"scope", "check", "openflexure-v7.yaml"}, here);
  CHECK(check.code == 0);
  CHECK(check.out == ran.out);
  CHECK_THAT(check.out, contains_text("20x, immersion air, aperture 0.4, standard uncertainty "));
  CHECK_THAT(check.out, contains_text("550 nm, standard uncertainty 35 nm"));
  CHECK_THAT(check.out, contains_text("0.1725 um per pixel without uncertainty: grades are "
                                      "indicative"));
  CHECK_THAT(check.out, contains_text("camera     folder, path images"));
  CHECK_THAT(check.out, contains_text("person     manual"));
  CHECK_THAT(check.out, contains_text("none stated: grades are indicative"));

  const Ran second = run_etalon({"scope", "new"}, here);
  CHECK(second.code == 0);
  CHECK(fs::exists(folder.path() / "openflexure-v7-2.yaml"));
}

TEST_CASE("scope check tries the devices, unless it is to look at the file only") {
  const Ran tried = run_etalon({"scope", "check", "openflexure-40x"}, {});
  CHECK(tried.code == 0);
  for (const char* role : {"camera", "exposure", "stage", "focus", "light"}) {
    CHECK_THAT(tried.out, contains_text(std::string("✔ ") + role));
  }
  const Ran read = run_etalon({"scope", "check", "openflexure-40x", "--file-only"}, {});
  CHECK(read.code == 0);
  CHECK(tried.out.starts_with(read.out));
  CHECK(read.out.find("tried") == std::string::npos);
}

TEST_CASE("scope check names what a record would lack, and what does not apply") {
  const TemporaryFolder folder;
  const Surroundings here{.folder = folder.path()};
  const Ran whole = run_etalon({"scope", "check", "confocal-63x", "--file-only"}, here);
  CHECK(whole.code == 0);
  CHECK(whole.out.find("missing") == std::string::npos);
  CHECK_THAT(whole.out, contains_text("none       adaptor_magnification, detector.binning, "
                                      "detector.pixel_pitch"));
  CHECK_THAT(whole.out, contains_text("asked      operator (by each run, or its options)"));
  write_text(folder.path() / "some.yaml",
             "scope: some\ninstrument: {manufacturer: none, model: M, serial_number: none}\n"
             "slides: {edge: {slide: chrome_edge, serial_number: 4}, blank: blank_field}\n");
  const Ran some = run_etalon({"scope", "check", "some.yaml"}, here);
  CHECK(some.code == 0);
  CHECK_THAT(
      some.out,
      contains_text(
          "missing    objective.nominal_magnification, objective.lens_na, "
          "objective.immersion, objective.correction, objective.cover_glass, "
          "adaptor_magnification, detector.model, detector.pixel_pitch, "
          "detector.bit_depth, detector.binning, light_source, contrast, "
          "wavelength, settings.region, settings.exposure, settings.gain, settings.black_level, "
          "settings.light, settings.firmware, slides.edge.manufacturer, slides.edge.model: grades "
          "are "
          "indicative, unless"));
  CHECK_THAT(some.out, contains_text("asked      operator, room_temperature, warm_up "));
}

TEST_CASE("a device that is not there is named, and what the file says was told before") {
  const TemporaryFolder folder;
  write_text(folder.path() / "mine.yaml",
             "scope: mine\nstage: {driver: sangaboard, port: /dev/no-such-port, step_x: 0.1 um, "
             "travel_x: [-1 mm, 1 mm]}\n");
  const Ran ran = run_etalon({"scope", "check", "mine.yaml"}, {.folder = folder.path()});
  CHECK(ran.code == 74);
  CHECK_THAT(ran.out, contains_text("✔ mine.yaml: mine"));
  CHECK_THAT(ran.err, contains_text("/dev/no-such-port"));
}

TEST_CASE("scope probe lists what is connected, and nothing is no error") {
  const Ran ran = run_etalon({"scope", "probe", "--format", "json"}, {});
  CHECK(ran.code == 0);
  CHECK(ran.out.starts_with("["));
}

TEST_CASE("scope new never writes over a file, and asks nothing in vain") {
  const TemporaryFolder folder;
  write_text(folder.path() / "mine.yaml", "scope: mine\n");
  const Ran ran =
      run_etalon({"scope", "new", "-o", "mine.yaml"}, {.folder = folder.path(), .input = kAnswers});
  CHECK(ran.code == 74);
  CHECK(ran.err.starts_with("etalon: mine.yaml: this file exists"));
  CHECK(read_text(folder.path() / "mine.yaml") == "scope: mine\n");
}

TEST_CASE("answers that end too early leave no file behind") {
  const TemporaryFolder folder;
  const Ran ran =
      run_etalon({"scope", "new"}, {.folder = folder.path(), .input = "OpenFlexure v7\n20x/0.40"});
  CHECK(ran.code == 64);
  CHECK_THAT(ran.err, contains_text("the answers end before question 3/6"));
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("scope check says what is unknown and what that costs, or where a file is wrong") {
  const TemporaryFolder folder;
  const Surroundings here{.folder = folder.path()};
  write_text(folder.path() / "bare.yaml", "scope: bare\n");
  const Ran bare = run_etalon({"scope", "check", "bare.yaml"}, here);
  CHECK(bare.code == 0);
  CHECK_THAT(bare.out, contains_text("✔ bare.yaml: bare, maker and model unknown"));
  CHECK_THAT(bare.out, contains_text("aperture unknown: sharpness cannot be compared"));
  CHECK_THAT(bare.out, contains_text("pixel size unknown: results in pixels only"));
  CHECK_THAT(bare.out, contains_text("none: runs need --from FOLDER"));

  write_text(folder.path() / "wrong.yaml", "scope: a\nwavelength: 550\n");
  const Ran wrong = run_etalon({"scope", "check", "wrong.yaml", "bare.yaml", "none.yaml"}, here);
  CHECK(wrong.code == 74);
  CHECK_THAT(wrong.err, contains_text("wrong.yaml:2:13: wavelength: \"550\" has no unit"));
  CHECK_THAT(wrong.err, contains_text("none.yaml: there is no such file"));
  CHECK_THAT(wrong.out, contains_text("✔ bare.yaml"));
}

TEST_CASE("scope check names a folder of images that is not there") {
  const TemporaryFolder folder;
  write_text(folder.path() / "scope.yaml",
             "scope: folder\nobjective: {nominal_magnification: 20}\n"
             "camera: {driver: folder, path: nowhere}\n");
  const Surroundings here{.folder = folder.path()};
  const Ran missing = run_etalon({"scope", "check", "scope.yaml"}, here);
  CHECK(missing.code == 74);
  CHECK_THAT(missing.err, contains_text("nowhere: there is no such folder"));
  std::filesystem::create_directory(folder.path() / "nowhere");
  CHECK(run_etalon({"scope", "check", "scope.yaml"}, here).code == 0);
}

}  // namespace
}  // namespace etalon::test
