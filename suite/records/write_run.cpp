// SPDX-License-Identifier: Apache-2.0
#include "suite/core/contract.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/records/identifiers.hpp"
#include "suite/records/instrument_json.hpp"
#include "suite/records/json_text.hpp"
#include "suite/records/run_rows.hpp"
#include "suite/trust/digest.hpp"

#include <fmt/core.h>

namespace etalon::records {
namespace {

/// The id of the person with this name; nothing for no name.
std::optional<std::string> person_of(Database& database, const std::string& name) {
  if (name.empty()) return std::nullopt;
  Statement known =
      database.prepare("SELECT id FROM person WHERE name = $1 ORDER BY rowid LIMIT 1");
  if (known.bind(name).step()) return known.text(0);
  std::string id = new_uuid();
  database.prepare("INSERT INTO person (id, name) VALUES ($1, $2)").run(id, name);
  return id;
}

void write_document(Database& database, const std::string& run, int ordinal,
                    const DocumentIdentity& document) {
  database
      .prepare(
          "INSERT INTO run_document (run, ordinal, kind, id, version, sha256)"
          " VALUES ($1, $2, $3, $4, $5, $6)")
      .run(run, ordinal, document.kind, document.id, document.version,
           write_text_of(database, document));
}

}  // namespace

std::string write_text_of(Database& database, const DocumentIdentity& document) {
  const std::string sha256 = trust::sha256_of(document.text);
  if (!document.sha256.empty() && document.sha256 != sha256) {
    throw RecordError(
        fmt::format(
            fmt::runtime(tr("The text of {} \"{}\" does not have the SHA-256 that came with "
                            "it, so nothing was recorded. Was the file changed just now? "
                            "Try again.")),
            document.kind, document.id),
        "SQLITE_MISMATCH");
  }
  database.prepare("INSERT INTO document (sha256, text) VALUES ($1, $2) ON CONFLICT DO NOTHING")
      .run(sha256, document.text);
  return sha256;
}

void write_run(Database& database, const std::string& id, const RunStart& start) {
  database
      .prepare(
          "INSERT INTO run (id, started, instrument, instrument_description, site, operator,"
          " conditions, etalon_version, etalon_build)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
      .run(id, utc_now(), start.instrument.id, instrument_text(start.instrument), start.site,
           person_of(database, start.operator_name), object_text(start.conditions),
           start.etalon_version, start.etalon_build);
  int ordinal = 0;
  write_document(database, id, ordinal++, start.protocol);
  for (const DocumentIdentity& document : start.documents) {
    write_document(database, id, ordinal++, document);
  }
}

void write_frames(Database& database, const std::string& record, const std::string& run,
                  const std::vector<FrameRecord>& frames) {
  Statement insert = database.prepare(
      "INSERT INTO frame (record, ordinal, run, step, repeat, frame_index, path, page, sha256,"
      " settings) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
  int ordinal = 0;
  for (const FrameRecord& frame : frames) {
    insert.run(record, ordinal++, run, frame.step, frame.repeat, frame.index, frame.path,
               frame.page, frame.sha256, object_text(frame.settings));
  }
}

void write_journal(Database& database, const std::string& id, const std::string& run,
                   const JournalEntry& entry) {
  database
      .prepare(
          "INSERT INTO journal (id, run, time, step, repeat, event, detail)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7)")
      .run(id, run, entry.time.empty() ? utc_now() : entry.time, entry.step, entry.repeat,
           entry.event, entry.detail);
}

void write_run_end(Database& database, const std::string& id, const std::string& run,
                   RunStatus status) {
  ETALON_EXPECTS(status != RunStatus::running);
  database.prepare("INSERT INTO run_end (id, run, finished, status) VALUES ($1, $2, $3, $4)")
      .run(id, run, utc_now(), status == RunStatus::finished ? "finished" : "aborted");
}

}  // namespace etalon::records
