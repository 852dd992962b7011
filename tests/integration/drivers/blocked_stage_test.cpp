// SPDX-License-Identifier: Apache-2.0
// A stage that is blocked in the middle of a series: nothing more is sent to it, no way home
// either.
#include "protocols/instrument_check.hpp"
#include "protocols/runner.hpp"
#include "protocols/scope_file.hpp"
#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/serial_boards.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/wired_runs.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

using namespace etalon;

namespace {

constexpr const char* kProcedure = R"(protocol: stage
version: "1"
title: T
slides: {targets: [stained_tissue]}
steps:
  - targets: {acquire: {frames: 1, visits: {line: 40 um, targets: 5, rounds: 1}}}
)";
constexpr int kMovesBefore = 5;

bool is_move(const std::string& line) { return line.starts_with("mr "); }

}  // namespace

TEST_CASE("After a stage was blocked in a series nothing more is sent to it") {
  const auto scope = test::scope_with_small_field(64, 48);
  const auto board = test::emulated_sangaboard(test::SangaboardFirmware::answering, 1e7);
  int moves = 0;
  board->fault = [&](const std::string& line) -> std::optional<std::string> {
    if (is_move(line) && ++moves == kMovesBefore) board->set_slip({400, 0, 0});
    return std::nullopt;
  };
  hardware::Microscope microscope = protocols::make_microscope(scope);
  test::put_into(microscope, test::serial_board("sangaboard"), *board);
  microscope.person = nullptr;
  const test::TemporaryFolder folder;
  records::Store store{folder.path() / "lab.etalon"};
  const auto procedure = protocols::read_procedure_text(kProcedure, "stage.yaml");
  CHECK_THROWS_WITH(run_procedure(procedure, microscope, store, {}),
                    Catch::Matchers::Contains("says that it stands at"));
  const auto heard = board->heard();
  CHECK(std::count_if(heard.begin(), heard.end(), is_move) == kMovesBefore);
  const auto last_move = std::find_if(heard.rbegin(), heard.rend(), is_move);
  CHECK(std::find(heard.rbegin(), last_move, "stop") != last_move);
  CHECK(board->light() == 0);
  CHECK(store.load_run("last").frames.size() >= 2);
}

TEST_CASE("A check of the instrument moves nothing more on a board that failed") {
  const auto board = test::emulated_sangaboard(test::SangaboardFirmware::answering, 1e7);
  board->fault = [&](const std::string& line) -> std::optional<std::string> {
    if (is_move(line)) board->set_slip({400, 0, 0});
    return std::nullopt;
  };
  hardware::Microscope microscope;
  test::put_into(microscope, test::serial_board("sangaboard"), *board);
  microscope.light = nullptr;
  std::map<std::string, protocols::Trial> trials;
  CHECK_FALSE(protocols::check_instrument(microscope, true,
                                          [&](const auto& trial) { trials[trial.role] = trial; }));
  CHECK(trials.at("stage").fate == protocols::Trial::Fate::broken);
  CHECK(trials.at("focus").fate == protocols::Trial::Fate::left_out);
  const auto heard = board->heard();
  CHECK(std::count_if(heard.begin(), heard.end(), is_move) == 1);
}
