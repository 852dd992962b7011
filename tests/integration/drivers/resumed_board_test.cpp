// SPDX-License-Identifier: Apache-2.0
// From the command line: a run whose board loses its cable, and `etalon run --resume`.
#include "suite/records/store.hpp"
#include "tests/integration/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emulated_board.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

using namespace etalon;
using test::contains_text;

namespace {

constexpr const char* kProtocol = R"(protocol: resumed
version: "1"
title: T
slides: {edge: [chrome_edge]}
steps:
  - dark: {light: off, acquire: {frames: 2}}
  - edge: {repeat: 2, focus: again, acquire: {frames: 1}, measure: {slanted_edge: {dark: dark}}}
)";

// The camera does not see what the board moves: each focusing looks through all of the travel.
constexpr const char* kScope = R"(scope: resumed
objective: {nominal_magnification: 20, lens_na: {value: 0.40, half_width: 0.005}, immersion: air}
wavelength: {value: 550 nm, half_width: 5 nm}
camera: {driver: simulator}
operator: {driver: simulator}
simulator: {seed: 3, width: 160, height: 128, gain: 0.04}
focus:
  driver: sangaboard
  port: board
  step_z: 0.08 um
  travel_z: [-20 um, 20 um]
  towards_slide: up
  speed: 2 mm
light: focus
)";

bool is_move(const std::string& line) { return line.rfind("mr", 0) == 0; }

/// A folder in which `etalon` runs, and a board at the port `board`.
struct Site {
  test::TemporaryFolder folder;
  test::Surroundings here{.folder = folder.path()};
  std::unique_ptr<test::EmulatedBoard> board;

  Site() {
    test::write_text(folder.path() / "resumed.yaml", kProtocol);
    plug_in();
  }
  void plug_in() {
    board = test::emulated_sangaboard(test::SangaboardFirmware::answering, 1e7);
    std::string scope = kScope;
    scope.replace(scope.find("port: board"), 11, "port: " + link().string());
    test::write_text(folder.path() / "scope.yaml", scope);
    std::filesystem::remove(link());
    std::filesystem::create_symlink(board->port(), link());
  }
  std::filesystem::path link() const { return folder.path() / "board"; }
  std::ptrdiff_t moves() const {
    const auto lines = board->heard();
    return std::count_if(lines.begin(), lines.end(), is_move);
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

TEST_CASE("etalon run --resume goes on after the cable of a board was pulled") {
  const std::vector<std::string> words{"run", "resumed.yaml", "--scope", "scope.yaml"};
  const Site undisturbed;
  const auto whole = undisturbed.etalon(words);
  INFO(whole.err);
  REQUIRE(whole.code == 0);
  REQUIRE(undisturbed.moves() > 8);

  Site site;
  std::atomic<std::ptrdiff_t> moves = 0;
  site.board->fault = [&](const std::string& line) -> std::optional<std::string> {
    if (!is_move(line) || ++moves < undisturbed.moves() * 3 / 4) return std::nullopt;
    site.board->pull();
    return "";
  };
  const auto broken = site.etalon(words);
  CHECK(broken.code == 74);
  CHECK_THAT(broken.err, contains_text("sangaboard") && contains_text("is gone"));
  CHECK(site.run().summary.status == records::RunStatus::aborted);
  CHECK(site.run().frames.size() == 3);

  site.plug_in();
  const auto resumed = site.etalon({"run", "--resume", "last"});
  INFO(resumed.err);
  CHECK(resumed.code == 0);
  CHECK(site.run().summary.status == records::RunStatus::finished);
  CHECK(site.run().summary.digest == undisturbed.run().summary.digest);
  CHECK(site.board->light() == 0);
  CHECK(site.etalon({"db", "check", "--frames"}).code == 0);
}
