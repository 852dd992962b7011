// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/records/sqlite.hpp"
#include "suite/records/store.hpp"

#include <filesystem>
#include <vector>

namespace etalon::records {

/// Each answers with findings (docs/database.md, "Checking") and is empty when all is well.
std::vector<CheckFinding> check_integrity(Database& database);
std::vector<CheckFinding> check_schema(Database& database);
std::vector<CheckFinding> check_chains(Database& database);
std::vector<CheckFinding> check_documents(Database& database);
std::vector<CheckFinding> check_frames(Database& database, const std::filesystem::path& folder);

}  // namespace etalon::records
