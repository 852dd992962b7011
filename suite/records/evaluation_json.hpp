// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace etalon::records {

/// The machine contract "etalon.evaluation/1" (docs/evaluation_json.md): what `measure`, `run` and
/// `report -o x.json` print and what the database keeps. Keys keep the order of the contract.
/// Numbers that are not finite (infinite degrees of freedom) are null.
nlohmann::ordered_json to_json(const Evaluation& evaluation);

/// Reads the contract back; everything but the digest and the program's version returns unchanged.
/// Throws FileError naming `where` and the missing or mistyped key.
Evaluation evaluation_from_json(const nlohmann::ordered_json& json, const std::string& where);

/// One element of "results", and back.
nlohmann::ordered_json to_json(const MeasurementResult& result);
MeasurementResult result_from_json(const nlohmann::ordered_json& json, const std::string& where);

}  // namespace etalon::records
