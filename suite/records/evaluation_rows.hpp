// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/records/sqlite.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::records {

struct EvaluationRow {
  std::string id;
  std::string run;
  std::string step;
  int repeat = 0;
  std::string digest;
  std::optional<std::string> supersedes;
  std::vector<std::string> sources;
};

/// The evaluation as rows of some fifteen tables, and back: whatever went in comes out, to the bit,
/// except that the sign of a negative zero is lost (SQLite keeps none).
void write_evaluation(Database& database, const EvaluationRow& row, const Evaluation& evaluation);
Evaluation read_evaluation(Database& database, const std::string& id);
/// The evaluations that this one combines, in the order in which they were named.
std::vector<std::string> read_sources(Database& database, const std::string& id);

}  // namespace etalon::records
