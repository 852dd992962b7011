// SPDX-License-Identifier: Apache-2.0
#include "reports/camera_sheet.hpp"

#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "suite/core/translate.hpp"

#include <cmath>
#include <optional>

namespace etalon::reports {
namespace {

using Others = std::vector<std::string>;

/// Times something that is exact beside it: both are of one evaluation.
std::string scaled(const MeasurementResult& result, double factor, const std::string& unit) {
  const auto number =
      round_to_uncertainty(factor * result.value, std::abs(factor) * result.standard_uncertainty);
  return grouped(number.value, "\u202F") + unit_suffix(unit);
}

/// Of a ratio of amplitudes.
Others levels(const MeasurementResult& ratio) {
  if (!(ratio.value > 0)) return {};
  return {with_decimals(20 * std::log10(ratio.value), 1) + "\u202FdB",
          with_decimals(std::log2(ratio.value), 1) + "\u202Fbit"};
}

class Sheet {
 public:
  Sheet(const Evaluation& evaluation, const MeasurementResult& gain)
      : evaluation_(evaluation), gain_(gain), efficiency_(find("quantum_efficiency")) {}

  std::vector<CameraSheetRow> rows() {
    row(tr("quantum efficiency"), "η", "quantum_efficiency");
    row(tr("overall system gain"), "K", "gain",
        {significant(1 / gain_.value, 4) + unit_suffix("e/DN")});
    row(tr("temporal dark noise"), "σ_d", "read_noise", in_steps("read_noise"));
    row(tr("largest signal to noise"), "SNR_max", "snr_max", of_ratio("snr_max"));
    row(tr("absolute sensitivity threshold"), "μ_e.min", "sensitivity_threshold",
        in_photons("sensitivity_threshold"));
    row(tr("saturation capacity"), "μ_e.sat", "saturation_capacity",
        in_photons("saturation_capacity"));
    row(tr("dynamic range"), "DR", "dynamic_range", of_ratio("dynamic_range"));
    row(tr("dark signal non-uniformity"), "DSNU_1288", "dsnu", in_steps("dsnu"));
    parts("DSNU_1288", "dsnu");
    row(tr("photo response non-uniformity"), "PRNU_1288", "prnu");
    parts("PRNU_1288", "prnu");
    row(tr("linearity error, least"), "LE_min", "linearity_error_min");
    row(tr("linearity error, largest"), "LE_max", "linearity_error_max");
    row(tr("dark current"), "μ_I", "dark_current", in_steps("dark_current"));
    return std::move(rows_);
  }

 private:
  const MeasurementResult* find(const std::string& measurand) const {
    for (const MeasurementResult& result : evaluation_.results)
      if (result.measurand == measurand && result.subject == gain_.subject) return &result;
    return nullptr;
  }

  void row(std::string quantity, std::string symbol, const std::string& measurand,
           Others otherwise = {}) {
    rows_.push_back(
        {std::move(quantity), std::move(symbol), find(measurand), std::move(otherwise)});
  }

  void parts(const std::string& symbol, const std::string& measurand) {
    row(tr("… of rows"), symbol + ".row", measurand + "_row");
    row(tr("… of columns"), symbol + ".col", measurand + "_column");
    row(tr("… of single pixels"), symbol + ".pixel", measurand + "_pixel");
  }

  Others of_ratio(const std::string& measurand) const {
    const auto* result = find(measurand);
    return result == nullptr ? Others{} : levels(*result);
  }

  Others in_steps(const std::string& measurand) const {
    const auto* result = find(measurand);
    if (result == nullptr) return {};
    return {scaled(*result, gain_.value, result->unit == "e/s" ? "DN/s" : "DN")};
  }

  Others in_photons(const std::string& measurand) const {
    const auto* result = find(measurand);
    if (result == nullptr || efficiency_ == nullptr || !(efficiency_->value > 0)) return {};
    return {scaled(*result, 100 / efficiency_->value, "photon")};
  }

  const Evaluation& evaluation_;
  const MeasurementResult& gain_;
  const MeasurementResult* efficiency_;
  std::vector<CameraSheetRow> rows_;
};

}  // namespace

std::vector<CameraSheet> camera_sheets(const Evaluation& evaluation) {
  std::vector<CameraSheet> sheets;
  if (evaluation.metric != "camera_noise") return sheets;
  for (const MeasurementResult& result : evaluation.results)
    if (result.measurand == "gain")
      sheets.push_back({result.subject, Sheet(evaluation, result).rows()});
  return sheets;
}

}  // namespace etalon::reports
