// SPDX-License-Identifier: Apache-2.0
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/records/evaluation_rows.hpp"
#include "suite/records/grade_rows.hpp"
#include "suite/records/instrument_json.hpp"
#include "suite/records/json_text.hpp"
#include "suite/records/run_rows.hpp"
#include "suite/trust/digest.hpp"

#include <fmt/core.h>

namespace etalon::records {
namespace {

RunStatus status_from(const std::string& text) {
  if (text == "finished") return RunStatus::finished;
  return text == "aborted" ? RunStatus::aborted : RunStatus::running;
}

/// Over the evaluations that no later one corrects, each in the place of the first one that it
/// corrects, by itself or through others: the order in which a run without corrections has them.
std::string digest_of_run(Database& database, const std::string& run) {
  Statement row = database.prepare(
      "WITH RECURSIVE correction (id, place) AS ("
      "  SELECT evaluation.id, record.arrival FROM evaluation"
      "  JOIN record ON record.id = evaluation.id"
      "  WHERE evaluation.run = $1 AND evaluation.supersedes IS NULL"
      "  UNION ALL SELECT later.id, correction.place FROM correction"
      "  JOIN evaluation AS later ON later.supersedes = correction.id)"
      " SELECT evaluation.digest FROM correction"
      " JOIN evaluation ON evaluation.id = correction.id"
      " WHERE NOT EXISTS"
      "  (SELECT 1 FROM evaluation AS later WHERE later.supersedes = evaluation.id)"
      " ORDER BY correction.place");
  row.bind(run);
  std::string digests;
  while (row.step()) digests += row.text(0) + "\n";
  return "sha256:" + trust::sha256_of(digests);
}

constexpr const char* kSummary =
    "SELECT run, protocol, instrument, started, finished, status FROM v_runs";

RunSummary summary_of(Database& database, const Statement& row) {
  RunSummary summary;
  summary.id = row.text(0);
  summary.protocol = row.text(1);
  summary.instrument = row.text(2);
  summary.started = row.text(3);
  summary.finished = row.text(4);
  summary.status = status_from(row.text(5));
  if (summary.status != RunStatus::running) summary.digest = digest_of_run(database, summary.id);
  return summary;
}

void read_documents(Database& database, const std::string& run, RunStart& start) {
  Statement row = database.prepare(
      "SELECT run_document.ordinal, run_document.kind, run_document.id, run_document.version,"
      " run_document.sha256, document.text FROM run_document"
      " JOIN document ON document.sha256 = run_document.sha256"
      " WHERE run_document.run = $1 ORDER BY run_document.ordinal");
  row.bind(run);
  while (row.step()) {
    DocumentIdentity document{.kind = row.text(1),
                              .id = row.text(2),
                              .version = row.text(3),
                              .sha256 = row.text(4),
                              .text = row.text(5)};
    if (row.integer(0) == 0) {
      start.protocol = std::move(document);
    } else {
      start.documents.push_back(std::move(document));
    }
  }
}

RunStart read_start(Database& database, const std::string& run) {
  RunStart start;
  Statement row = database.prepare(
      "SELECT run.instrument_description, run.site, person.name, run.conditions,"
      " run.etalon_version, run.etalon_build FROM run"
      " LEFT JOIN person ON person.id = run.operator WHERE run.id = $1");
  if (row.bind(run).step()) {
    start.instrument = instrument_from_text(row.text(0));
    start.site = row.text(1);
    start.operator_name = row.text(2);
    start.conditions = object_from_text(row.text(3));
    start.etalon_version = row.text(4);
    start.etalon_build = row.text(5);
  }
  read_documents(database, run, start);
  return start;
}

std::vector<FrameRecord> read_frames(Database& database, const std::string& run) {
  Statement row = database.prepare(
      "SELECT frame.step, frame.repeat, frame.frame_index, frame.path, frame.sha256, frame.page,"
      " frame.settings FROM frame JOIN record ON record.id = frame.record"
      " WHERE frame.run = $1 ORDER BY record.arrival, frame.ordinal");
  row.bind(run);
  std::vector<FrameRecord> frames;
  while (row.step()) {
    frames.push_back({.step = row.text(0),
                      .repeat = row.small_integer(1),
                      .index = row.small_integer(2),
                      .path = row.text(3),
                      .sha256 = row.text(4),
                      .page = row.small_integer(5),
                      .settings = object_from_text(row.text(6))});
  }
  return frames;
}

std::vector<JournalEntry> read_journal(Database& database, const std::string& run) {
  Statement row = database.prepare(
      "SELECT journal.time, journal.step, journal.repeat, journal.event, journal.detail"
      " FROM journal JOIN record ON record.id = journal.id"
      " WHERE journal.run = $1 ORDER BY record.arrival");
  row.bind(run);
  std::vector<JournalEntry> journal;
  while (row.step()) {
    journal.push_back({.time = row.text(0),
                       .step = row.text(1),
                       .repeat = row.small_integer(2),
                       .event = row.text(3),
                       .detail = row.text(4)});
  }
  return journal;
}

std::vector<RecordedEvaluation> read_evaluations(Database& database, const std::string& run) {
  Statement row = database.prepare(
      "SELECT evaluation.id, evaluation.step, evaluation.repeat, evaluation.digest,"
      " (SELECT later.id FROM evaluation AS later JOIN record ON record.id = later.id"
      "  WHERE later.supersedes = evaluation.id ORDER BY record.arrival DESC LIMIT 1)"
      " FROM evaluation JOIN record ON record.id = evaluation.id"
      " WHERE evaluation.run = $1 ORDER BY record.arrival");
  row.bind(run);
  std::vector<RecordedEvaluation> evaluations;
  while (row.step()) {
    evaluations.push_back({.id = row.text(0),
                           .step = row.text(1),
                           .repeat = row.small_integer(2),
                           .digest = row.text(3),
                           .superseded_by = row.optional_text(4),
                           .sources = read_sources(database, row.text(0)),
                           .evaluation = read_evaluation(database, row.text(0))});
  }
  return evaluations;
}

[[noreturn]] void no_such_run(const Database& database, const std::string& text) {
  throw RecordError(
      fmt::format(fmt::runtime(tr("There is no run \"{}\" in {}. `etalon report last` "
                                  "shows the newest; the view v_runs lists all.")),
                  text, database.name()),
      "SQLITE_NOTFOUND");
}

}  // namespace

RunStatus status_of_run(Database& database, const std::string& run) {
  Statement row = database.prepare("SELECT status FROM v_runs WHERE run = $1");
  if (!row.bind(run).step()) no_such_run(database, run);
  return status_from(row.text(0));
}

std::string resolve_run(Database& database, const std::string& text) {
  if (text == "last") {
    Statement row = database.prepare(
        "SELECT run.id FROM run JOIN record ON record.id = run.id"
        " ORDER BY record.arrival DESC LIMIT 1");
    if (row.step()) return row.text(0);
  }
  Statement row = database.prepare("SELECT id FROM run WHERE substr(id, 1, length($1)) = $1");
  if (text.empty() || !row.bind(text).step()) no_such_run(database, text);
  std::string id = row.text(0);
  if (row.step()) {
    throw RecordError(fmt::format(fmt::runtime(tr("More than one run in {} begins with \"{}\", for "
                                                  "instance {} and {}. Give more of the id.")),
                                  database.name(), text, id, row.text(0)),
                      "SQLITE_MISUSE");
  }
  return id;
}

std::vector<RunSummary> read_summaries(Database& database) {
  Statement row = database.prepare(kSummary);
  std::vector<RunSummary> all;
  while (row.step()) all.push_back(summary_of(database, row));
  return all;
}

RunDetail read_run(Database& database, const std::string& run) {
  Statement row = database.prepare(std::string(kSummary) + " WHERE run = $1");
  if (!row.bind(run).step()) no_such_run(database, run);
  RunDetail detail{.summary = summary_of(database, row),
                   .start = read_start(database, run),
                   .frames = read_frames(database, run),
                   .journal = read_journal(database, run),
                   .evaluations = read_evaluations(database, run),
                   .grades = read_grades(database, run)};
  for (const JournalEntry& entry : detail.journal) {
    if (entry.event != kInstrumentTold) continue;
    detail.start.instrument =
        completed(detail.start.instrument, instrument_from_text(entry.detail));
  }
  return detail;
}

}  // namespace etalon::records
