// SPDX-License-Identifier: Apache-2.0
// Whatever a board does in the middle of a run: a named error, nothing moves any more, all that was
// measured is kept, and the run goes on from there when the board is well again.
#include "hardware/simulator/virtual_microscope.hpp"
#include "protocols/procedure.hpp"
#include "protocols/runner.hpp"
#include "protocols/scope_file.hpp"
#include "suite/core/error.hpp"
#include "suite/records/store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emulated_sangaboard.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;
using test::EmulatedSangaboard;

namespace {

constexpr Length kStep = um(0.08);

constexpr const char* kScope = R"(scope: virtual
objective: {nominal_magnification: 20, lens_na: {value: 0.40, half_width: 0.005}, immersion: air}
wavelength: {value: 550 nm, half_width: 5 nm}
camera: {driver: simulator}
operator: {driver: simulator}
simulator: {seed: 3, width: 160, height: 128}
)";

constexpr const char* kProcedure = R"(protocol: broken
version: "1"
title: T
steps:
  - dark: {light: off, acquire: {frames: 2}}
  - edge: {repeat: 3, focus: again, acquire: {frames: 1}, measure: {slanted_edge: {dark: dark}}}
)";

struct Site {
  test::TemporaryFolder folder;
  protocols::ScopeFile scope = protocols::read_scope_text(kScope, folder.path() / "scope.yaml");
  protocols::Procedure procedure = protocols::read_procedure_text(kProcedure, "broken.yaml");
  records::Store store{folder.path() / "lab.etalon"};

  /// Begins the run with a board that was just switched on, or goes on with it.
  void start_or_go_on(EmulatedSangaboard& board) {
    Microscope microscope = protocols::make_microscope(scope);
    const auto simulator = std::dynamic_pointer_cast<VirtualMicroscope>(microscope.camera);
    board.moved = [simulator](const Steps& at) {
      simulator->VirtualFocus::move_to(kStep * static_cast<double>(at[z_axis]));
    };
    microscope.focus =
        std::dynamic_pointer_cast<Focus>(make_device("sangaboard", {{"port", board.port()},
                                                                    {"step_z", "0.08 um"},
                                                                    {"travel_z", "-200 um, 200 um"},
                                                                    {"towards_slide", "up"},
                                                                    {"speed", "2 mm"}}));
    const auto runs = store.runs();
    if (runs.empty()) {
      run_procedure(procedure, microscope, store, {});
    } else {
      resume_run(procedure, store.load_run(runs.front().id), microscope, store, {});
    }
  }
  records::RunDetail run() const { return store.load_run(store.runs().front().id); }
};

std::unique_ptr<EmulatedSangaboard> switched_on() {
  return std::make_unique<EmulatedSangaboard>(EmulatedSangaboard::Firmware::answering, 1e7);
}

/// What befalls the board at one of the commands that it hears, from then on.
struct Trouble {
  const char* name;
  bool unreachable;
  std::string (*answer)(EmulatedSangaboard& board);
};

const std::vector<Trouble>& troubles() {
  static const std::vector<Trouble> all{
      {"its cable is pulled", true,
       [](EmulatedSangaboard& board) {
         board.pull();
         return std::string("\r\n");
       }},
      {"it talks nonsense", false,
       [](EmulatedSangaboard&) { return std::string("\x01\xff{]?\r\n"); }},
      {"it refuses", false, [](EmulatedSangaboard&) { return std::string("ERROR: no\r\n"); }},
      {"it breaks off", false, [](EmulatedSangaboard&) { return std::string("don"); }}};
  return all;
}

}  // namespace

TEST_CASE("A run whose board fails anywhere keeps what it has, and goes on with a good board") {
  Site undisturbed;
  auto good = switched_on();
  undisturbed.start_or_go_on(*good);
  const std::size_t commands = good->heard().size();
  const std::string digest = undisturbed.run().summary.digest;
  REQUIRE(commands > 60);
  REQUIRE_FALSE(digest.empty());

  for (std::size_t i = 0; i < troubles().size(); ++i) {
    const Trouble& trouble = troubles()[i];
    // In the first focusing and in the last, each a little later than the one before.
    const bool early = i % 2 == 0;
    const std::size_t when = (early ? commands / 8 : commands * 3 / 4) + i;
    INFO(trouble.name << " at command " << when);
    Site site;
    auto bad = switched_on();
    std::size_t heard = 0;
    EmulatedSangaboard& board = *bad;
    bad->fault = [&](const std::string&) {
      return heard++ < when ? std::string() : trouble.answer(board);
    };
    CHECK_THROWS_AS(site.start_or_go_on(*bad), DeviceError);
    const auto broken = site.run();
    CHECK(broken.summary.status == records::RunStatus::aborted);
    CHECK(broken.frames.size() == (early ? 2U : 4U));
    const auto lines = bad->heard();
    CHECK((trouble.unreachable || std::count(lines.begin(), lines.end(), "stop") > 0));

    auto mended = switched_on();
    site.start_or_go_on(*mended);
    CHECK(site.run().summary.status == records::RunStatus::finished);
    CHECK(site.run().summary.digest == digest);
    CHECK(site.store.check(true).empty());
  }
}
