// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/manual/manual_operator.hpp"

#include "hardware/safety/stop_request.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>
#include <sstream>
#include <string>

using namespace etalon;
using namespace etalon::hardware;
using etalon::test::contains_text;

namespace {

/// A person who answers as written, and what they saw.
struct Scripted {
  explicit Scripted(const std::string& lines) : answers(lines) {}
  std::istringstream answers;
  std::ostringstream seen;
  ManualOperator person{answers, seen};

  Answer ask(bool optional, const std::string& text = "Focus.") {
    return person.ask({.step = "edge", .optional = optional}, text);
  }
};

}  // namespace

TEST_CASE("Enter is done, s skips, q stops, in any spelling", "[hardware]") {
  Scripted scripted("\n  \nS\nskip \r\nq\nQuit\nSTOP\n");
  CHECK(scripted.ask(true) == Answer::done);
  CHECK(scripted.ask(true) == Answer::done);
  CHECK(scripted.ask(true) == Answer::skip);
  CHECK(scripted.ask(true) == Answer::skip);
  CHECK(scripted.ask(true) == Answer::stop);
  CHECK(scripted.ask(false) == Answer::stop);
  CHECK(scripted.ask(false) == Answer::stop);
}

TEST_CASE("a step that is needed offers no skipping, and a wrong answer is asked again",
          "[hardware]") {
  Scripted needed("s\nwhat?\n\n");
  CHECK(needed.ask(false) == Answer::done);
  CHECK(needed.seen.str() ==
        "\n  Focus.\n"
        "  Enter when done · q stop (nothing is lost) >   \"s\" is no answer here.\n"
        "  Enter when done · q stop (nothing is lost) >   \"what?\" is no answer here.\n"
        "  Enter when done · q stop (nothing is lost) > ");
  Scripted optional("\n");
  CHECK(optional.ask(true) == Answer::done);
  CHECK_THAT(optional.seen.str(),
             contains_text("Enter when done · s skip · q stop (nothing is lost) > "));
}

TEST_CASE("the end of the answers stops the run", "[hardware]") {
  Scripted nobody("");
  CHECK(nobody.ask(true) == Answer::stop);
  Scripted lost("nonsense");
  CHECK(lost.ask(true) == Answer::stop);
  CHECK_THAT(lost.seen.str(), contains_text("the answers have ended"));
}

TEST_CASE("instructions stand one sentence to a line, broken between words", "[hardware]") {
  CHECK(laid_out("Switch it off. Change nothing else!", 80) ==
        "  Switch it off.\n  Change nothing else!\n");
  CHECK(laid_out("one two three four", 13) == "  one two\n  three four\n");
  CHECK(laid_out("a-word-that-is-far-too-long here", 12) ==
        "  a-word-that-is-far-too-long\n  here\n");
  CHECK(laid_out("ééé ééé ééé", 9) == "  ééé ééé\n  ééé\n");  // characters, not bytes
  CHECK(laid_out("one\n\n  two\x1b[2J", 80) == "  one two?[2J\n");
  CHECK(laid_out("", 80).empty());
}

TEST_CASE("no line of a long instruction is wider than asked", "[hardware]") {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "word" + std::to_string(i * i) + " ";
  for (std::size_t width = 12; width < 100; ++width) {
    std::istringstream lines(laid_out(text, width));
    for (std::string line; std::getline(lines, line);) CHECK(line.size() <= width);
  }
}

TEST_CASE("a file can answer, and must be there", "[hardware]") {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "answers.txt";
  std::ofstream(path) << "\ns\n";
  std::ostringstream seen;
  ManualOperator person(path, seen);
  person.open();
  CHECK(person.ask({.step = "edge", .optional = true}, "a") == Answer::done);
  CHECK(person.ask({.step = "edge", .optional = true}, "b") == Answer::skip);
  CHECK(person.ask({.step = "edge", .optional = true}, "c") == Answer::stop);
  person.close();
  CHECK_THROWS_AS(ManualOperator(folder.path(), seen).open(), DeviceError);
  CHECK_THROWS_AS(ManualOperator(folder.path() / "none", seen).open(), DeviceError);
  CHECK_THROWS_AS(make_device("manual", {{"answers", ""}}), DeviceError);
}

TEST_CASE("While a person turns the focus, one line is written anew until they answer",
          "[hardware]") {
  std::istringstream answers("what\n\n");
  std::ostringstream seen;
  int looks = 0;
  ManualOperator person(answers, seen, [&] { return looks % 3 == 0; });
  const auto answer = person.ask_watching({.step = "edge"}, "Focus.",
                                          [&] { return "sharp " + std::to_string(++looks); });
  CHECK(answer == Answer::done);
  CHECK(looks == 6);
  const std::string choices = "  Enter when done · q stop (nothing is lost)\n";
  CHECK(seen.str() == "\n  Focus.\n" + choices +
                          "\r  sharp 1\x1b[K\r  sharp 2\x1b[K\r  sharp 3\x1b[K"
                          "  \"what\" is no answer here.\n" +
                          choices + "\r  sharp 4\x1b[K\r  sharp 5\x1b[K\r  sharp 6\x1b[K");
}

TEST_CASE("Where nothing can be written anew, a person sees one line", "[hardware]") {
  Scripted scripted("q\n");
  CHECK(scripted.person.ask_watching({.step = "edge"}, "Focus.", [] { return "sharp 1"; }) ==
        Answer::stop);
  CHECK(scripted.seen.str() ==
        "\n  Focus.\n  Enter when done · q stop (nothing is lost)\n  sharp 1\n");
}

TEST_CASE("Ctrl-C ends a question while its line is written anew", "[hardware]") {
  std::istringstream answers("\n");
  std::ostringstream seen;
  ManualOperator person(answers, seen, [] {
    request_stop();
    return false;
  });
  CHECK(person.ask_watching({.step = "edge"}, "Focus.", [] { return "sharp"; }) == Answer::stop);
  withdraw_stop_request();
}
