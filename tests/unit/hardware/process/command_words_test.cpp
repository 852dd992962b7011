// SPDX-License-Identifier: Apache-2.0
#include "hardware/command_words.hpp"

#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"

using namespace etalon;
using namespace etalon::hardware;
using Words = std::vector<std::string>;

TEST_CASE("A command is words with spaces between; quotes keep what they hold together") {
  CHECK(command_words("python3  cam.py\t--gain 2,5") ==
        Words{"python3", "cam.py", "--gain", "2,5"});
  CHECK(command_words(R"("my program" "" a"b c"d)") == Words{"my program", "", "ab cd"});
  CHECK(command_words(R"(p "say \"x\"" "\\" C:\tmp)") == Words{"p", "say \"x\"", "\\", "C:\\tmp"});
  CHECK(command_words("p $HOME;rm 'x y'") == Words{"p", "$HOME;rm", "'x", "y'"});
}

TEST_CASE("Words come back from their text as they were") {
  for (const Words& words : {Words{"p", "a, b", "", "\"", "\\", "a\\\"b", "tab\tnew\nline"},
                             Words{"p", "{\"x\": [1, 2]}"}, Words{"/opt/x y/z"}}) {
    CHECK(command_words(command_text(words)) == words);
  }
  CHECK(command_text({"python3", "cam.py"}) == "python3 cam.py");
}

TEST_CASE("A command without a program, or with an open quote, is refused") {
  CHECK_THROWS_WITH(command_words("  "), test::contains_text("Name the program"));
  CHECK_THROWS_WITH(command_words("\"\" x"), test::contains_text("Name the program"));
  CHECK_THROWS_WITH(command_words("p \"x"), test::contains_text("not closed"));
}
