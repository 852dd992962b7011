// SPDX-License-Identifier: Apache-2.0
#include "reports/camera_sheet.hpp"

#include "tests/support/catch.hpp"

using namespace etalon;
using reports::CameraSheetRow;

namespace {

MeasurementResult found(const std::string& measurand, double value, double u,
                        const std::string& unit) {
  MeasurementResult result;
  result.measurand = measurand;
  result.value = value;
  result.standard_uncertainty = u;
  result.unit = unit;
  return result;
}

Evaluation camera() {
  Evaluation e;
  e.metric = "camera_noise";
  e.results = {found("gain", 0.4, 0.001, "DN/e"),
               found("read_noise", 5, 0.02, "e"),
               found("saturation_capacity", 10'000, 100, "e"),
               found("dynamic_range", 1'000, 10, "1"),
               found("snr_max", 100, 1, "1"),
               found("dark_current", 2, 0.1, "e/s"),
               found("sensitivity_threshold", 5.5, 0.02, "e"),
               found("quantum_efficiency", 50, 1, "%")};
  return e;
}

const CameraSheetRow& row(const std::vector<CameraSheetRow>& rows, const std::string& symbol) {
  for (const CameraSheetRow& one : rows)
    if (one.symbol == symbol) return one;
  FAIL("no row " << symbol);
  return rows.front();
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("A camera's data sheet has the order of EMVA 1288 and its units") {
  const Evaluation e = camera();
  const auto sheets = reports::camera_sheets(e);
  REQUIRE(sheets.size() == 1);
  const auto& rows = sheets[0].rows;
  Texts symbols;
  for (const auto& line : rows) symbols.push_back(line.symbol);
  CHECK(symbols == Texts{"η", "K", "σ_d", "SNR_max", "μ_e.min", "μ_e.sat", "DR", "DSNU_1288",
                         "DSNU_1288.row", "DSNU_1288.col", "DSNU_1288.pixel", "PRNU_1288",
                         "PRNU_1288.row", "PRNU_1288.col", "PRNU_1288.pixel", "LE_min", "LE_max",
                         "μ_I"});
  CHECK(row(rows, "K").otherwise == Texts{"2.5 e/DN"});
  CHECK(row(rows, "σ_d").otherwise == Texts{"2.0000 DN"});
  // 20 lg 100, lb 100; 20 lg 1000, lb 1000.
  CHECK(row(rows, "SNR_max").otherwise == Texts{"40.0\u202FdB", "6.6\u202Fbit"});
  CHECK(row(rows, "DR").otherwise == Texts{"60.0\u202FdB", "10.0\u202Fbit"});
  CHECK(row(rows, "μ_e.sat").otherwise == Texts{"20\u202F000 photon"});
  CHECK(row(rows, "μ_e.min").otherwise == Texts{"11.000 photon"});
  CHECK(row(rows, "μ_I").otherwise == Texts{"0.800 DN/s"});
  CHECK(row(rows, "σ_d").result == &e.results[1]);
  CHECK(row(rows, "DSNU_1288").result == nullptr);
}

TEST_CASE("There is no data sheet without a gain, nor of anything but a camera") {
  Evaluation e = camera();
  e.results.erase(e.results.begin());
  CHECK(reports::camera_sheets(e).empty());
  Evaluation other = camera();
  other.metric = "dark_noise";
  CHECK(reports::camera_sheets(other).empty());
}

TEST_CASE("Each plane of colour has a data sheet of its own") {
  Evaluation e = camera();
  for (MeasurementResult& result : e.results) result.subject["plane"] = "red";
  const Evaluation green = camera();
  for (MeasurementResult result : green.results) {
    result.subject["plane"] = "green1";
    result.value *= 2;
    e.results.push_back(result);
  }
  const auto sheets = reports::camera_sheets(e);
  REQUIRE(sheets.size() == 2);
  CHECK(sheets[1].subject.at("plane") == "green1");
  CHECK(row(sheets[1].rows, "K").otherwise == Texts{"1.25 e/DN"});
  CHECK(row(sheets[0].rows, "σ_d").result == &e.results[1]);
}
