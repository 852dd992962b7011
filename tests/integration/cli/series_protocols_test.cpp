// SPDX-License-Identifier: Apache-2.0
// The protocols that acquire series find what is true of the virtual microscope, wherever they run.
#include "tests/integration/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace etalon::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* kScope = R"(scope: series
contrast: brightfield
objective: {nominal_magnification: 20, lens_na: {value: 0.40, half_width: 0.01}, immersion: air}
condenser_na: {value: 0.40, half_width: 0.02}
wavelength: {value: 550 nm, half_width: 10 nm}
pixel_size: {value: 0.26 um, standard_uncertainty: 0.0005 um}
camera:   {driver: simulator}
focus:    {driver: simulator}
stage:    {driver: simulator}
light:    {driver: simulator}
operator: {driver: simulator}
simulator: {seed: 5, width: 192, height: 144, pixel_size: 0.26 um, corner_brightness: 98 %,
            light_x: 0 px, light_y: 0 px, gain: 0.4, read_noise: 6 e, full_well: 9000 e, bits: 12,
            brightness: 5000 e, focus_error: 0.1 um, stage_error: 0.3 um, stage_backlash_x: 1.5 um,
            stage_backlash_y: 0.8 um, drift_x_per_hour: 2 um, lamp_drift_per_hour: -3 %,
            lamp_flicker: 0.2 %, backlash: 0.7 um}
)";

struct Site {
  TemporaryFolder folder;
  Surroundings here{.folder = folder.path()};
  Site() { write_text(folder.path() / "scope.yaml", kScope); }

  Json report() const {
    REQUIRE(run_etalon({"report", "last", "-o", "r.json"}, here).code == 0);
    return Json::parse(read_text(folder.path() / "r.json"));
  }
  Json run(const std::string& protocol, const std::vector<std::string>& more) const {
    std::vector<std::string> words{"run", protocol};
    words.insert(words.end(), more.begin(), more.end());
    const Ran ran = run_etalon(words, here);
    INFO(ran.err << ran.out);
    REQUIRE(ran.code == 0);
    return report();
  }
};

const std::vector<std::string> kVirtual{"--scope", "scope.yaml"};

Json result(const Json& report, std::size_t evaluation, const std::string& measurand) {
  for (const Json& one : report["evaluations"].at(evaluation)["results"]) {
    if (one["measurand"] == measurand && !one["subject"].contains("approach")) return one;
  }
  FAIL("no " << measurand);
  return {};
}

void check_contains(const Json& report, std::size_t evaluation, const std::string& measurand,
                    double truth) {
  const Json found = result(report, evaluation, measurand);
  INFO(measurand << " " << found["value"] << " " << found["coverage_interval"]);
  CHECK(found["coverage_interval"][0].get<double>() <= truth);
  CHECK(found["coverage_interval"][1].get<double>() >= truth);
  // An interval without end would hold everything.
  CHECK(found["standard_uncertainty"].get<double>() < 0.3 * std::abs(found["value"].get<double>()));
}

TEST_CASE("camera-noise finds gain and read noise, also from a folder of the same images") {
  const Site site;
  const Json report = site.run("camera-noise", kVirtual);
  // First what the dark frames say, with rounding in it; then all.
  check_contains(report, 0, "read_noise_rms", std::sqrt(6 * 0.4 * 6 * 0.4 + 1 / 12.0));
  check_contains(report, 1, "gain", 0.4);
  check_contains(report, 1, "read_noise", 6);
  const std::string id = report["run"]["id"];
  const Json again =
      site.run("camera-noise", {"--from", "lab.frames/" + id, "--pattern", "{step}-1/*.tif"});
  CHECK(result(again, 1, "gain")["value"] == result(report, 1, "gain")["value"]);
}

TEST_CASE("camera-noise killed on its way and gone on with has the digest of an undisturbed run") {
  const Site undisturbed;
  const std::string digest = undisturbed.run("camera-noise", kVirtual)["run"]["digest"];
  const Site site;
  const auto killed = [&](const std::string& signal, std::vector<std::string> words) {
    words.insert(words.begin(),
                 {"/usr/bin/timeout", "-s", signal, "0.5", ETALON_PROGRAM_DIR "/etalon"});
    return run(words, site.here);
  };
  Ran ran = killed("INT", {"run", "camera-noise", "--scope", "scope.yaml"});
  int lives = 1;
  // Killed before the run was begun there is nothing to go on with.
  if (!fs::exists(site.folder.path() / "lab.etalon")) {
    ran = killed("KILL", {"run", "camera-noise", "--scope", "scope.yaml"});
  }
  for (; lives < 60 && ran.code != 0; ++lives) {
    ran = lives > 50 ? run_etalon({"run", "--resume", "last"}, site.here)
                     : killed(lives % 2 == 0 ? "INT" : "KILL", {"run", "--resume", "last"});
  }
  INFO(ran.err);
  CHECK(site.report()["run"]["status"] == "finished");
  CHECK(site.report()["run"]["digest"] == digest);
}

TEST_CASE("illumination-stability finds drift and flicker of the lamp") {
  const Site site;
  const Json report = site.run("illumination-stability-long", kVirtual);
  // Two hours around 1 h 10 min after switching on, in which 3 % of the first light are lost an
  // hour.
  check_contains(report, 0, "drift", -3 / (1 - 0.03 * (10.0 / 60 + 239 * 30.0 / 7200)));
}

/// The same images again, from where the run has kept them.
Json again_from_folder(const Site& site, const Json& report, const std::string& protocol) {
  return site.run(protocol, {"--from", "lab.frames/" + report["run"]["id"].get<std::string>()});
}

TEST_CASE("illumination-stability finds the same in a folder of the same images") {
  const Site site;
  const Json report = site.run("illumination-stability", kVirtual);
  const Json again = again_from_folder(site, report, "illumination-stability");
  for (const char* measurand : {"stability_short", "cv"})
    CHECK(result(again, 0, measurand)["value"] == result(report, 0, measurand)["value"]);
  // Single frames tell no time; that of the protocol holds.
  CHECK(std::abs(result(again, 0, "drift")["value"].get<double>() -
                 result(report, 0, "drift")["value"].get<double>()) < 1e-9);
}

TEST_CASE("stage-repeatability finds play and drift of the stage, and its scatter from one side") {
  const Site site;
  const Json report = site.run("stage-repeatability", kVirtual);
  const Json again = again_from_folder(site, report, "stage-repeatability");
  for (const std::size_t step : {0U, 1U})
    CHECK(std::abs(result(again, step, "backlash_x_px")["value"].get<double>() -
                   result(report, step, "backlash_x_px")["value"].get<double>()) < 0.01);
  // Nothing is wrong with a stage that has play only, though the ends of its line are reached from
  // one side only.
  const Json scale = result(report, 1, "scale_error_x");
  CHECK(std::abs(scale["value"].get<double>()) < 2 * scale["standard_uncertainty"].get<double>());
  for (const Json& one : report["evaluations"].at(1)["results"])
    for (const Json& caveat : one["caveats"])
      CHECK(caveat["code"] != "stage_repeatability.few_approaches");
  check_contains(report, 0, "backlash_x", -1.5);
  check_contains(report, 0, "backlash_y", -0.8);
  check_contains(report, 0, "drift_x", 2 * 160 * 3.75 / 3600);
  check_contains(report, 1, "backlash_x", -1.5);
  int from_one_side = 0;
  for (const Json& one : report["evaluations"][0]["results"]) {
    if (one["measurand"] != "repeatability_x" || !one["subject"].contains("approach")) continue;
    ++from_one_side;
    CHECK(one["coverage_interval"][0].get<double>() <= 0.3);
    CHECK(one["coverage_interval"][1].get<double>() >= 0.3);
  }
  CHECK(from_one_side == 2);
}

TEST_CASE("focus-repeatability finds the play of the focus") {
  const Site site;
  check_contains(site.run("focus-repeatability", kVirtual), 0, "backlash_z", 0.7);
}

TEST_CASE("drift finds how fast the image creeps, also from a folder of the same images") {
  const Site site;
  const Json report = site.run("drift", kVirtual);
  for (const auto& [measurand, truth] :
       {std::pair("drift_velocity_x", 2.0), std::pair("drift_velocity_y", 0.0)}) {
    const Json found = result(report, 0, measurand);
    INFO(measurand << " " << found["value"] << " " << found["coverage_interval"]);
    CHECK(found["coverage_interval"][0].get<double>() <= truth);
    CHECK(found["coverage_interval"][1].get<double>() >= truth);
    CHECK(found["standard_uncertainty"].get<double>() < 0.1);
  }
  const std::string id = report["run"]["id"];
  const Json again =
      site.run("drift", {"--from", "lab.frames/" + id, "--pattern", "{step}-1/*.tif"});
  // The files of single frames tell no time; that of the protocol holds.
  const double velocity = result(report, 0, "drift_velocity_x_px")["value"];
  CHECK(std::abs(result(again, 0, "drift_velocity_x_px")["value"].get<double>() - velocity) < 1e-9);

  // The same images, saved by another program while a person watched.
  fs::create_directory(site.folder.path() / "images");
  for (const auto& file :
       fs::directory_iterator(site.folder.path() / "lab.frames" / id / "watch-1"))
    if (file.path().extension() == ".tif")
      fs::copy_file(file.path(),
                    site.folder.path() / "images" / ("watch-" + file.path().filename().string()));
  std::string scope = kScope;
  scope.erase(scope.find("camera: "));
  scope += "camera: {driver: folder, path: images}\noperator: {driver: manual}\n";
  write_text(site.folder.path() / "scope.yaml", scope);
  Surroundings person = site.here;
  person.input = "q\n";
  const Ran stopped = run_etalon({"run", "drift", "--scope", "scope.yaml"}, person);
  CHECK_THAT(stopped.err, contains_text("Leave the room as quiet"));
  CHECK(site.report()["run"]["status"] == "aborted");
  person.input = "perhaps\n\n\n";
  const Ran done = run_etalon({"run", "--resume", "last"}, person);
  INFO(done.err);
  CHECK(done.code == 0);
  CHECK_THAT(done.err, contains_text("\"perhaps\" is no answer here"));
  CHECK_THAT(done.err, contains_text("Save 121 images"));
  const double by_hand = result(site.report(), 0, "drift_velocity_x_px")["value"];
  CHECK(std::abs(by_hand - velocity) < 1e-9);
}

TEST_CASE("a stage without a motor is returned by hand") {
  const Site site;
  std::string scope = kScope;
  const std::string stage = "stage:    {driver: simulator}\n";
  scope.erase(scope.find(stage), stage.size());
  write_text(site.folder.path() / "scope.yaml", scope);
  const Json report = site.run("stage-repeatability", kVirtual);
  REQUIRE(report["evaluations"].size() == 1);
  const Json found = result(report, 0, "repeatability_x");
  CHECK(found["coverage_interval"][0].get<double>() <= 0.3);
  CHECK(found["coverage_interval"][1].get<double>() >= 0.3);
}

}  // namespace
}  // namespace etalon::test
