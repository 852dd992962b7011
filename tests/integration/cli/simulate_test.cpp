// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/image_file.hpp"
#include "tests/integration/cli/program.hpp"
#include "tests/integration/cli/virtual_scope.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <nlohmann/json.hpp>

#include <iterator>

namespace etalon::test {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using Json = nlohmann::json;

/// A folder with the scope file quick.yaml in which the program stands.
struct Bench {
  TemporaryFolder folder;
  Surroundings here{.folder = folder.path()};
  Bench() { write_text(folder.path() / "quick.yaml", kQuickScope); }
  fs::path at(const std::string& name) const { return folder.path() / name; }

  Ran simulate(std::vector<std::string> words) const {
    words.insert(words.begin(), "simulate");
    return run_etalon(words, here);
  }
  Json truth(const std::string& name) const { return Json::parse(read_text(at(name))); }
};

double figure(const Json& truth, const std::string& name) {
  for (const auto& fact : truth["truth"]) {
    if (fact["name"] == name) return fact["value"];
  }
  FAIL("no figure " + name);
  return 0;
}

TEST_CASE("simulate writes the image that the owner believes in, and the truth beside it") {
  const Bench bench;
  const Ran ran =
      bench.simulate({"quick.yaml", "slanted_edge", "--angle", "7 deg", "--seed", "3", "--fault",
                      "wrong_tube_lens=10%", "--exposure", "10 ms", "-o", "edge.ome.tif"});
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  CHECK_THAT(ran.out, contains_text("edge.truth.json   the truth:"));
  CHECK_THAT(ran.out, contains_text("MTF50"));

  const auto image = imagefiles::open_image(bench.at("edge.ome.tif"));
  CHECK(image.metadata.pixel_size_x->per_px == um(0.26));
  CHECK(image.metadata.instrument.model == "quick");
  CHECK(image.metadata.instrument.objective.lens_na->value == 0.4);
  CHECK(image.metadata.instrument.channels.at(0).wavelength->value == nm(550));
  const Frame frame = image.frames->read(0);
  CHECK(frame.info.width == 320);
  CHECK(frame.info.height == 240);
  CHECK(frame.info.significant_bits == 12);

  const Json truth = bench.truth("edge.truth.json");
  CHECK(truth["schema"] == "etalon.truth/1");
  CHECK(truth["seed"] == 3);
  CHECK(truth["scope"]["id"] == "quick");
  CHECK(truth["faults"][0]["name"] == "wrong_tube_lens");
  CHECK(truth["faults"][0]["size"] == "10%");
  CHECK(truth["recording"]["shape"] == "slanted_edge");
  CHECK(truth["recording"]["options"]["angle"] == "7 deg");
  CHECK(truth["recording"]["exposure"] == "0.01 s");
  CHECK(truth["settings"]["read_noise"] == "4 e");
  CHECK_THAT(figure(truth, "pixel_size"), WithinRel(0.2618 * 1.1, 1e-6));
  CHECK(figure(truth, "gain") == 0.1);
  CHECK_THAT(figure(truth, "mtf50"), WithinAbs(0.16, 0.05));
}

TEST_CASE("The same command gives the same bytes, on one thread and on two") {
  const Bench bench;
  const std::vector<std::string> words{"quick.yaml", "usaf_1951", "--seed", "8", "-o", "u.ome.tif"};
  const auto with_threads = [&](const std::string& threads) {
    auto all = words;
    all.insert(all.end(), {"--threads", threads, "--force"});
    REQUIRE(bench.simulate(all).code == 0);
    return read_text(bench.at("u.ome.tif")) + read_text(bench.at("u.truth.json"));
  };
  const std::string first = with_threads("1");
  CHECK(with_threads("1") == first);
  CHECK(with_threads("2") == first);
  auto other = words;
  other[3] = "9";
  other.emplace_back("--force");
  REQUIRE(bench.simulate(other).code == 0);
  CHECK(read_text(bench.at("u.ome.tif")) + read_text(bench.at("u.truth.json")) != first);
}

TEST_CASE("Stacks and series become planes of one OME-TIFF with their step") {
  const Bench bench;
  SECTION("a stack") {
    REQUIRE(bench
                .simulate({"quick.yaml", "ronchi_ruling", "--planes", "3", "--z-step", "1.5 um",
                           "-o", "s.ome.tif"})
                .code == 0);
    const auto image = imagefiles::open_image(bench.at("s.ome.tif"));
    CHECK(image.metadata.size_z == 3);
    CHECK(image.metadata.axial_step->per_plane == um(1.5));
    // The planes above and below the focus are as far from it: blurred, and not as the middle one.
    CHECK(image.frames->read(0).samples != image.frames->read(1).samples);
  }
  SECTION("a series") {
    REQUIRE(bench
                .simulate({"quick.yaml", "blank_field", "--frames", "4", "--interval", "2 s", "-o",
                           "t.ome.tif"})
                .code == 0);
    const auto image = imagefiles::open_image(bench.at("t.ome.tif"));
    CHECK(image.metadata.size_t == 4);
    CHECK(*image.metadata.time_increment == s(2));
    CHECK(image.frames->read(0).samples != image.frames->read(3).samples);
  }
  SECTION("both at once are refused") {
    const Ran ran = bench.simulate(
        {"quick.yaml", "blank_field", "--frames", "4", "--planes", "2", "-o", "t.ome.tif"});
    CHECK(ran.code == 64);
    CHECK_THAT(ran.err, contains_text("exclude each other"));
  }
}

TEST_CASE("The truth tells where each frame and each bead is") {
  const Bench bench;
  REQUIRE(bench
              .simulate({"quick.yaml", "bead_field", "--count", "3", "--diameter", "0.2 um",
                         "--planes", "3", "--z-step", "0.5 um", "--set", "noise=no", "--set",
                         "offset=0 DN", "-o", "b.ome.tif"})
              .code == 0);
  const Json truth = bench.truth("b.truth.json");
  REQUIRE(truth["frames"].size() == 3);
  const double above = truth["frames"][0]["defocus_um"];
  const double below = truth["frames"][2]["defocus_um"];
  CHECK_THAT(above - below, WithinAbs(1.0, 0.01));
  REQUIRE(truth["beads"].size() == 3);
  const Frame frame = imagefiles::open_image(bench.at("b.ome.tif")).frames->read(1);
  const auto& words = std::get<std::vector<std::uint16_t>>(frame.samples);
  for (const auto& bead : truth["beads"]) {
    const double x = bead["x_px"];
    const double y = bead["y_px"];
    INFO(x << ", " << y);
    if (x < 6 || y < 6 || x > 313 || y > 233) continue;
    double sum = 0;
    double moment_x = 0;
    double moment_y = 0;
    for (int j = static_cast<int>(y) - 4; j <= static_cast<int>(y) + 5; ++j) {
      for (int i = static_cast<int>(x) - 4; i <= static_cast<int>(x) + 5; ++i) {
        const double light = words[static_cast<std::size_t>(j * 320 + i)];
        sum += light;
        moment_x += light * i;
        moment_y += light * j;
      }
    }
    REQUIRE(sum > 0);
    CHECK_THAT(moment_x / sum, WithinAbs(x, 0.25));
    CHECK_THAT(moment_y / sum, WithinAbs(y, 0.25));
  }
}

TEST_CASE("Dark frames hold the offset and the read noise") {
  const Bench bench;
  REQUIRE(bench.simulate({"quick.yaml", "blank_field", "--no-light", "-o", "dark.png"}).code == 0);
  const Frame frame = imagefiles::open_image(bench.at("dark.png")).frames->read(0);
  double sum = 0;
  const auto& samples = std::get<std::vector<std::uint16_t>>(frame.samples);
  for (const auto sample : samples) sum += sample;
  // 4 e at 0.1 DN/e scatter by 0.4 DN, a mean of 76800 of them by 0.002 DN.
  CHECK_THAT(sum / static_cast<double>(samples.size()), WithinAbs(100, 0.02));
}

TEST_CASE("slanted_edge finds the MTF50 that truth.json states") {
  const Bench bench;
  REQUIRE(bench.simulate({"quick.yaml", "blank_field", "--frames", "4", "-o", "flat.tif"}).code ==
          0);
  REQUIRE(bench.simulate({"quick.yaml", "blank_field", "--no-light", "-o", "dark.tif"}).code == 0);
  for (const std::string seed : {"1", "2", "3"}) {
    const std::string name = "edge" + seed;
    REQUIRE(bench.simulate({"quick.yaml", "slanted_edge", "--seed", seed, "-o", name + ".ome.tif"})
                .code == 0);
    const Ran ran = run_etalon({"measure", "slanted_edge", name + ".ome.tif", "--dark", "dark.tif",
                                "--flat", "flat.tif", "--format", "json"},
                               bench.here);
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    const Json evaluation = Json::parse(ran.out);
    const double truth = figure(bench.truth(name + ".truth.json"), "mtf50");
    bool found = false;
    for (const auto& result : evaluation["results"]) {
      if (result["measurand"] != "mtf50") continue;
      found = true;
      INFO(result.dump());
      CHECK(result["coverage_interval"][0] <= truth);
      CHECK(result["coverage_interval"][1] >= truth);
    }
    CHECK(found);
  }
}

TEST_CASE("What cannot be simulated is refused by name, and leaves no file") {
  const Bench bench;
  const auto refused = [&](std::vector<std::string> words, int code, const std::string& part) {
    words.insert(words.end(), {"-o", "x.ome.tif"});
    const Ran ran = bench.simulate(words);
    INFO(ran.err);
    CHECK(ran.code == code);
    CHECK(ran.out.empty());
    CHECK(ran.err.starts_with("etalon: "));
    CHECK_THAT(ran.err, contains_text(part));
    CHECK_FALSE(fs::exists(bench.at("x.ome.tif")));
    CHECK_FALSE(fs::exists(bench.at("x.truth.json")));
  };
  refused({"openflexure-4x", "slanted_edge"}, 74, "did you mean openflexure-40x?");
  refused({"none.yaml", "slanted_edge"}, 74, "none.yaml: there is no such");
  refused({"quick.yaml", "slanted_egde"}, 64, "did you mean slanted_edge?");
  refused({"quick.yaml"}, 64, "name SCOPE and TARGET first");
  refused({"quick.yaml", "slanted_edge", "--angel", "5 deg"}, 64, "did you mean --angle?");
  refused({"quick.yaml", "slanted_edge", "--angle", "5"}, 64, "angle");
  refused({"quick.yaml", "slanted_edge", "--fault", "defocuss"}, 64, "did you mean defocus?");
  refused({"quick.yaml", "slanted_edge", "--fault", "defocus=2"}, 64, "unit");
  refused({"quick.yaml", "slanted_edge", "--fault", "shading_correction=2"}, 64, "no size");
  refused({"quick.yaml", "slanted_edge", "--fault", "pinhole_open"}, 64, "confocal");
  refused({"quick.yaml", "slanted_edge", "--set", "lens_na"}, 64, "KEY=VALUE");
  refused({"quick.yaml", "slanted_edge", "--set", "lens_nna=0.2"}, 64, "lens_na");
  refused({"quick.yaml", "slanted_edge", "--set", "lens_na=1.6"}, 64, "lens_na");
  refused({"quick.yaml", "slanted_edge", "--set", "width=-5"}, 64, "width");
  refused({"quick.yaml", "slanted_edge", "--seed", "x"}, 64, "seed");
  refused({"quick.yaml", "slanted_edge", "--z", "2"}, 64, "unit");
  refused({"quick.yaml", "slanted_edge", "--planes", "0"}, 64, "--planes");
  refused({"quick.yaml", "slanted_edge", "--threads", "0"}, 64, "--threads");
  refused({"quick.yaml", "slanted_edge", "--exposure", "1 h"}, 74, "exposure");
  refused({"quick.yaml", "bead_field", "--planes", "1000000000"}, 74, "100000");
  refused({"quick.yaml", "bead_field", "--z", "10 mm"}, 74, "within 200 um");
  refused({"quick.yaml", "bead_field", "--planes", "1000", "--z-step", "1 um"}, 74, "within 200");
  refused({"quick.yaml", "bead_field", "--z-step", "1 um"}, 64, "belongs to --planes");
  refused({"quick.yaml", "bead_field", "--interval", "1 s"}, 64, "belongs to --frames");

  write_text(bench.at("real.yaml"), "scope: real\n");
  refused({"real.yaml", "slanted_edge"}, 74, "is no virtual one");
}

TEST_CASE("Images that are larger than the memory are refused before anything is allocated") {
  const Bench bench;
  const Ran ran = bench.simulate({"quick.yaml", "slanted_edge", "--set", "width=32768", "--set",
                                  "height=32768", "-o", "x.ome.tif"});
  CHECK(ran.code == 74);
  CHECK_THAT(ran.err, contains_text("memory"));
  CHECK_FALSE(fs::exists(bench.at("x.ome.tif")));
}

TEST_CASE("simulate never writes over a file unless it is told to") {
  const Bench bench;
  write_text(bench.at("a.truth.json"), "mine");
  const std::vector<std::string> words{"quick.yaml", "blank_field", "-o", "a.png"};
  const Ran ran = bench.simulate(words);
  CHECK(ran.code == 74);
  CHECK_THAT(ran.err, contains_text("a.truth.json: this file exists"));
  CHECK_FALSE(fs::exists(bench.at("a.png")));
  auto forced = words;
  forced.emplace_back("--force");
  CHECK(bench.simulate(forced).code == 0);
  CHECK(bench.truth("a.truth.json")["image"] == "a.png");
}

TEST_CASE("An output that cannot be written is named, and nothing is left behind") {
  const Bench bench;
  const Ran nowhere = bench.simulate({"quick.yaml", "blank_field", "-o", "no/x.ome.tif"});
  CHECK(nowhere.code == 74);
  CHECK_THAT(nowhere.err, contains_text("no/x.ome.tif"));
  const Ran format = bench.simulate({"quick.yaml", "blank_field", "-o", "x.jpg"});
  CHECK(format.code == 64);
  CHECK_THAT(format.err, contains_text("--fault lossy_compression"));
  const Ran frames = bench.simulate({"quick.yaml", "blank_field", "--frames", "2", "-o", "x.png"});
  CHECK(frames.code == 64);
  Surroundings small = bench.here;
  small.largest_file_kib = 16;
  const Ran full = run_etalon({"simulate", "quick.yaml", "blank_field", "-o", "x.ome.tif"}, small);
  CHECK(full.code == 74);
  CHECK_THAT(full.err, contains_text("no file was left behind"));
  const auto files = std::distance(fs::directory_iterator(bench.folder.path()), {});
  CHECK(files == 1);  // quick.yaml
}

TEST_CASE("Scopes and faults and targets are listed, and targets show their options") {
  const Ran scopes = run_etalon({"list", "scopes"});
  CHECK(scopes.code == 0);
  CHECK_THAT(scopes.out, contains_text("openflexure-40x"));
  const Ran faults = run_etalon({"list", "faults", "--format", "json"});
  const Json rows = Json::parse(faults.out);
  CHECK(rows.size() > 10);
  for (const auto& row : rows) {
    CHECK_FALSE(row["title"].get<std::string>().empty());
    CHECK_FALSE(row["cure"].get<std::string>().empty());
  }
  const Json targets = Json::parse(run_etalon({"list", "targets", "--format", "json"}).out);
  for (const auto& target : targets) {
    const std::string id = target["id"];
    INFO(id);
    const Ran shown = run_etalon({"target", "show", id});
    CHECK(shown.code == 0);
    CHECK_THAT(shown.out, contains_text(id + ": "));
    // Every option of every target is a flag that no other flag of the command hides.
    CHECK(run_etalon({"simulate", "openflexure-40x", id, "--help"}).code == 0);
  }
  CHECK(run_etalon({"target", "show", "nothing"}).code == 64);
}

}  // namespace
}  // namespace etalon::test
