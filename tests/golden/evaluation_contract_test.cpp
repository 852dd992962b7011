// SPDX-License-Identifier: Apache-2.0
// The machine contract "etalon.evaluation/1" (docs/evaluation_json.md). evaluation_contract.json
// was written by hand. A change that this test sees breaks the scripts of users: it needs a new
// schema number, unless it only adds keys.

#include "suite/records/evaluation_json.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>

#include <fstream>

using namespace etalon;
using Json = nlohmann::ordered_json;

namespace {

Json contract() {
  std::ifstream file(ETALON_SOURCE_DIR "/tests/golden/evaluation_contract.json");
  return Json::parse(file);
}

/// What the file describes.
Evaluation described() {
  Evaluation evaluation;
  evaluation.metric = "psf_fwhm";
  evaluation.method = "psf_fwhm/gaussian3d";
  evaluation.parameters = {{"bead_diameter", "0.1 um"}, {"region", ""}};
  evaluation.inputs = {
      {"beads.ome.tif", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}};
  MeasurementResult width;
  width.measurand = "fwhm_x";
  width.value = 0.2143;
  width.unit = "um";
  width.standard_uncertainty = 0.0004;
  width.degrees_of_freedom = 198;
  width.interval = {0.2135, 0.2151};
  width.n = 200;
  width.subject = {{"channel", "488"}};
  width.caveats = {{"psf_fwhm.neighbour", "12 beads have a neighbour"}};
  width.budget = {
      {"scatter of the beads", "", EvaluationType::A, Distribution::normal, 0.0003, 1.0, 198},
      {"pixel size", "stage micrometer 17", EvaluationType::B, Distribution::rectangular, 0.0001,
       -3.3, kInfiniteDegreesOfFreedom}};
  MeasurementResult beads;
  beads.measurand = "beads";
  beads.kind = ResultKind::statistic;
  beads.value = 200;
  beads.unit = "1";
  evaluation.results = {width, beads};
  Item item;
  item.id = "bead-17";
  item.position_px = {{"x", 412.31}, {"y", 77.02}, {"z", 30.15}};
  item.flags = {"neighbour"};
  item.values = {{"fwhm_x", {0.2150, "um", 0.0021}}, {"peak", {812, "DN", std::nullopt}}};
  item.subject = {{"channel", "488"}};
  evaluation.items = {item};
  evaluation.curves = {
      {"mtf", "cycles/px", "1", {0, 0.25, 0.5}, {1, 0.5, 0.125}, {0, 0.01, 0.02}, {}}};
  evaluation.maps = {{"illumination",
                      "%",
                      3,
                      2,
                      15.5,
                      16.5,
                      32,
                      {100, 99.5, 98.25, 97, 96, 95.125},
                      {},
                      {{"channel", "488"}}}};
  evaluation.peers = {{"peer.metroloj_qc.uniformity", 55.3, "%"}};
  evaluation.failures = {{"slanted_edge.no_edge", "No straight edge.", "Focus on the slide."}};
  return evaluation;
}

/// All keys in the order in which they are written, with their places.
void list_keys(const Json& json, const std::string& place, std::vector<std::string>& keys) {
  for (const auto& entry : json.items()) {
    const std::string here = place + "/" + entry.key();
    keys.push_back(here);
    if (entry.value().is_structured()) list_keys(entry.value(), here, keys);
  }
}

std::vector<std::string> keys_of(const Json& json) {
  std::vector<std::string> keys;
  list_keys(json, "", keys);
  return keys;
}

}  // namespace

TEST_CASE("The JSON of an evaluation is the contract, value for value and key for key in order") {
  Json json = records::to_json(described());
  const Json expected = contract();
  CHECK(json["etalon"]["version"].is_string());
  CHECK(json["etalon"]["build"].is_string());
  CHECK(json["digest"].get<std::string>().rfind("sha256:", 0) == 0);
  CHECK(json["digest"].get<std::string>().size() == 7 + 64);
  json["etalon"] = expected["etalon"];
  json["digest"] = expected["digest"];
  CHECK(nlohmann::json(json) == nlohmann::json(expected));
  CHECK(keys_of(json) == keys_of(expected));
}

TEST_CASE("The contract reads back as the evaluation that it describes") {
  const Evaluation read = records::evaluation_from_json(contract(), "contract");
  const Evaluation evaluation = described();
  CHECK(canonical_text(read) == canonical_text(evaluation));
  CHECK(read.inputs == evaluation.inputs);
  CHECK(read.results == evaluation.results);
  CHECK(read.items == evaluation.items);
  CHECK(read.curves == evaluation.curves);
  CHECK(read.maps == evaluation.maps);
}

TEST_CASE("What a later edition adds to the contract does not disturb") {
  Json json = contract();
  json["added"] = 1;
  json["results"][0]["added"] = {1, 2};
  CHECK(canonical_text(records::evaluation_from_json(json, "contract")) ==
        canonical_text(described()));
}
