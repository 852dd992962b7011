// SPDX-License-Identifier: Apache-2.0
#include "suite/records/chain.hpp"

#include "suite/core/contract.hpp"
#include "suite/records/identifiers.hpp"
#include "suite/records/schema.hpp"
#include "suite/trust/digest.hpp"

#include <fmt/core.h>

#include <array>
#include <bit>

namespace etalon::records {
namespace {

/// Which rows make up the records of a kind. The columns are named one by one: a later schema may
/// add columns without breaking the chains that exist.
struct PayloadTable {
  const char* kind;
  const char* table;
  const char* columns;
  const char* key;
  const char* order;
  int since = 1;  ///< schema in which the table came
};

constexpr std::array<PayloadTable, 23> kPayload{{
    {"run", "run",
     "id, started, instrument, instrument_description, site, operator, conditions, etalon_version, "
     "etalon_build",
     "id", "id"},
    {"run", "run_document", "ordinal, kind, id, version, sha256", "run", "ordinal"},
    {"frames", "frame", "ordinal, run, step, repeat, frame_index, path, page, sha256, settings",
     "record", "ordinal"},
    {"journal", "journal", "id, run, time, step, repeat, event, detail", "id", "id"},
    {"run_end", "run_end", "id, run, finished, status", "id", "id"},
    {"evaluation", "evaluation",
     "id, run, step, repeat, metric, method, method_version, digest, supersedes", "id", "id"},
    {"evaluation", "parameter", "name, value", "evaluation", "name"},
    {"evaluation", "input_file", "ordinal, path, sha256", "evaluation", "ordinal"},
    {"evaluation", "result",
     "ordinal, measurand, kind, value, unit, standard_uncertainty, degrees_of_freedom, "
     "coverage_probability, interval_lower, interval_upper, n, subject",
     "evaluation", "ordinal"},
    {"evaluation", "caveat", "result, ordinal, code, detail", "evaluation", "result, ordinal"},
    {"evaluation", "budget_component",
     "result, ordinal, source, input, type, distribution, standard_uncertainty, sensitivity, "
     "degrees_of_freedom",
     "evaluation", "result, ordinal"},
    {"evaluation", "item", "ordinal, id, flags, subject", "evaluation", "ordinal"},
    {"evaluation", "item_position", "item, axis, value_px", "evaluation", "item, axis"},
    {"evaluation", "item_value", "item, name, value, unit, standard_uncertainty", "evaluation",
     "item, name"},
    {"evaluation", "curve", "ordinal, name, subject, x_unit, y_unit, x, y, standard_uncertainty",
     "evaluation", "ordinal"},
    {"evaluation", "peer", "ordinal, definition, value, unit", "evaluation", "ordinal"},
    {"evaluation", "failure", "ordinal, code, detail, advice", "evaluation", "ordinal"},
    {"evaluation", "picture", "ordinal, name, width, height, scale, grey", "evaluation", "ordinal"},
    {"evaluation", "overlay", "picture, ordinal, item, label, closed, x_px, y_px", "evaluation",
     "picture, ordinal"},
    {"evaluation", "evaluation_source", "ordinal, source", "evaluation", "ordinal", 2},
    {"evaluation", "map",
     "ordinal, name, unit, width, height, x0_px, y0_px, pitch_px, value, standard_uncertainty, "
     "subject",
     "evaluation", "ordinal", 2},
    {"grade", "grade",
     "id, run, time, profile, profile_version, profile_sha256, title, fit_for, verdict, tier, rule",
     "id", "id", 2},
    {"grade", "judgement",
     "ordinal, limit_id, label, metric, measurand, methods, judged, direction, limit_value, unit, "
     "source, remark, ideal, largest_expanded_uncertainty, required, verdict, result, method, "
     "guard_band, conformance_probability, tier, caps, reason",
     "grade", "ordinal", 2},
}};

std::string query_of(const PayloadTable& table) {
  return fmt::format("SELECT {} FROM {} WHERE {} = $1 ORDER BY {}", table.columns, table.table,
                     table.key, table.order);
}

/// Each value carries its type and its length, so no two payloads read the same.
std::string encoded(const Statement& row, int column) {
  const auto sized = [&row, column](char type) {
    const Bytes bytes = row.blob(column);
    std::string text = fmt::format("{}{}:", type, bytes.size);
    if (bytes.size > 0) text.append(static_cast<const char*>(bytes.data), bytes.size);
    return text;
  };
  switch (row.type(column)) {
    case ColumnType::null:
      return "n";
    case ColumnType::integer:
      return fmt::format("i{}", row.integer(column));
    case ColumnType::real:
      return fmt::format("r{:016x}", std::bit_cast<std::uint64_t>(row.real(column)));
    case ColumnType::text:
      return sized('t');
    case ColumnType::blob:
      return sized('b');
  }
  return {};
}

}  // namespace

std::vector<PayloadReader::Table>& PayloadReader::tables_of(const std::string& kind) {
  auto& tables = tables_[kind];
  if (!tables.empty()) return tables;
  const std::int64_t version = schema_version(database_);
  for (const PayloadTable& table : kPayload) {
    if (kind != table.kind || table.since > version) continue;
    tables.push_back({table.table, table.since > 1, database_.prepare(query_of(table))});
  }
  return tables;
}

std::string PayloadReader::sha256(const std::string& kind, const std::string& id) {
  std::string payload = "etalon.payload/1\n";
  for (auto& [name, only_with_rows, statement] : tables_of(kind)) {
    if (!only_with_rows) payload += "table " + name + "\n";
    bool first = true;
    statement.bind(id);
    while (statement.step()) {
      if (only_with_rows && first) payload += "table " + name + "\n";
      first = false;
      payload += "row\n";
      for (int column = 0; column < statement.columns(); ++column) {
        payload += encoded(statement, column) + "\n";
      }
    }
  }
  return trust::sha256_of(payload);
}

std::string chain_start() { return std::string(64, '0'); }

std::string chain_hash(const RecordRow& row) {
  return trust::sha256_of(fmt::format("etalon.record/1\n{}\n{}\n{}\n{}\n{}\n{}\n", row.previous,
                                      row.writer, row.sequence, row.kind, row.id, row.payload));
}

std::string writer_of(Database& database, const std::string& installation) {
  Statement known =
      database.prepare("SELECT id FROM writer WHERE installation = $1 ORDER BY rowid DESC LIMIT 1");
  if (known.bind(installation).step()) return known.text(0);
  const std::string id = new_uuid();
  database.prepare("INSERT INTO writer (id, installation, created) VALUES ($1, $2, $3)")
      .run(id, installation, utc_now());
  return id;
}

void append_record(Database& database, const std::string& installation, const std::string& kind,
                   const std::string& id) {
  ETALON_EXPECTS(database.in_transaction());
  RecordRow row;
  row.id = id;
  row.writer = writer_of(database, installation);
  row.sequence = 1;
  row.kind = kind;
  row.payload = PayloadReader(database).sha256(kind, id);
  row.previous = chain_start();
  Statement last = database.prepare(
      "SELECT sequence, sha256 FROM record WHERE writer = $1 ORDER BY sequence DESC LIMIT 1");
  if (last.bind(row.writer).step()) {
    row.sequence = last.integer(0) + 1;
    row.previous = last.text(1);
  }
  database
      .prepare(
          "INSERT INTO record (id, writer, sequence, kind, payload, previous, sha256)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7)")
      .run(row.id, row.writer, row.sequence, row.kind, row.payload, row.previous, chain_hash(row));
}

}  // namespace etalon::records
