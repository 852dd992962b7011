// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/grade.hpp"

#include <nlohmann/json_fwd.hpp>

namespace etalon::records {

/// A grade as programs read it (docs/evaluation_json.md, "Grades"). A limit without a published
/// source has "proposed" as its source; a judgement without a result has null as value and
/// interval.
nlohmann::ordered_json to_json(const Grade& grade);

}  // namespace etalon::records
