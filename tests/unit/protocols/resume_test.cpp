// SPDX-License-Identifier: Apache-2.0
// A run that is killed anywhere goes on, and finds what it would have found without interruption.

#include "protocols/runner.hpp"
#include "protocols/scope_file.hpp"
#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <chrono>
#include <cstdio>
#include <fstream>
#include <random>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace etalon;
using namespace etalon::protocols;

namespace {

namespace fs = std::filesystem;

constexpr const char* kScope = R"(scope: virtual
objective: {nominal_magnification: 20, lens_na: {value: 0.40, half_width: 0.005}, immersion: air}
wavelength: {value: 550 nm, half_width: 5 nm}
slides:
  ruler: {slide: stage_micrometer, certificate: c-1,
          pitch: {value: 10 um, expanded_uncertainty: 0.01 um, k: 2}}
  edge: chrome_edge
)";

std::string scope_text() {
  std::string text = kScope;
  for (const char* role : {"camera", "focus", "light", "operator"}) {
    text += std::string(role) + ": {driver: simulator, seed: 3, width: 160, height: 128}\n";
  }
  return text;
}

// Every kind of step that there is, with as few frames and focusings as tell something.
constexpr const char* kProcedure = R"(protocol: resumed
version: "1"
title: T
slides: {light: [blank_field], blank: [blank_field], ruler: [stage_micrometer], edge: [chrome_edge]}
steps:
  - light: {expose: {level: 60 %}}
  - dark: {light: off, acquire: {frames: 2}, gate: {brightness: [0 %, 15 %]}}
  - blank: {acquire: {frames: 2}, measure: {field_uniformity: {dark: dark}}, on_fail: retry}
  - ruler: {optional: true, focus: once, acquire: {frames: 1}, measure: {pixel_size: {dark: dark}}}
  - edge: {repeat: 3, focus: again, acquire: {frames: 1}, measure: {slanted_edge: {dark: dark}},
           on_fail: retry}
)";

struct Site {
  test::TemporaryFolder folder;
  fs::path database = folder.path() / "lab.etalon";
  ScopeFile scope = read_scope_text(scope_text(), folder.path() / "scope.yaml");
  Procedure procedure = read_procedure_text(kProcedure, "resumed.yaml");
  RunContext context;

  Site() { context.slides = scope.slides; }

  void start_or_go_on(const RunObserver& observer) {
    auto microscope = make_microscope(scope);
    records::Store store(database);
    const auto runs = store.runs();
    if (runs.empty()) {
      run_procedure(procedure, microscope, store, context, observer);
    } else {
      resume_run(procedure, store.load_run(runs.front().id), microscope, store, context, observer);
    }
  }

  bool has_finished() const {
    if (!fs::exists(database)) return false;
    const auto runs = records::Store(database).runs();
    return !runs.empty() && runs.front().status == records::RunStatus::finished;
  }

  records::RunSummary run() const {
    const records::Store store(database, {records::OpenMode::read});
    REQUIRE(store.runs().size() == 1);
    CHECK(store.check(true).empty());
    return store.runs().front();
  }
};

// With the sanitizers every life takes five times as long; the build without them dies the full
// number of deaths.
#ifdef __SANITIZE_ADDRESS__
constexpr int kRandomDeaths = 10;
#else
constexpr int kRandomDeaths = 50;
#endif

std::string undisturbed_digest() {
  Site site;
  site.start_or_go_on({});
  const auto run = site.run();
  REQUIRE(run.status == records::RunStatus::finished);
  return run.digest;
}

/// Runs in a child process that `arm` arranges the death of. True when it died.
template <class Arm>
bool dies(Site& site, Arm arm) {
  // A process may be killed when all is recorded and only its own end is missing.
  if (site.has_finished()) return false;
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    try {
      RunObserver observer;
      arm(observer);
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

TEST_CASE("A run killed at every step boundary finds the same") {
  const std::string digest = undisturbed_digest();
  Site site;
  int deaths = 0;
  // The first process dies at its first step, the next one at its second, ...
  const auto arm = [&deaths](RunObserver& observer) {
    observer.on_step = [seen = 0, &deaths](const Step&, std::size_t, std::size_t, int) mutable {
      if (seen++ == (deaths == 0 ? 0 : 1)) kill(getpid(), SIGKILL);
    };
  };
  while (dies(site, arm)) REQUIRE(++deaths < 20);
  CHECK(deaths >= 6);
  CHECK(site.run().status == records::RunStatus::finished);
  CHECK(site.run().digest == digest);
}

TEST_CASE("A run killed after each measurement finds the same") {
  const std::string digest = undisturbed_digest();
  Site site;
  int deaths = 0;
  const auto arm = [](RunObserver& observer) {
    observer.on_evaluation = [](const std::string&, const Evaluation&) { kill(getpid(), SIGKILL); };
  };
  while (dies(site, arm)) REQUIRE(++deaths < 20);
  CHECK(deaths >= 5);
  CHECK(site.run().digest == digest);
}

TEST_CASE("A run killed at random moments, again and again, finds the same", "[long]") {
  const auto begin = std::chrono::steady_clock::now();
  const std::string digest = undisturbed_digest();
  const auto needed = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - begin);
  std::mt19937_64 generator(5);
  // Short lives, so that a run is killed several times on its way.
  std::uniform_int_distribution<long> lifetime(needed.count() / 20, needed.count());
  int deaths = 0;
  while (deaths < kRandomDeaths) {
    Site site;
    for (bool alive = false; !alive;) {
      const auto life = std::chrono::microseconds(lifetime(generator));
      const bool died = dies(site, [life](RunObserver&) {
        itimerval timer{};
        timer.it_value.tv_sec = life.count() / 1'000'000;
        timer.it_value.tv_usec = life.count() % 1'000'000;
        signal(SIGALRM, [](int) { kill(getpid(), SIGKILL); });
        setitimer(ITIMER_REAL, &timer, nullptr);
      });
      deaths += died ? 1 : 0;
      alive = !died;
      // Killed before the run was begun: nothing to go on with, and nothing in the way.
    }
    CHECK(site.run().status == records::RunStatus::finished);
    CHECK(site.run().digest == digest);
  }
}

TEST_CASE("A finished run cannot be gone on with") {
  Site site;
  site.start_or_go_on({});
  CHECK_THROWS_AS(site.start_or_go_on({}), RecordError);
}
