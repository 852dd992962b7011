// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/circumstances.hpp"

#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>
#include <sstream>

using namespace etalon;
using namespace etalon::cli;
using etalon::test::contains_text;

namespace {

struct Asked {
  RunRequest request;
  std::string shown;
};

Asked ask(RunRequest request, const std::string& typed) {
  std::istringstream answers(typed);
  std::ostringstream terminal;
  request = with_circumstances(std::move(request), answers, terminal);
  return {std::move(request), terminal.str()};
}

using Conditions = std::map<std::string, std::string>;

}  // namespace

TEST_CASE("a run at a terminal asks who, how warm and for how long") {
  const auto asked = ask({}, "E. Abbe\n21 °C\n0.5 h\n");
  CHECK(asked.request.operator_name == "E. Abbe");
  CHECK(asked.request.conditions ==
        Conditions{{"room_temperature", "21 degC"}, {"warm_up", "30 min"}});
  CHECK(asked.shown ==
        "  Who measures? [unknown] >   Temperature of the room, such as 21 degC? [unknown] >   For "
        "how long have lamp and camera been on, such as 30 min? [unknown] > ");
}

TEST_CASE("Enter, a question mark and the end of the answers leave it unknown") {
  for (const char* typed : {"\n\n\n", "?\n?\n?\n", "unknown\nunknown\nunknown\n", "", "\n"}) {
    const auto asked = ask({}, typed);
    CHECK(asked.request.operator_name.empty());
    CHECK(asked.request.conditions.empty());
  }
}

TEST_CASE("none is kept as an answer") {
  const auto asked = ask({}, "none\nnone\nnone\n");
  CHECK(asked.request.operator_name == "none");
  CHECK(asked.request.conditions == Conditions{{"room_temperature", "none"}, {"warm_up", "none"}});
}

TEST_CASE("what options or the scope file said is not asked") {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "s.yaml";
  std::ofstream(path) << "scope: a\nroom_temperature: 21 degC\n";
  RunRequest request;
  request.scope = path.string();
  request.operator_name = "E. Abbe";
  const auto asked = ask(request, "15 min\n");
  // That of the scope file is not copied: the bench takes it from there.
  CHECK(asked.request.conditions == Conditions{{"warm_up", "15 min"}});
  CHECK(asked.shown.find("Temperature") == std::string::npos);
  request.conditions = {{"warm_up", "1 min"}};
  CHECK(ask(request, "").shown.empty());
}

TEST_CASE("an answer that makes no sense is explained, three times at most") {
  const auto asked = ask({}, "E. Abbe\n21\nwarm\n21 degC\n\n");
  CHECK(asked.request.conditions == Conditions{{"room_temperature", "21 degC"}});
  CHECK_THAT(asked.shown, contains_text("\"21\" has no unit"));
  CHECK_THROWS_AS(ask({}, "\n21\n22\n23\n"), UsageError);
  CHECK_THROWS_AS(ask({}, std::string("a\x1b[2J\n\x01\n") + std::string(600, 'x') + "\n"),
                  UsageError);
}

TEST_CASE("an option is read as an answer is, and what is wrong with it named") {
  CHECK(circumstance_argument("--warm-up", "warm_up", "2 h") == "120 min");
  CHECK(circumstance_argument("--warm-up", "warm_up", "unknown").empty());
  CHECK_THROWS_WITH(circumstance_argument("--warm-up", "warm_up", "2"),
                    Catch::Contains("--warm-up: \"2\" has no unit"));
}
