// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/questions.hpp"

#include "protocols/scope_file.hpp"
#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

using namespace etalon;
using namespace etalon::cli;
using Catch::Matchers::WithinRel;
using etalon::test::contains_text;

namespace {

namespace fs = std::filesystem;

struct Asked {
  protocols::ScopeAnswers answers;
  std::string seen;
  std::string refusal;
};

Asked ask(const std::string& lines) {
  std::istringstream answers(lines);
  std::ostringstream terminal;
  Asked asked;
  try {
    asked.answers = ask_about_microscope(answers, terminal);
  } catch (const UsageError& error) {
    asked.refusal = error.what();
  }
  asked.seen = terminal.str();
  return asked;
}

/// The answer to one question, the others kept as suggested.
protocols::ScopeAnswers with(int question, const std::string& answer) {
  std::string lines;
  for (int i = 1; i <= 6; ++i) lines += (i == question ? answer : "") + "\n";
  const auto asked = ask(lines);
  INFO(asked.seen);
  CHECK(asked.refusal.empty());
  return asked.answers;
}

/// What is said to an answer that is no good.
std::string complaint(int question, const std::string& answer) {
  std::string lines(static_cast<std::size_t>(question - 1), '\n');
  const std::string seen = ask(lines + answer + "\n").seen;
  const std::string prompt = " > ";
  std::size_t at = 0;
  for (int i = 0; i < question; ++i) at = seen.find(prompt, at) + prompt.size();
  const auto begin = std::min(seen.find_first_not_of(' ', at), seen.size());
  return seen.substr(begin, seen.find('\n', at) - begin);
}

/// Stands in another folder for as long as it lives.
class Inside {
 public:
  explicit Inside(const fs::path& folder) : before_(fs::current_path()) {
    fs::current_path(folder);
  }
  ~Inside() { fs::current_path(before_); }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  fs::path before_;
};

}  // namespace

TEST_CASE("six lines describe a microscope", "[cli]") {
  const auto asked = ask("OpenFlexure v7\n20x/0.40\n0.25\nwhite\n3.45 um\nscans\n");
  CHECK(asked.refusal.empty());
  CHECK(asked.answers.manufacturer == "OpenFlexure");
  CHECK(asked.answers.model == "v7");
  CHECK(asked.answers.engraving == "20x/0.40");
  CHECK(asked.answers.objective.nominal_magnification == 20);
  CHECK(asked.answers.condenser_na == 0.25);
  CHECK(asked.answers.wavelength == nm(550));
  CHECK(asked.answers.half_width == nm(60));
  CHECK(asked.answers.pixel_pitch->per_px == um_sensor(3.45));
  CHECK(asked.answers.images == "scans");
  CHECK_THAT(asked.seen,
             contains_text("  1/6 Who made the microscope, and which model? [unknown]"));
  CHECK_THAT(asked.seen, contains_text("  6/6 In which folder do the images appear? [images] > "));
}

TEST_CASE("Enter keeps every suggestion", "[cli]") {
  const auto asked = ask("\n\n\n\n\n\n");
  CHECK(asked.refusal.empty());
  CHECK(asked.answers.manufacturer.empty());
  CHECK(asked.answers.engraving.empty());
  CHECK(!asked.answers.objective.nominal_magnification);
  CHECK(!asked.answers.condenser_na);
  CHECK(asked.answers.wavelength == nm(550));
  CHECK(!asked.answers.pixel_pitch);
  CHECK(asked.answers.images == "images");
}

TEST_CASE("answers in the ways people write them", "[cli]") {
  CHECK(with(1, "Carl Zeiss, Axioskop 2").manufacturer == "Carl Zeiss");
  CHECK(with(1, "Carl Zeiss, Axioskop 2").model == "Axioskop 2");
  CHECK(with(1, "homemade").manufacturer == "homemade");
  CHECK(with(1, "Unknown").manufacturer.empty());
  CHECK(with(2, "?").engraving.empty());
  CHECK(!with(3, "UNKNOWN").condenser_na);
  CHECK(with(4, "Green").wavelength == nm(535));
  CHECK(with(4, "525 nm").wavelength == nm(525));
  CHECK(!with(4, "525nm").half_width);
  CHECK(!with(4, "unknown").wavelength);
  CHECK(with(5, "3.45um").pixel_pitch->per_px == um_sensor(3.45));
  CHECK(with(5, "3.45 µm sensor").pixel_pitch->per_px == um_sensor(3.45));
  CHECK(with(5, "1120 nm").pixel_pitch->per_px == um_sensor(1.12));
  CHECK(with(5, "0.26 um object").pixel_size->per_px == um(0.26));
  CHECK(!with(5, "0.26 um object").pixel_pitch);
  CHECK(with(6, "'/data/my scans'").images == "/data/my scans");
  CHECK(with(6, "~/scans").images == std::string(std::getenv("HOME")) + "/scans");
  CHECK(with(6, "Mikroskop/Bücher: #1").images == "Mikroskop/Bücher: #1");
}

TEST_CASE("a bad answer is told what was expected, and asked again", "[cli]") {
  CHECK_THAT(complaint(2, "the small one"), contains_text("Write magnification and aperture as"));
  CHECK_THAT(complaint(3, "wide"), contains_text("Expected a number up to 1.7 such as 0.25"));
  CHECK_THAT(complaint(3, "-0.2"), contains_text("Expected a number"));
  CHECK_THAT(complaint(3, "2"), contains_text("Expected a number"));
  CHECK_THAT(complaint(4, "grey"), contains_text("Expected white, green, red"));
  CHECK_THAT(complaint(4, "525"), contains_text("a wavelength such as 525 nm"));
  CHECK_THAT(complaint(4, "525 m"), contains_text("a wavelength such as 525 nm"));
  CHECK_THAT(complaint(5, "3.45"), contains_text("Expected a length such as 3.45 um"));
  CHECK_THAT(complaint(5, "3.45 um screen"), contains_text("Expected a length such as 3.45 um"));
  CHECK(complaint(5, "0.1725 um") ==
        "No sensor has pixels of 0.1725 um. If that is what one covers in the object, write: "
        "0.1725 um object.");
  CHECK_THAT(complaint(1, "a\x1b[A"), contains_text("characters that cannot be read"));
  CHECK_THAT(complaint(6, "\xff"), contains_text("characters that cannot be read"));
  CHECK_THAT(complaint(1, std::string(1000, 'a')), contains_text("too long"));
  const auto asked = ask("\nwhat\nwhat\n20x/0.4\n\n\n\n\n");
  CHECK(asked.refusal.empty());
  CHECK(asked.answers.objective.nominal_magnification == 20);
}

TEST_CASE("three bad answers, or too few, end it", "[cli]") {
  CHECK(ask("\nwhat\nwhat\nwhat\n").refusal ==
        "question 2/6 (What is engraved on the objective, such as 20x/0.40?) was not understood 3 "
        "times. Begin again; \"unknown\" is an answer too.");
  CHECK(ask("OpenFlexure v7\n").refusal ==
        "the answers end before question 2/6 (What is engraved on the objective, such as "
        "20x/0.40?). Answer at a terminal, or name --scope FILE, or --from FOLDER with images.");
}

TEST_CASE("the file is named after the microscope, and never over another", "[cli]") {
  const test::TemporaryFolder folder;
  const Inside inside(folder.path());
  const auto written = [] {
    std::istringstream answers("OpenFlexure v7\n20x/0.40\n\n\n3.45 um\n\n");
    std::ostringstream terminal;
    const auto path = ask_for_scope(answers, terminal);
    CHECK_THAT(terminal.str(), contains_text("Written: " + path.string()));
    return path;
  };
  CHECK(written() == "openflexure-v7.yaml");
  CHECK(written() == "openflexure-v7-2.yaml");
  CHECK(protocols::read_scope_file("openflexure-v7.yaml").id == "openflexure-v7");
  CHECK(protocols::read_scope_file("openflexure-v7-2.yaml").id == "openflexure-v7-2");
  CHECK(fs::is_directory("images"));

  std::ostringstream terminal;
  protocols::ScopeAnswers answers;
  answers.images = "elsewhere/scans";
  fs::create_directory("bench");
  write_scope(answers, "bench/ofm-07.yaml", terminal);
  CHECK(protocols::read_scope_file("bench/ofm-07.yaml").id == "ofm-07");
  CHECK(fs::is_directory("bench/elsewhere/scans"));
  CHECK_THROWS_AS(write_scope(answers, "bench/ofm-07.yaml", terminal), FileError);
  answers.images = "/no/such/folder";
  write_scope(answers, "far.yaml", terminal);
  CHECK_THAT(terminal.str(), contains_text("There is no folder /no/such/folder yet"));
}
