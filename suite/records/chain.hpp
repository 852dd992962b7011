// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/records/sqlite.hpp"

#include <map>
#include <string>
#include <vector>

namespace etalon::records {

/// SHA-256 over all rows that belong to a record, in the encoding of docs/database.md ("The
/// chain"). Keeps its statements prepared: a check asks for every record of the file.
class PayloadReader {
 public:
  explicit PayloadReader(Database& database) : database_(database) {}
  std::string sha256(const std::string& kind, const std::string& id);

 private:
  /// Tables that came after schema 1 take part where they have rows, so that the records of older
  /// files keep their hashes.
  struct Table {
    std::string name;
    bool only_with_rows;
    Statement statement;
  };
  std::vector<Table>& tables_of(const std::string& kind);

  Database& database_;
  std::map<std::string, std::vector<Table>> tables_;
};

/// One row of the table `record` without its arrival.
struct RecordRow {
  std::string id;
  std::string writer;
  std::int64_t sequence = 0;
  std::string kind;
  std::string payload;
  std::string previous;
};

/// What stands as `previous` in the first record of a writer.
std::string chain_start();
/// SHA-256 that binds a record to its writer, its place and all records before it.
std::string chain_hash(const RecordRow& row);

/// The writer of this installation in this database, made on first use.
std::string writer_of(Database& database, const std::string& installation);

/// Closes a record whose rows were inserted in this transaction: the next link of the writer's
/// chain.
void append_record(Database& database, const std::string& installation, const std::string& kind,
                   const std::string& id);

}  // namespace etalon::records
