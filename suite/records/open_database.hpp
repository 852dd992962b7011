// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/records/sqlite.hpp"
#include "suite/records/store.hpp"

#include <memory>

namespace etalon::records {

/// Opens, and with OpenMode::create makes, an Etalon database of a schema that this program knows.
/// An older one is brought to the newest schema, but not by a reader, which may be unable to write.
/// Throws FileError or RecordError with what to do about it.
std::unique_ptr<Database> open_database(const std::filesystem::path& path,
                                        const StoreOptions& options);

}  // namespace etalon::records
