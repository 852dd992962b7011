// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/records/sample.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <utility>

namespace etalon::test {
namespace {

MeasurementResult full_result() {
  MeasurementResult result;
  result.measurand = "mtf50";
  result.value = 0.1 + 0.2;  // not 0.3: the last bit must survive
  result.unit = "cycles/px";
  result.standard_uncertainty = 1.0 / 3.0;
  result.degrees_of_freedom = 17.25;
  result.coverage_probability = 0.9;
  result.interval = {.lower = -0.1, .upper = 1e-300};
  result.n = 200;
  result.subject = {{"plane", "red"}, {"edge", "edge-1"}};
  result.caveats = {{"slanted_edge.saturated", "5 % of the pixels"}, {"transfer", "unknown"}};
  result.budget = {{"noise", "", EvaluationType::A, Distribution::normal, 0.1, -2.0, 11.5},
                   {"pixel size", "cal-7", EvaluationType::B, Distribution::u_shaped, 4e-320, 1.0,
                    kInfiniteDegreesOfFreedom}};
  return result;
}

}  // namespace

Evaluation full_evaluation() {
  Evaluation evaluation;
  evaluation.metric = "slanted_edge";
  evaluation.method = "slanted_edge/spline";
  evaluation.method_version = 3;
  evaluation.parameters = {{"region", ""}, {"note", "12 µm, \"quoted\"\n"}};
  evaluation.inputs = {{"bench/edge.tif", std::string(64, 'a')}, {"b.tif", std::string(64, 'b')}};
  MeasurementResult statistic;
  statistic.measurand = "hot_pixels";
  statistic.kind = ResultKind::statistic;
  statistic.value = 12;
  statistic.unit = "1";
  statistic.n = 16;
  evaluation.results = {full_result(), statistic};
  Item item;
  item.id = "edge-1";
  item.position_px = {{"x", 412.31}, {"y", 77.02}, {"z", 30.15}};
  item.flags = {"near_border", "dim"};
  item.values = {{"angle", {5.0, "deg", 0.01}}, {"contrast", {0.7, "1", std::nullopt}}};
  item.subject = {{"plane", "red"}};
  evaluation.items = {item, Item{}};
  evaluation.curves = {{"mtf",
                        "cycles/px",
                        "1",
                        {0, 0.1, 0.2},
                        {1, 0.9, 0.123456789012345678},
                        {0.01, 0.02, 0.03},
                        {{"plane", "red"}}},
                       {"lsf", "px", "1", {-1, 0, 1}, {0, 1, 0}, {}, {}}};
  evaluation.maps = {{"illumination",
                      "%",
                      3,
                      2,
                      15.5,
                      16.5,
                      32,
                      {100, 99.9, 98.123456789012345, 97, 1.0 / 3.0, 95},
                      {0.1, 0.2, 0.3, 0.4, 0.5, 0.6},
                      {{"channel", "488"}}},
                     {"empty", "1", 0, 0, 0, 0, 1, {}, {}, {}}};
  evaluation.peers = {{"peer.somebody.mtf50", 0.31, "cycles/px"}};
  evaluation.failures = {{"slanted_edge.no_edge", "Nothing in the blue plane.", "Focus again."}};
  Picture picture{"found", 3, 2, 4.5, {0, 1, 127, 128, 254, 255}, {}};
  picture.overlays = {{"edge-1", "edge", {1.5, 2.5}, {0.25, 0.5}, false},
                      {"edge-1", "region", {0, 1, 1}, {0, 0, 1}, true}};
  evaluation.pictures = {picture, Picture{"empty", 0, 0, 1, {}, {}}};
  return evaluation;
}

Evaluation small_evaluation(double value) {
  Evaluation evaluation;
  evaluation.metric = "slanted_edge";
  evaluation.method = "slanted_edge/spline";
  MeasurementResult result;
  result.measurand = "mtf50";
  result.value = value;
  result.unit = "cycles/px";
  result.standard_uncertainty = 0.001;
  result.interval = {.lower = value - 0.002, .upper = value + 0.002};
  evaluation.results = {result};
  return evaluation;
}

records::RunStart full_start() {
  records::RunStart start;
  start.protocol = {"protocol", "edge-check", "1", "", "protocol: edge-check\nversion: \"1\"\n"};
  start.documents = {{"scope", "ofm-07", "2", "", "scope: ofm-07\n"},
                     {"slide", "chrome-3", "", "", "slide: chrome-3\n"}};
  Instrument& instrument = start.instrument;
  instrument.id = "ofm-07";
  instrument.manufacturer = "OpenFlexure";
  instrument.model = "v7";
  instrument.serial_number = "SN µ-1";
  instrument.objective = {"Acme", "Plan", "obj-1", 20, Uncertain<double>{0.4}, Immersion::air};
  instrument.objective.lens_na->standard_uncertainty = 0.01 / 3;
  instrument.objective.lens_na->distribution = Distribution::rectangular;
  instrument.objective.lens_na->degrees_of_freedom = 12;
  instrument.objective.lens_na->id = "data sheet";
  instrument.condenser_na = Uncertain<double>{0.25};
  instrument.detector = {"Sony", "IMX219", "cam-1", SensorPixelPitch{um_sensor(1.12)}};
  instrument.objective.refractive_index = Uncertain<double>{.value = 1.0003};
  instrument.detector.gain =
      Uncertain<ConversionGain>{.value = {0.46}, .standard_uncertainty = ConversionGain{0.01}};
  instrument.detector.read_noise = Uncertain<Electrons>{.value = electrons(1.6)};
  instrument.channels = {{"bf", Uncertain<Length>{nm(550), nm(23.1)}}, {"empty", std::nullopt}};
  instrument.channels[1].mode = AcquisitionMode::confocal;
  instrument.channels[1].excitation = Uncertain<Length>{.value = nm(488)};
  instrument.channels[1].pinhole = Uncertain<double>{.value = 0.8};
  instrument.objective.correction = "plan achromat";
  instrument.objective.cover_glass = "0.17 mm";
  instrument.detector.bit_depth = 10;
  instrument.detector.binning = "2 x 1";
  instrument.adaptor_magnification = 0.5;
  instrument.light_source = "white LED";
  instrument.contrast = "brightfield";
  instrument.absent = {"objective.serial_number"};
  instrument = told_by(Source::scope_file, std::move(instrument));
  instrument.sources["detector.gain"] = Source::device;
  instrument.sources["pixel_size"] = Source::person;
  start.site = "hospital-2";
  start.operator_name = "Ada";
  start.conditions = {{"temperature", "22.5 degC"}};
  start.etalon_version = "0.1.0";
  start.etalon_build = "test";
  return start;
}

Grade full_grade() {
  Judgement sharp;
  sharp.limit = {"sharpness",
                 "Sharpness",
                 "slanted_edge",
                 "mtf50_ratio",
                 {"slanted_edge/spline_refocused v1", "slanted_edge/spline v3"},
                 Judged::relative_expanded_uncertainty,
                 Direction::at_least,
                 0.1 + 0.2,
                 "1",
                 "Somebody 2021, Table 3",
                 "stated there for another method",
                 1,
                 1.0 / 3.0,
                 false};
  sharp.verdict = Verdict::conditional_fail;
  sharp.result = full_result();
  sharp.method = "slanted_edge/spline v3";
  sharp.guard_band = 0.0123;
  sharp.conformance_probability = 0.31;
  sharp.tier = Tier::traceable;
  sharp.caps = {"condenser_na_unknown", "transfer_unknown"};
  sharp.reason = "Close to the limit, µ.";
  Judgement scale;
  scale.limit.id = "scale";
  scale.limit.unit = "%";
  return {.profile = "screening-brightfield",
          .profile_version = "3",
          .profile_sha256 = "",
          .title = "Screening in bright field",
          .fit_for = {"counting", "seeing \"shape\""},
          .verdict = Verdict::conditional_pass,
          .tier = Tier::comparable,
          .rule = "guarded w=U, ILAC-G8:09/2019",
          .judgements = {sharp, scale}};
}

records::DocumentIdentity profile_document() {
  return {"profile", "screening-brightfield", "3", "", "profile: screening-brightfield\n"};
}

std::vector<std::string> codes(const std::vector<records::CheckFinding>& findings) {
  std::vector<std::string> all;
  for (const auto& finding : findings) all.push_back(finding.code);
  return all;
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

OtherProgram::OtherProgram(const std::filesystem::path& database) {
  if (sqlite3_open(database.c_str(), &connection_) != SQLITE_OK) {
    throw std::runtime_error("the test cannot open " + database.string());
  }
  execute("PRAGMA synchronous = OFF");
}

OtherProgram::~OtherProgram() { sqlite3_close(connection_); }

std::string OtherProgram::execute(const std::string& sql) {
  const int code = sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? "" : sqlite3_errmsg(connection_);
}

std::vector<std::string> OtherProgram::query(const std::string& sql) {
  std::vector<std::string> values;
  const auto take = [](void* all, int count, char** row, char**) {
    for (int i = 0; i < count; ++i) {
      static_cast<std::vector<std::string>*>(all)->emplace_back(row[i] == nullptr ? "NULL"
                                                                                  : row[i]);
    }
    return 0;
  };
  if (sqlite3_exec(connection_, sql.c_str(), take, &values, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(connection_));
  }
  return values;
}

void OtherProgram::drop_triggers() {
  for (const std::string& name : query("SELECT name FROM sqlite_schema WHERE type = 'trigger'")) {
    execute("DROP TRIGGER " + name);
  }
}

InstallationFolder::InstallationFolder(const std::filesystem::path& data_home) {
  if (const char* before = std::getenv("XDG_DATA_HOME")) {
    before_ = before;
    had_before_ = true;
  }
  setenv("XDG_DATA_HOME", data_home.c_str(), 1);
}

InstallationFolder::~InstallationFolder() {
  if (had_before_) {
    setenv("XDG_DATA_HOME", before_.c_str(), 1);
  } else {
    unsetenv("XDG_DATA_HOME");
  }
}

}  // namespace etalon::test
