// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/records/enum_text.hpp"
#include "suite/records/sqlite.hpp"

#include <fmt/core.h>

#include <string>

namespace etalon::records {

/// Calls `read(row)` for each row that `sql` finds for `key` ($1).
template <class Read>
void for_rows(Database& database, const char* sql, const std::string& key, Read read) {
  Statement statement = database.prepare(sql);
  statement.bind(key);
  while (statement.step()) read(statement);
}

template <class Enum>
Enum word(const std::string& text) {
  const auto value = from_text<Enum>(text);
  if (!value) {
    throw RecordError(fmt::format(fmt::runtime(tr("The database holds the word \"{}\", which this "
                                                  "program does not know. Check it with `etalon db "
                                                  "check`, or open it with a newer Etalon.")),
                                  text),
                      "SQLITE_CORRUPT");
  }
  return *value;
}

}  // namespace etalon::records
