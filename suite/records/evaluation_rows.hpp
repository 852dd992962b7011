// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/records/sqlite.hpp"

#include <optional>
#include <string>

namespace etalon::records {

struct EvaluationRow {
  std::string id;
  std::string run;
  std::string step;
  int repeat = 0;
  std::string digest;
  std::optional<std::string> supersedes;
};

/// The evaluation as rows of a dozen tables, and back: whatever went in comes out, to the bit,
/// except that the sign of a negative zero is lost (SQLite keeps none).
void write_evaluation(Database& database, const EvaluationRow& row, const Evaluation& evaluation);
Evaluation read_evaluation(Database& database, const std::string& id);

}  // namespace etalon::records
