// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"

#include <string>
#include <vector>

namespace etalon::reports {

/// A line of a camera's data sheet.
struct CameraSheetRow {
  std::string quantity;                       ///< "temporal dark noise"
  std::string symbol;                         ///< as in EMVA 1288: "σ_d"
  const MeasurementResult* result = nullptr;  ///< none: not measured
  std::vector<std::string> otherwise;         ///< the same in other units: "51.9 dB", "8.6 bit"
};

/// What camera_noise found, in the order and by the symbols of the data sheets of EMVA 1288
/// (release 4.0, results of the linear camera model), so that it can be laid beside that of a
/// maker. Other units follow from K and the quantum efficiency of the same evaluation, rounded as
/// the values. Empty for other metrics and where no gain was found. Pointers point into the
/// evaluation.
std::vector<CameraSheetRow> camera_sheet(const Evaluation& evaluation);

}  // namespace etalon::reports
