// SPDX-License-Identifier: Apache-2.0
#include "suite/records/schema.hpp"

#include "suite/core/contract.hpp"
#include "suite/records/schema_texts.hpp"

namespace etalon::records {
namespace {

std::int64_t value_of(Database& database, const char* query) {
  Statement statement = database.prepare(query);
  statement.step();
  return statement.integer(0);
}

}  // namespace

std::int64_t schema_version(Database& database) {
  return value_of(database, "PRAGMA user_version");
}

bool is_empty(Database& database) {
  return value_of(database, "SELECT count(*) FROM sqlite_schema") == 0 &&
         value_of(database, "PRAGMA application_id") == 0 && schema_version(database) == 0;
}

const char* schema_text(std::int64_t version) {
  ETALON_EXPECTS(version >= 1 && version <= kSchemaVersion);
  return version == 1 ? kSchemaV1 : kSchemaV2;
}

void create_schema(Database& database) {
  Transaction transaction(database, Transaction::Kind::write);
  if (is_empty(database)) database.execute(schema_text(kSchemaVersion));
  transaction.commit();
}

void migrate(Database& database) {
  ETALON_EXPECTS(!database.in_transaction());
  // A table that others refer to is made anew; inside a transaction the switch does nothing.
  database.execute("PRAGMA foreign_keys = OFF");
  {
    Transaction transaction(database, Transaction::Kind::write);
    // Another process may have been faster.
    if (schema_version(database) == 1) database.execute(kV1ToV2);
    transaction.commit();
  }
  database.execute("PRAGMA foreign_keys = ON");
}

}  // namespace etalon::records
