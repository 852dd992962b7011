// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"

#include <map>
#include <string>
#include <vector>

namespace etalon::reports {

/// A line of a camera's data sheet.
struct CameraSheetRow {
  std::string quantity;                       ///< "temporal dark noise"
  std::string symbol;                         ///< as in EMVA 1288: "σ_d"
  const MeasurementResult* result = nullptr;  ///< none: not measured
  std::vector<std::string> otherwise{};       ///< the same in other units: "51.9 dB", "8.6 bit"
};

struct CameraSheet {
  std::map<std::string, std::string> subject;  ///< the colour plane; empty for a grey camera
  std::vector<CameraSheetRow> rows;
};

/// What camera_noise found, in the order and by the symbols of the data sheets of EMVA 1288
/// (release 4.0, results of the linear camera model), so that it can be laid beside that of a
/// maker: one for each plane of colour with a gain. Other units follow from K and the quantum
/// efficiency of the same plane, rounded as the values. Empty for other metrics. Pointers point
/// into the evaluation.
std::vector<CameraSheet> camera_sheets(const Evaluation& evaluation);

}  // namespace etalon::reports
