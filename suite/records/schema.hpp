// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/records/sqlite.hpp"

#include <cstdint>

namespace etalon::records {

/// The newest schema that this program knows (schema/v2.sql), and the one that it writes.
inline constexpr std::int64_t kSchemaVersion = 2;

/// The schema of this file (PRAGMA user_version): older than the newest only while it is open for
/// reading, because opening for writing brings it up to date.
std::int64_t schema_version(Database& database);

/// Has neither tables nor an identity.
bool is_empty(Database& database);

/// How a schema (from 1 to the newest) is made.
const char* schema_text(std::int64_t version);

/// The newest schema in an empty file; nothing where another process was faster.
void create_schema(Database& database);

/// From an older schema to the newest, whole or not at all. What was recorded stays as it is, and
/// so do the hashes of all chains. Outside of a transaction only.
void migrate(Database& database);

}  // namespace etalon::records
