// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/records/sqlite.hpp"
#include "suite/records/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::records {

void write_run(Database& database, const std::string& id, const RunStart& start);
/// Keeps the text of a document, once per content, and returns its SHA-256. Throws RecordError when
/// it is not the one that came with it.
std::string write_text_of(Database& database, const DocumentIdentity& document);
/// `record` is the id of the record that these frames make up together.
void write_frames(Database& database, const std::string& record, const std::string& run,
                  const std::vector<FrameRecord>& frames);
void write_journal(Database& database, const std::string& id, const std::string& run,
                   const JournalEntry& entry);
void write_run_end(Database& database, const std::string& id, const std::string& run,
                   RunStatus status);

/// Throws RecordError when there is no such run.
RunStatus status_of_run(Database& database, const std::string& run);
/// The run that "last" or the beginning of an id means. Throws RecordError for none or several.
std::string resolve_run(Database& database, const std::string& text);

std::vector<RunSummary> read_summaries(Database& database);
RunDetail read_run(Database& database, const std::string& run);

}  // namespace etalon::records
