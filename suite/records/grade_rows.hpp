// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/records/sqlite.hpp"
#include "suite/records/store.hpp"

#include <string>
#include <vector>

namespace etalon::records {

/// The grade as rows of the tables `grade` and `judgement`, and back. The judged result is kept as
/// the JSON of the contract: it may be one that no evaluation of the run holds.
void write_grade(Database& database, const std::string& id, const std::string& run,
                 const Grade& grade);
std::vector<RecordedGrade> read_grades(Database& database, const std::string& run);

}  // namespace etalon::records
