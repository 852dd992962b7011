// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/images.hpp"
#include "tests/integration/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace etalon::test {
namespace {

namespace fs = std::filesystem;

/// The images show a Gaussian edge of sigma 1.5 px behind a square pixel: MTF50 is 0.1220
/// cycles/px.
constexpr const char* kProfile = R"(profile: sharp
version: "3"
title: Sharp enough
fit_for: [counting cells]
limits:
  sharpness:
    label: Sharpness
    metric: slanted_edge
    measurand: mtf50
    methods: [METHOD]
    limit: "LIMIT cycles/px"
    largest_uncertainty: LARGEST cycles/px
    proposed: yes
)";

std::string profile(const std::string& limit, const std::string& largest = "0.05",
                    const std::string& method = "slanted_edge/spline v1") {
  std::string text = kProfile;
  const auto put = [&](const std::string& word, const std::string& value) {
    text.replace(text.find(word), word.size(), value);
  };
  put("METHOD", method);
  put("LIMIT", limit);
  put("LARGEST", largest);
  return text;
}

/// A folder with a recorded run.
class GradedFolder {
 public:
  GradedFolder() : here_{.folder = folder_.path()} {
    fs::create_directory(folder_.path() / "images");
    write_image(folder_.path() / "images" / "edge.ome.tif", edge_frame());
    write_image(folder_.path() / "images" / "dark.ome.tif",
                edge_frame({.bright_electrons = 0, .dark_electrons = 0, .seed = 2}));
    const Ran ran = run_etalon({"run", "edge-check", "--from", "images"}, here_);
    INFO(ran.err);
    REQUIRE(ran.code == 0);
  }

  Ran grade(const std::string& profile_text, std::vector<std::string> more = {}) const {
    write_text(folder_.path() / "sharp.yaml", profile_text);
    std::vector<std::string> words{"grade", "last", "--profile", "sharp.yaml"};
    words.insert(words.end(), more.begin(), more.end());
    return run_etalon(words, here_);
  }
  const Surroundings& here() const { return here_; }

 private:
  TemporaryFolder folder_;
  Surroundings here_;
};

TEST_CASE("A recorded run is judged by a profile, and the exit code is the verdict") {
  const GradedFolder folder;
  const Ran pass = folder.grade(profile(">= 0.1"));
  INFO(pass.err);
  CHECK(pass.code == 0);
  CHECK_THAT(pass.out, contains_text("Sharpness   ✔ pass   0.12"));
  CHECK_THAT(pass.out, contains_text("limit at least 0.1 cycles/px (proposed)"));
  CHECK_THAT(pass.out, contains_text("sharp: pass (indicative: nobody said which slide it was"));
  CHECK_THAT(pass.out, contains_text("0 of 1 limits published, 1 proposed · rule: guarded w=U"));
  CHECK(pass.err.empty());

  const Ran fail = folder.grade(profile(">= 0.2"));
  CHECK(fail.code == 1);
  CHECK_THAT(fail.out, contains_text("✖ fail"));

  const Ran undecided = folder.grade(profile(">= 0.1", "0.0000001"));
  CHECK(undecided.code == 3);
  CHECK_THAT(undecided.out, contains_text("? not decidable"));
  CHECK_THAT(undecided.out, contains_text("is larger than the 1e-07 cycles/px with which"));

  const Ran unlike = folder.grade(profile(">= 0.1", "0.05", "slanted_edge/iso12233_2023 v1"));
  CHECK(unlike.code == 2);
  CHECK_THAT(unlike.out, contains_text("? not measured: measured by slanted_edge/spline v1"));
  CHECK_THAT(unlike.out, contains_text("the limit is for slanted_edge/iso12233_2023"));

  const Ran details = folder.grade(profile(">= 0.1"), {"--details"});
  CHECK_THAT(details.out, contains_text("sharp 3: Sharp enough"));
  CHECK_THAT(details.out, contains_text("more than 99.9 % that the true value meets the limit"));

  for (const Ran& ran : {pass, fail, undecided, unlike, details}) {
    CHECK(ran.out.find("research grade") == std::string::npos);
  }
  const Ran check = run_etalon({"db", "check"}, folder.here());
  CHECK(check.code == 0);
}

TEST_CASE("What cannot be graded is refused and named") {
  const GradedFolder folder;
  const auto refused = [&](const std::vector<std::string>& words, int code,
                           const std::string& part) {
    const Ran ran = run_etalon(words, folder.here());
    CHECK(ran.code == code);
    CHECK(ran.out.empty());
    CHECK_THAT(ran.err, contains_text(part));
  };
  refused({"grade", "last"}, 64, "no profile given");
  refused({"grade", "last", "--profile", "screnning"}, 74, "did you mean screening?");
  write_text(folder.here().folder / "sharp.yaml", profile("0.1"));
  refused({"grade", "last", "--profile", "sharp.yaml"}, 74,
          "sharp.yaml:11:12: limits.sharpness.limit");
  write_text(folder.here().folder / "sharp.yaml", profile(">= 0.1"));
  refused({"grade", "ffff", "--profile", "sharp.yaml"}, 74, "ffff");
  refused({"grade", "last", "--profile", "sharp.yaml", "--database", "no.etalon"}, 74, "no.etalon");
  CHECK_FALSE(fs::exists(folder.here().folder / "no.etalon"));
}

TEST_CASE("profile show tells each limit with its source") {
  const TemporaryFolder folder;
  write_text(folder.path() / "sharp.yaml", profile(">= 0.1"));
  const Ran shown = run_etalon({"profile", "show", "sharp.yaml"}, {.folder = folder.path()});
  CHECK(shown.code == 0);
  CHECK_THAT(shown.out, contains_text("sharp, version 3: Sharp enough"));
  CHECK_THAT(shown.out, contains_text("fit for: counting cells"));
  CHECK_THAT(shown.out,
             contains_text("Sharpness: mtf50 of slanted_edge, at least 0.1 cycles/px\n"));
  CHECK_THAT(shown.out, contains_text("     proposed\n"));
  CHECK(run_etalon({"profile", "shwo", "sharp.yaml"}).code == 64);
  for (const std::string name :
       {"teaching", "screening", "research-brightfield", "research-widefield"}) {
    DYNAMIC_SECTION(name) {
      const Ran ran = run_etalon({"profile", "show", name});
      INFO(ran.err);
      CHECK(ran.code == 0);
      CHECK_THAT(ran.out, contains_text("Sharpness: mtf50_ratio of slanted_edge"));
    }
  }
}

}  // namespace
}  // namespace etalon::test
