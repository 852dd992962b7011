// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/program.hpp"
#include "tests/support/catch.hpp"

namespace etalon::test {
namespace {

TEST_CASE("etalon --help lists every command, and --version names the build") {
  const Ran help = run_etalon({"--help"});
  CHECK(help.code == 0);
  for (const char* command :
       {"demo", "run", "measure", "list", "report", "db", "selftest", "protocol", "grade",
        "profile", "scope", "simulate", "practise", "target"}) {
    CHECK_THAT(help.out, contains_text(std::string("\n  ") + command + " "));
  }
  const Ran version = run_etalon({"--version"});
  CHECK(version.code == 0);
  CHECK(version.out.starts_with("etalon "));
}

TEST_CASE("Every command explains itself by examples") {
  for (const std::string command :
       {"demo", "run", "measure", "list", "report", "db", "selftest", "protocol", "grade",
        "profile", "scope", "simulate", "practise", "target"}) {
    DYNAMIC_SECTION(command) {
      const Ran help = run_etalon({command, "--help"});
      CHECK(help.code == 0);
      CHECK_THAT(help.out, contains_text("Examples:\n  etalon " + command));
      CHECK_THAT(help.out, contains_text("Exit code"));
      CHECK(help.err.empty());
    }
  }
}

TEST_CASE("measure METRIC --help shows the options, measurands and methods of the metric") {
  const Ran help = run_etalon({"measure", "slanted_edge", "--help"});
  CHECK(help.code == 0);
  CHECK_THAT(help.out, contains_text("--pixel-size"));
  CHECK_THAT(help.out, contains_text("--region"));
  CHECK_THAT(help.out, contains_text("mtf50"));
  CHECK_THAT(help.out, contains_text("slanted_edge/iso12233_2023"));
  CHECK_THAT(help.out, contains_text("  etalon measure slanted_edge edge.tif"));
}

TEST_CASE("What does not exist is refused with the nearest name and exit code 64") {
  const auto refused = [](const std::vector<std::string>& arguments, const std::string& part) {
    const Ran ran = run_etalon(arguments);
    CHECK(ran.code == 64);
    CHECK(ran.out.empty());
    CHECK(ran.err.starts_with("etalon: "));
    CHECK_THAT(ran.err, contains_text(part));
  };
  refused({"measur"}, "did you mean measure?");
  refused({"xyzzy"}, "unknown command xyzzy (see: etalon --help)");
  refused({"measure"}, "no metric given");
  refused({"measure", "slanted_egde", "a.tif"}, "did you mean slanted_edge?");
  refused({"measure", "slanted_edge"}, "no image given");
  refused({"measure", "slanted_edge", "--dark", "a.tif"}, "Write the images before them");
  refused({"measure", "slanted_edge", "a.tif", "--metod", "x"}, "did you mean --method?");
  refused({"measure", "slanted_edge", "a.tif", "--method", "splin"}, "did you mean");
  refused({"measure", "slanted_edge", "a.tif", "--format", "xml"}, "--format");
  refused({"measure", "slanted_edge", "a.tif", "--threads", "0"}, "--threads: 0");
  refused({"list", "metric"}, "did you mean metrics?");
  refused({"db", "chek"}, "did you mean check?");
  refused({"grade", "last"}, "no profile given");
  refused({"profile", "shw", "screening"}, "did you mean show?");
  refused({"protocol", "check"}, "no protocol named");
  refused({"scope", "check"}, "no file named");
  refused({"scope", "chek", "a.yaml"}, "did you mean check?");
  refused({"run"}, "PROTOCOL");
  refused({"run", "edge-check"}, "--from");
  refused({"run", "edge-check", "--from", ".", "--wait", "10"}, "unit");
  refused({"report", "last", "-o", "x.docx"}, "known are");
  refused({"demo", "--seed", "one"}, "--seed");
  refused({"demo", "extra"}, "unexpected argument extra");
}

TEST_CASE("etalon without a command shows the help and exits with 64") {
  const Ran ran = run_etalon({});
  CHECK(ran.code == 64);
  CHECK_THAT(ran.err, contains_text("Commands:"));
}

TEST_CASE("The tables are listed as text and as JSON") {
  for (const std::string what :
       {"metrics", "targets", "scopes", "faults", "protocols", "profiles", "drivers", "formats"}) {
    DYNAMIC_SECTION(what) {
      CHECK(run_etalon({"list", what}).code == 0);
      const Ran json = run_etalon({"list", what, "--format", "json"});
      CHECK(json.code == 0);
      CHECK_THAT(json.out, contains_text("\"reference_document\""));
    }
  }
  CHECK_THAT(run_etalon({"list", "metrics"}).out, contains_text("slanted_edge"));
  CHECK_THAT(run_etalon({"list", "protocols"}).out, contains_text("edge-check"));
  CHECK_THAT(run_etalon({"list", "drivers"}).out, contains_text("folder"));
}

TEST_CASE("A result that cannot be written is an error, not a silent success") {
  const Ran ran = run_etalon({"list", "metrics"}, {.output_file = "/dev/full"});
  CHECK(ran.code == 74);
  CHECK_THAT(ran.err, contains_text("Is the disk full?"));
}

}  // namespace
}  // namespace etalon::test
