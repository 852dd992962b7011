// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/records/sqlite.hpp"
#include "suite/records/store.hpp"

#include <memory>

namespace etalon::records {

/// The newest schema that this program knows (schema/v1.sql).
inline constexpr int kSchemaVersion = 1;

/// Opens, and with OpenMode::create makes, an Etalon database of a schema that this program knows.
/// Throws FileError or RecordError with what to do about it.
std::unique_ptr<Database> open_database(const std::filesystem::path& path,
                                        const StoreOptions& options);

}  // namespace etalon::records
