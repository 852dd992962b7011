// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/images.hpp"
#include "tests/integration/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <nlohmann/json.hpp>

namespace etalon::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kScope = R"(scope: NAME
site: here
objective: {nominal_magnification: 20}
camera: {driver: folder, path: images-NAME}
)";

/// Two runs of the same protocol: the second of an edge with much less light.
class TwoRuns {
 public:
  TwoRuns() : here_{.folder = folder_.path()} {
    record("bright", {});
    record("faint", {.bright_electrons = 300, .dark_electrons = 30, .seed = 5});
  }

  Ran compare(std::vector<std::string> words) const {
    words.insert(words.begin(), "compare");
    return run_etalon(words, here_);
  }
  fs::path operator/(const std::string& name) const { return folder_.path() / name; }

 private:
  void record(const std::string& name, const EdgeScene& scene) {
    const fs::path images = folder_.path() / ("images-" + name);
    fs::create_directory(images);
    write_image(images / "edge.ome.tif", edge_frame(scene));
    write_image(images / "dark.ome.tif",
                edge_frame({.bright_electrons = 0, .dark_electrons = 0, .seed = 2}));
    std::string scope = kScope;
    for (auto at = scope.find("NAME"); at != std::string::npos; at = scope.find("NAME")) {
      scope.replace(at, 4, name);
    }
    write_text(folder_.path() / (name + ".yaml"), scope);
    const Ran ran = run_etalon({"run", "edge-check", "--scope", name + ".yaml"}, here_);
    INFO(ran.err);
    REQUIRE(ran.code == 0);
  }

  TemporaryFolder folder_;
  Surroundings here_;
};

TEST_CASE("Two runs are laid side by side as text, JSON and a page") {
  const TwoRuns runs;
  const Ran text = runs.compare({"bright", "faint"});
  INFO(text.err);
  CHECK(text.code == 0);
  CHECK(text.err.empty());
  CHECK_THAT(text.out, contains_text("bright"));
  CHECK_THAT(text.out, contains_text("faint"));
  CHECK_THAT(text.out, contains_text("can they be told apart?"));
  CHECK_THAT(text.out, contains_text("MTF50"));
  CHECK_THAT(text.out, contains_text("left out here: "));

  const Ran json = runs.compare({"bright", "faint", "--format", "json"});
  CHECK(json.code == 0);
  const auto report = nlohmann::json::parse(json.out);
  CHECK(report["schema"] == "etalon.comparison/1");
  CHECK(report["first"]["instrument"] == "bright");
  REQUIRE(report["others"].size() == 1);
  CHECK(report["others"][0]["run"]["instrument"] == "faint");
  bool seen = false;
  for (const auto& row : report["others"][0]["rows"]) {
    if (row["measurand"] != "mtf50") continue;
    seen = true;
    const double difference = row["difference"]["value"];
    const double first = row["first"]["value"];
    const double second = row["second"]["value"];
    CHECK(std::abs(difference - (second - first)) < 1e-12);
  }
  CHECK(seen);

  CHECK(runs.compare({"bright", "faint", "-o", "c.json"}).code == 0);
  CHECK(nlohmann::json::parse(read_text(runs / "c.json"))["others"] == report["others"]);
  CHECK(runs.compare({"bright", "faint", "-o", "c.txt"}).code == 0);
  CHECK(read_text(runs / "c.txt") == text.out);

  const Ran html = runs.compare({"bright", "faint", "-o", "c.html"});
  if (fs::exists(ETALON_PROGRAM_DIR "/etalon-report")) {
    CHECK(html.code == 0);
    const std::string page = read_text(runs / "c.html");
    CHECK_THAT(page, contains_text("<h1>bright, faint</h1>"));
    CHECK_THAT(page, contains_text("<h2>Curves</h2>"));
    CHECK_THAT(page, contains_text("Can they be told apart?"));
  } else {
    CHECK(html.code == 69);
    CHECK_FALSE(fs::exists(runs / "c.html"));
  }
}

TEST_CASE("What cannot be compared is refused and named") {
  const TwoRuns runs;
  const auto refused = [&](const std::vector<std::string>& words, int code,
                           const std::string& part) {
    const Ran ran = runs.compare(words);
    CAPTURE(part, ran.err);
    CHECK(ran.code == code);
    CHECK(ran.out.empty());
    CHECK_THAT(ran.err, contains_text(part));
  };
  refused({"bright"}, 64, "name at least two");
  refused({}, 64, "name at least two");
  refused({"bright", "bright"}, 64, "are the same run");
  refused({"faint", "last"}, 64, "are the same run");
  refused({"bright", "faint", "-o", "c.pdf"}, 64, "ends in none of .html, .json and .txt");
  refused({"bright", "faint", "--format", "xml"}, 64, "xml");
  refused({"bright", "nikon-2"}, 74, "nikon-2");
  refused({"bright", "faint", "--database", "no.etalon"}, 74, "no.etalon");
  CHECK_FALSE(fs::exists(runs / "no.etalon"));
  refused({"bright", "faint", "-o", "no/such/c.json"}, 74, "no/such/c.json");
}

}  // namespace
}  // namespace etalon::test
