// SPDX-License-Identifier: Apache-2.0
#include "protocols/profile_file.hpp"

#include "suite/trust/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>
#include <string>

using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;
using etalon::test::refusal_of;

namespace {

const std::string kHead = R"(profile: sharp
version: 1.10
title: Sharp enough
fit_for: [counting cells, teaching]
limits:
)";

const std::string kLimit = R"(  sharpness:
    label: Sharpness
    metric: slanted_edge
    measurand: mtf50_ratio
    methods: [slanted_edge/spline v1]
    limit: ">= 0.5"
    ideal: 1
    proposed: yes
)";

const test::TemporaryFolder& folder() {
  static const test::TemporaryFolder one;
  return one;
}

ProfileFile read(const std::string& text) {
  const auto path = folder().path() / "p.yaml";
  std::ofstream(path, std::ios::binary) << text;
  return read_profile(path);
}

std::string refusal(const std::string& text) {
  return refusal_of([&] { read(text); });
}

/// The limit with one line replaced (or, with nothing to put there, left out).
std::string with(const std::string& line, const std::string& replacement) {
  std::string text = kHead + kLimit;
  const auto at = text.find("    " + line);
  REQUIRE(at != std::string::npos);
  const auto end = text.find('\n', at) + 1;
  return text.replace(at, end - at, replacement.empty() ? "" : "    " + replacement + "\n");
}

Limit limit_of(const std::string& text) { return read(text).profile.limits.at(0); }

}  // namespace

TEST_CASE("A profile is read with its limits, its text and its hash", "[protocols]") {
  const std::string text = kHead + kLimit;
  const ProfileFile file = read(text);
  CHECK(file.profile.id == "sharp");
  CHECK(file.profile.version == "1.10");
  CHECK(file.profile.title == "Sharp enough");
  CHECK(file.profile.fit_for == std::vector<std::string>{"counting cells", "teaching"});
  CHECK(file.text == text);
  CHECK(file.profile.sha256 == trust::sha256_of(text));
  CHECK(file.path == (folder().path() / "p.yaml").string());
  Limit expected;
  expected.id = "sharpness";
  expected.label = "Sharpness";
  expected.metric = "slanted_edge";
  expected.measurand = "mtf50_ratio";
  expected.methods = {"slanted_edge/spline v1"};
  expected.direction = Direction::at_least;
  expected.value = 0.5;
  expected.unit = "1";
  expected.ideal = 1;
  REQUIRE(file.profile.limits.size() == 1);
  CHECK(file.profile.limits[0] == expected);
}

TEST_CASE("A limit is written as a comparison or by its direction", "[protocols]") {
  CHECK(limit_of(with("limit:", "limit: {at_least: 50 %}")).value == 0.5);
  CHECK(limit_of(with("limit:", "limit: {at_least: 50 %}")).direction == Direction::at_least);
  std::string width = with("limit:", "limit: {at_most: 900 nm}");
  width.replace(width.find("mtf50_ratio"), 11, "lsf_fwhm");
  width.replace(width.find("ideal: 1"), 8, "ideal: 0.5 um");
  const Limit limit = limit_of(width);
  CHECK(limit.direction == Direction::at_most);
  CHECK(limit.value == 0.9);
  CHECK(limit.unit == "um");
  CHECK(limit.ideal == 0.5);
  width.replace(width.find("{at_most: 900 nm}"), 17, "<= 0.9 µm");
  CHECK(limit_of(width) == limit);
}

TEST_CASE("Published limits name their source, and may need a remark", "[protocols]") {
  const Limit limit =
      limit_of(with("proposed:", "source: Somebody 2022\n    remark: for another method"));
  CHECK(limit.source == "Somebody 2022");
  CHECK(limit.remark == "for another method");
  CHECK(limit_of(with("proposed:", "source: S\n    proposed: no")).source == "S");
}

TEST_CASE("The room for uncertainty is said, or follows from the ideal", "[protocols]") {
  const Limit limit = limit_of(with("ideal:", "largest_uncertainty: 5 %"));
  CHECK(limit.largest_expanded_uncertainty == 0.05);
  CHECK(limit.ideal == 0);
}

TEST_CASE("A limit may be set to an uncertainty, and be optional", "[protocols]") {
  std::string text = with("ideal:", "judge: relative_expanded_uncertainty");
  text.replace(text.find("\">= 0.5\""), 8, "\"<= 2 %\"");
  text.replace(text.find("mtf50_ratio"), 11, "lsf_fwhm");
  const Limit limit = limit_of(text + "    required: yes\n");
  CHECK(limit.judged == Judged::relative_expanded_uncertainty);
  CHECK(limit.value == 2);
  CHECK(limit.unit == "%");
  CHECK(limit.required);
  CHECK_THAT(refusal(text + "    required: no\n"),
             contains_text("p.yaml:6:3: limits: a profile needs at least one required limit"));
  CHECK_THAT(refusal(text + "    ideal: 0 %\n"),
             contains_text("limits.sharpness.ideal: has no meaning where an uncertainty is"));
  text.replace(text.find("<= 2 %"), 6, ">= 2 %");
  CHECK_THAT(refusal(text), contains_text("a limit of an uncertainty is \"<=\""));
}

TEST_CASE("What a profile says wrong is refused at its place", "[protocols]") {
  const auto refused = [](const std::string& line, const std::string& replacement,
                          const std::string& message) {
    CAPTURE(line, replacement);
    CHECK_THAT(refusal(with(line, replacement)), contains_text(message));
  };
  refused("metric:", "metric: slanted_egde",
          "p.yaml:8:13: limits.sharpness.metric: there is no metric \"slanted_egde\"; did you mean "
          "slanted_edge?");
  refused("measurand:", "measurand: mtf50_ration",
          "p.yaml:9:16: limits.sharpness.measurand: the metric has no measurand \"mtf50_ration\"; "
          "did you mean mtf50_ratio?");
  refused("methods:", "methods: [slanted_edge/spline]",
          "p.yaml:10:15: limits.sharpness.methods: the metric has no method "
          "\"slanted_edge/spline\"; did you mean slanted_edge/spline v1?");
  refused("methods:", "methods: [slanted_edge/spline v99]", "has no method");
  refused("methods:", "methods: []", "a limit needs at least one method");
  refused("limit:", "limit: 0.5", "p.yaml:11:12: limits.sharpness.limit: \"0.5\" is no limit");
  refused("limit:", "limit: \">= 50 um\"", "limits.sharpness.limit: ");
  refused("limit:", "limit: \">= 0.5 +- 0.1\"", "plus-minus");
  refused("limit:", "limit: {at_least: 0.5, at_most: 1}", "exactly one of at_least and at_most");
  refused("limit:", "limit: {above: 0.5}", "unknown key \"above\"");
  refused("ideal:", "", "p.yaml:6:3: limits.sharpness: needs ideal");
  refused("ideal:", "ideal: 0.5", "the ideal must be better than the limit");
  refused("ideal:", "ideal: 0.4", "the ideal must be better than the limit");
  refused("ideal:", "largest_uncertainty: 0", "must be greater than zero");
  refused("ideal:", "largest_uncertainty: -5 %", "must be greater than zero");
  refused("proposed:", "", "needs exactly one of source");
  refused("proposed:", "proposed: no", "needs exactly one of source");
  refused("proposed:", "proposed: yes\n    source: S", "needs exactly one of source");
  refused("label:", "", "the key label is missing");
  refused("label:", "label: A\n    colour: red", "unknown key \"colour\"");
  refused("ideal:", "ideal: 1\n    judge: spread", "\"spread\" cannot be judged");
}

TEST_CASE("A number without its unit is refused, so that 50 is never 5000 %", "[protocols]") {
  std::string text = with("ideal:", "judge: relative_expanded_uncertainty");
  text.replace(text.find("\">= 0.5\""), 8, "\"<= 2\"");
  CHECK_THAT(refusal(text), contains_text("limits.sharpness.limit: \"2\" has no unit; expected %"));
}

TEST_CASE("A profile needs its head, a use and a required limit", "[protocols]") {
  CHECK_THAT(refusal("profile: p\nversion: 1\ntitle: T\nfit_for: []\nlimits: {}\n"),
             contains_text("p.yaml:4:10: fit_for: name at least one use"));
  CHECK_THAT(refusal("profile: p\nversion: 1\ntitle: T\nfit_for: [x]\nlimits: {}\n"),
             contains_text("limits: a profile needs at least one required limit"));
  CHECK_THAT(refusal("profile: p\nversion: 1\ntitle: T\nlimits: {}\n"),
             contains_text("the key fit_for is missing"));
  CHECK_THAT(refusal("profile: a b\n"), contains_text("profile: \"a b\" cannot be an identifier"));
}

TEST_CASE("A profile may not call a microscope research grade", "[protocols]") {
  CHECK_THAT(refusal("profile: p\nversion: 1\ntitle: Research grade\n"),
             contains_text("p.yaml:3:8: title: a profile says what a microscope is fit for"));
  CHECK_THAT(
      refusal("profile: p\nversion: 1\ntitle: T\nfit_for: [Research-Grade work]\nlimits: {}\n"),
      contains_text("fit_for: a profile says"));
}

TEST_CASE("A profile is found by its name or its file", "[protocols]") {
  CHECK(find_profile("screening").filename() == "screening.yaml");
  read(kHead + kLimit);
  CHECK(find_profile((folder().path() / "p.yaml").string()) == folder().path() / "p.yaml");
  CHECK_THAT(refusal_of([] { find_profile("screnning"); }),
             contains_text("there is no such profile in the library; did you mean screening?"));
  CHECK_THAT(refusal_of([] { find_profile("nowhere.yaml"); }),
             contains_text("nowhere.yaml: there is no such profile file."));
}

TEST_CASE("Every profile of the library is right and has the name of its file", "[protocols]") {
  REQUIRE(profile_library().size() == 5);
  for (const auto& path : profile_library()) {
    CAPTURE(path.string());
    CHECK(refusal_of([&] { CHECK(read_profile(path).profile.id == path.stem().string()); }) == "");
  }
}
