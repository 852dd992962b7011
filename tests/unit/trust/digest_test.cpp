// SPDX-License-Identifier: Apache-2.0
#include "suite/trust/digest.hpp"

#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/comma_locale.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace etalon;
using etalon::test::contains_text;

namespace {

const std::string kAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const std::string kEmpty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const std::string kMillionA = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

/// A folder of its own that is gone afterwards.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("etalon_digest_test_" + std::to_string(std::random_device()()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, const std::string& content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

Evaluation full_evaluation() {
  Evaluation e;
  e.metric = "slanted_edge";
  e.method = "slanted_edge/spline";
  e.method_version = 2;
  e.parameters = {{"region", "1,2,3,4"}, {"contrast", "0.2"}};
  e.inputs = {{"edge.tif", "ab"}};
  BudgetComponent noise;
  noise.source = "noise";
  noise.input = "certificate-7";
  noise.standard_uncertainty = 0.003;
  noise.sensitivity = 1.5;
  noise.degrees_of_freedom = 12;
  MeasurementResult result = estimate_from_budget("mtf50", 1234.5678, "cycles/mm", {noise});
  result.n = 4;
  result.subject = {{"plane", "red"}, {"edge", "edge-1"}};
  result.caveats = {{"slanted_edge.lossy", "The image was compressed."}};
  e.results = {result};
  e.items = {{.id = "edge-1",
              .position_px = {{"x", 10.5}, {"y", 20.25}},
              .flags = {"weak"},
              .values = {{"edge_angle", {5.4, "deg", 0.01}}},
              .subject = {{"plane", "red"}}}};
  e.curves = {{.name = "mtf",
               .x_unit = "cycles/px",
               .y_unit = "1",
               .x = {0, 0.25},
               .y = {1, 0.5},
               .standard_uncertainty = {0.01, 0.02},
               .subject = {{"plane", "red"}}}};
  e.peers = {{"peer.other.mtf50", 0.19, "cycles/px"}};
  e.failures = {{"slanted_edge.no_edge", "No edge.", "Look elsewhere."}};
  e.pictures = {{.name = "edge", .width = 1, .height = 1, .scale = 1, .grey = {7}, .overlays = {}}};
  return e;
}

using Change = std::function<void(Evaluation&)>;

/// Each changes one thing that was measured or that says how.
std::vector<Change> changes_that_count() {
  return {
      [](Evaluation& e) { e.metric = "psf_fwhm"; },
      [](Evaluation& e) { e.method = "slanted_edge/iso12233_2023"; },
      [](Evaluation& e) { e.method_version = 3; },
      [](Evaluation& e) { e.parameters["contrast"] = "0.3"; },
      [](Evaluation& e) { e.parameters.erase("region"); },
      [](Evaluation& e) { e.results[0].measurand = "mtf10"; },
      [](Evaluation& e) { e.results[0].kind = ResultKind::statistic; },
      [](Evaluation& e) { e.results[0].value = -1234.5678; },
      [](Evaluation& e) { e.results[0].value = std::nextafter(1234.5678, 2000); },
      [](Evaluation& e) { e.results[0].unit = "cycles/px"; },
      [](Evaluation& e) { e.results[0].standard_uncertainty *= 2; },
      [](Evaluation& e) { e.results[0].degrees_of_freedom = kInfiniteDegreesOfFreedom; },
      [](Evaluation& e) { e.results[0].coverage_probability = 0.99; },
      [](Evaluation& e) { e.results[0].interval.lower -= 1; },
      [](Evaluation& e) { e.results[0].interval.upper += 1; },
      [](Evaluation& e) { std::swap(e.results[0].interval.lower, e.results[0].interval.upper); },
      [](Evaluation& e) { e.results[0].n = 5; },
      [](Evaluation& e) { e.results[0].subject["plane"] = "blue"; },
      [](Evaluation& e) { e.results[0].caveats[0].code = "slanted_edge.curved"; },
      [](Evaluation& e) { e.results[0].caveats.clear(); },
      [](Evaluation& e) { e.results[0].budget[0].source = "fit"; },
      [](Evaluation& e) { e.results[0].budget[0].input = ""; },
      [](Evaluation& e) { e.results[0].budget[0].type = EvaluationType::B; },
      [](Evaluation& e) { e.results[0].budget[0].distribution = Distribution::rectangular; },
      [](Evaluation& e) { e.results[0].budget[0].distribution = Distribution::triangular; },
      [](Evaluation& e) { e.results[0].budget[0].distribution = Distribution::u_shaped; },
      [](Evaluation& e) { e.results[0].budget[0].standard_uncertainty = 0.004; },
      [](Evaluation& e) { e.results[0].budget[0].sensitivity = -1.5; },
      [](Evaluation& e) { e.results[0].budget[0].degrees_of_freedom = 13; },
      [](Evaluation& e) { e.results.push_back(e.results[0]); },
      [](Evaluation& e) { e.results.clear(); },
      [](Evaluation& e) { e.items[0].id = "edge-2"; },
      [](Evaluation& e) { e.items[0].position_px["x"] = 10.5000001; },
      [](Evaluation& e) { e.items[0].position_px["z"] = 0; },
      [](Evaluation& e) { e.items[0].flags.push_back("short"); },
      [](Evaluation& e) { e.items[0].values["edge_angle"].value = -5.4; },
      [](Evaluation& e) { e.items[0].values["edge_angle"].unit = "rad"; },
      [](Evaluation& e) { e.items[0].values["edge_angle"].standard_uncertainty = 0.02; },
      [](Evaluation& e) { e.items[0].values["edge_angle"].standard_uncertainty.reset(); },
      [](Evaluation& e) { e.items[0].subject.clear(); },
      [](Evaluation& e) { e.curves[0].name = "esf"; },
      [](Evaluation& e) { e.curves[0].x_unit = "cycles/mm"; },
      [](Evaluation& e) { e.curves[0].y_unit = "%"; },
      [](Evaluation& e) { e.curves[0].x[1] = 0.26; },
      [](Evaluation& e) { e.curves[0].y[1] = -0.5; },
      [](Evaluation& e) { std::swap(e.curves[0].x, e.curves[0].y); },
      [](Evaluation& e) { e.curves[0].standard_uncertainty.clear(); },
      [](Evaluation& e) { e.curves[0].subject["plane"] = "blue"; },
      [](Evaluation& e) { e.peers[0].definition = "peer.other.mtf10"; },
      [](Evaluation& e) { e.peers[0].value = 0.2; },
      [](Evaluation& e) { e.peers[0].unit = "1"; },
      [](Evaluation& e) { e.failures[0].code = "slanted_edge.saturated"; },
      [](Evaluation& e) { e.failures.clear(); },
  };
}

}  // namespace

TEST_CASE("SHA-256 gives the digests of FIPS 180-4") {
  CHECK(trust::sha256_of("abc") == kAbc);
  CHECK(trust::sha256_of("") == kEmpty);
  CHECK(trust::sha256_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(trust::sha256_of(std::string(1'000'000, 'a')) == kMillionA);
}

TEST_CASE("a digest does not depend on how the bytes are portioned") {
  const std::string text(1'000'000, 'a');
  for (const std::size_t portion : {1U, 63U, 64U, 65U, 4096U}) {
    trust::Sha256 hash;
    for (std::size_t at = 0; at < text.size(); at += portion) {
      hash.update(std::as_bytes(std::span(text).subspan(at, std::min(portion, text.size() - at))));
    }
    trust::Sha256 moved = std::move(hash);
    CHECK(moved.finish() == kMillionA);
  }
}

TEST_CASE("files are hashed whole and binary") {
  const Folder folder;
  CHECK(trust::sha256_of_file(folder.write("abc", "abc")) == kAbc);
  CHECK(trust::sha256_of_file(folder.write("empty", "")) == kEmpty);
  CHECK(trust::sha256_of_file(folder.write("long", std::string(1'000'000, 'a'))) == kMillionA);
  const std::string binary("\x00\r\n\x1a\xff", 5);
  CHECK(trust::sha256_of_file(folder.write("binary", binary)) == trust::sha256_of(binary));
}

TEST_CASE("files that cannot be read are an error that names them") {
  const Folder folder;
  const auto missing = folder.path() / "missing.tif";
  CHECK_THROWS_AS(trust::sha256_of_file(missing), FileError);
  CHECK_THROWS_WITH(trust::sha256_of_file(missing),
                    contains_text(missing.string() + ": cannot be read: "));
  CHECK_THROWS_WITH(trust::sha256_of_file(missing), contains_text("No such file"));
  CHECK_THROWS_AS(trust::sha256_of_file(folder.path()), FileError);
  CHECK_THROWS_WITH(trust::sha256_of_file(folder.path()), contains_text("directory"));
}

TEST_CASE(
    "the digest of a result is the same in every locale, on every thread, for every input order") {
  const std::string expected = trust::result_digest(full_evaluation());
  CHECK(expected.substr(0, 7) == "sha256:");
  CHECK(expected.size() == 7 + 64);
  {
    const test::CommaLocale comma;
    CHECK(trust::result_digest(full_evaluation()) == expected);
  }
  std::string elsewhere;
  std::thread([&] { elsewhere = trust::result_digest(full_evaluation()); }).join();
  CHECK(elsewhere == expected);
  Evaluation reordered = full_evaluation();
  reordered.parameters.clear();
  reordered.parameters["contrast"] = "0.2";
  reordered.parameters["region"] = "1,2,3,4";
  reordered.results[0].subject = {{"edge", "edge-1"}, {"plane", "red"}};
  CHECK(trust::result_digest(reordered) == expected);
}

TEST_CASE("the digest leaves out where the files lay, pictures and sentences") {
  const std::string expected = trust::result_digest(full_evaluation());
  const std::vector<Change> indifferent{
      [](Evaluation& e) { e.inputs[0].path = "/elsewhere/edge.tif"; },
      [](Evaluation& e) { e.inputs.clear(); },
      [](Evaluation& e) { e.pictures.clear(); },
      [](Evaluation& e) { e.failures[0].detail = "Keine Kante."; },
      [](Evaluation& e) { e.failures[0].advice = ""; },
      [](Evaluation& e) { e.results[0].caveats[0].detail = "Das Bild wurde komprimiert."; },
  };
  for (const auto& change : indifferent) {
    Evaluation evaluation = full_evaluation();
    change(evaluation);
    CHECK(trust::result_digest(evaluation) == expected);
  }
}

TEST_CASE("the digest moves with every number, sign, unit and code") {
  std::set<std::string> digests{trust::result_digest(full_evaluation())};
  int index = 0;
  for (const auto& change : changes_that_count()) {
    INFO("change " << index++);
    Evaluation evaluation = full_evaluation();
    change(evaluation);
    CHECK(digests.insert(trust::result_digest(evaluation)).second);
  }
}
