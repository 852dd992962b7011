// SPDX-License-Identifier: Apache-2.0
// From the command line: a run whose driving program dies, and `etalon run --resume`.
#include "protocols/slide_file.hpp"
#include "suite/records/store.hpp"
#include "tests/integration/cli/program.hpp"
#include "tests/support/broken_runs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process/announcement.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <string>

using namespace etalon;
using test::contains_text;

namespace {

constexpr const char* kProtocol = R"(protocol: resumed
version: "1"
title: T
slides: {ruler: [stage_micrometer]}
steps:
  - ruler: {repeat: 2, focus: again, acquire: {frames: 1}, measure: {pixel_size: {}}}
)";

constexpr const char* kScope = R"(scope: resumed
objective: {nominal_magnification: 20, lens_na: {value: 0.40, half_width: 0.005}, immersion: air}
wavelength: {value: 550 nm, half_width: 5 nm}
camera:
  driver: process
  command: [sh, driver.sh]
  step_z: 0.08 um
  travel_z: [-200 um, 200 um]
  zero: kept
  towards_slide: up
  speed: 2 mm
focus: camera
operator: {driver: simulator}
)";

/// The virtual microscope in a program of its own, and a folder in which `etalon` runs with it.
struct Site {
  test::TemporaryFolder folder;
  test::Surroundings here{.folder = folder.path(),
                          .environment = {{"XDG_STATE_HOME", folder.path().string()}}};

  Site() {
    test::write_text(folder.path() / "bench.yaml", test::bench_scope());
    test::write_text(folder.path() / "scope.yaml", kScope);
    test::write_text(folder.path() / "resumed.yaml", kProtocol);
    hardware::StepContext step{.step = "ruler", .slide = "stage_micrometer"};
    const auto slide = protocols::find_slide(step.slide);
    step.shape = slide.value().shape;
    step.draw = slide.value().draw;
    test::write_text(folder.path() / "step.json", test::announcement(step, {}).dump());
    test::write_text(folder.path() / "driver.sh", "eval \"exec " ETALON_SIMULATED_DRIVER
                                                  " bench.yaml step.json log $(cat promise)\"\n");
    promise("");
    REQUIRE(etalon({"scope", "trust", "scope.yaml"}).code == 0);
  }
  /// What the program will do from now on: nothing bad, or a trouble and the call at which it
  /// begins.
  void promise(const std::string& trouble) const {
    test::write_text(folder.path() / "promise", trouble);
  }
  std::size_t calls() const {
    const std::string log = test::read_text(folder.path() / "log");
    return static_cast<std::size_t>(std::count(log.begin(), log.end(), '\n'));
  }
  test::Ran etalon(const std::vector<std::string>& words) const {
    return test::run_etalon(words, here);
  }
  records::RunDetail run() const {
    records::Store store{folder.path() / "lab.etalon"};
    REQUIRE(store.runs().size() == 1);
    return store.load_run(store.runs().front().id);
  }
};

}  // namespace

TEST_CASE("etalon run --resume goes on after the program that drives the microscope has died") {
  const std::vector<std::string> words{"run", "resumed.yaml", "--scope", "scope.yaml"};
  const Site undisturbed;
  const auto whole = undisturbed.etalon(words);
  INFO(whole.err);
  REQUIRE(whole.code == 0);

  const Site site;
  site.promise("'it dies' " + std::to_string(undisturbed.calls() * 3 / 4));
  const auto broken = site.etalon(words);
  CHECK(broken.code == 74);
  CHECK_THAT(broken.err, contains_text("process sh driver.sh: it has ended (exit code 3)"));
  CHECK(site.run().summary.status == records::RunStatus::aborted);
  CHECK(site.run().frames.size() == 1);

  site.promise("");
  const auto resumed = site.etalon({"run", "--resume", "last"});
  INFO(resumed.err);
  CHECK(resumed.code == 0);
  CHECK(site.run().summary.status == records::RunStatus::finished);
  CHECK(site.run().summary.digest == undisturbed.run().summary.digest);
  CHECK(site.etalon({"db", "check", "--frames"}).code == 0);
}
