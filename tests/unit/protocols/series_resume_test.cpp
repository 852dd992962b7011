// SPDX-License-Identifier: Apache-2.0
// A series that is killed at a visit goes on there, and has the frames that it would have had.

#include "protocols/runner.hpp"
#include "protocols/scope_file.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cstdio>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace etalon;
using namespace etalon::protocols;

namespace {

namespace fs = std::filesystem;

// All that a move may do wrong, and all that creeps.
std::string scope_text() {
  std::string text = "scope: virtual\n";
  for (const char* role : {"camera", "focus", "stage", "light", "operator"}) {
    text += std::string(role) +
            ": {driver: simulator, seed: 3, width: 64, height: 48, stage_error: 0.3 um, "
            "stage_backlash_x: 2 um, stage_backlash_y: 1 um, stage_step: 0.08 um, "
            "focus_error: 0.2 um, backlash: 0.5 um, drift_x_per_hour: 3 um, lamp_flicker: 1 %}\n";
  }
  return text;
}

constexpr const char* kProcedure = R"(protocol: series
version: "1"
title: T
slides: {level: [blank_field], dark: [blank_field], noise: [blank_field],
         returns: [stained_tissue], line: [stained_tissue], runs: [stained_tissue],
         time: [stained_tissue]}
steps:
  - level: {expose: {level: 60 %}}
  - dark: {light: off, acquire: {frames: 2, exposures: {to: 120 %, steps: 3}}}
  - noise: {acquire: {frames: 2, exposures: {to: 60 %, steps: 3, more: {at: 20 %, frames: 3}}},
            measure: {field_uniformity: {dark: dark}}}
  - returns: {acquire: {frames: 1, visits: {diagonals: 300 um, rounds: 1}}}
  - line: {acquire: {frames: 1, visits: {line: 20 um, targets: 2, rounds: 1}}}
  - runs: {acquire: {planes: 3, z_step: 1 um, runs: 1}}
  - time: {acquire: {frames: 4, interval: 30 min}, measure: {field_uniformity: {}}}
)";

struct Site {
  test::TemporaryFolder folder;
  fs::path database = folder.path() / "lab.etalon";
  ScopeFile scope = read_scope_text(scope_text(), folder.path() / "scope.yaml");
  Procedure procedure = read_procedure_text(kProcedure, "series.yaml");

  void start_or_go_on(const RunObserver& observer) {
    auto microscope = make_microscope(scope);
    records::Store store(database);
    const auto runs = store.runs();
    if (runs.empty()) {
      run_procedure(procedure, microscope, store, {}, observer);
    } else {
      resume_run(procedure, store.load_run(runs.front().id), microscope, store, {}, observer);
    }
  }
};

struct Found {
  std::string digest;
  std::vector<std::string> frames;  ///< step, index, settings and samples of each
};

Found found(const Site& site) {
  const records::Store store(site.database, {records::OpenMode::read});
  REQUIRE(store.runs().size() == 1);
  CHECK(store.check(true).empty());
  const auto run = store.load_run(store.runs().front().id);
  CHECK(run.summary.status == records::RunStatus::finished);
  Found found{run.summary.digest, {}};
  for (const records::FrameRecord& frame : run.frames) {
    std::string text = frame.step + " " + std::to_string(frame.index);
    for (const auto& [name, value] : frame.settings) text += " " + name + "=" + value;
    const auto image = imagefiles::open_image(store.frames_folder() / frame.path);
    const Frame read = image.frames->read(static_cast<std::size_t>(frame.page));
    for (const auto sample : std::get<std::vector<std::uint16_t>>(read.samples)) {
      text += " " + std::to_string(sample);
    }
    found.frames.push_back(text);
  }
  return found;
}

/// Lets a child process go on until it has acquired `visits` visits. True when it died so.
bool dies_after(Site& site, int visits) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    try {
      RunObserver observer;
      observer.on_visit = [seen = 0, visits](const Step&, std::size_t, std::size_t) mutable {
        if (++seen == visits) kill(getpid(), SIGKILL);
      };
      site.start_or_go_on(observer);
      _exit(0);
    } catch (const std::exception& problem) {
      std::fprintf(stderr, "%s\n", problem.what());
      _exit(1);
    }
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) return true;
  REQUIRE(WEXITSTATUS(status) == 0);
  return false;
}

}  // namespace

TEST_CASE("Series killed again and again have the frames and results of an undisturbed run",
          "[long]") {
  Site undisturbed;
  undisturbed.start_or_go_on({});
  const Found expected = found(undisturbed);
  REQUIRE(expected.frames.size() == 6 + 9 + 9 + 14 + 5 + 4);
  for (const int visits : {1, 2, 3, 7}) {
    INFO(visits << " visits in each life");
    Site site;
    int deaths = 0;
    while (dies_after(site, visits)) REQUIRE(++deaths < 60);
    CHECK(deaths >= 36 / visits);
    const Found again = found(site);
    CHECK(again.digest == expected.digest);
    REQUIRE(again.frames.size() == expected.frames.size());
    for (std::size_t i = 0; i < expected.frames.size(); ++i) {
      CHECK(again.frames[i].substr(0, 600) == expected.frames[i].substr(0, 600));
      CHECK((again.frames[i] == expected.frames[i]));
    }
  }
}
