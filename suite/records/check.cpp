// SPDX-License-Identifier: Apache-2.0
#include "suite/records/check.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/records/chain.hpp"
#include "suite/records/schema.hpp"
#include "suite/trust/digest.hpp"

#include <fmt/core.h>

#include <chrono>
#include <map>
#include <system_error>

namespace etalon::records {
namespace {

namespace fs = std::filesystem;

template <class... Values>
std::string say(const char* sentence, const Values&... values) {
  return fmt::format(fmt::runtime(sentence), values...);
}

/// Definitions by name, white space as written in schema/*.sql.
std::map<std::string, std::string> definitions(Database& database) {
  Statement row =
      database.prepare("SELECT type || ' ' || name, sql FROM sqlite_schema WHERE sql IS NOT NULL");
  std::map<std::string, std::string> all;
  while (row.step()) all[row.text(0)] = row.text(1);
  return all;
}

/// The chain of one writer, record by record.
class ChainWalker {
 public:
  ChainWalker(PayloadReader& payloads, std::vector<CheckFinding>& findings)
      : payloads_(payloads), findings_(findings) {}

  void visit(const RecordRow& row, const std::string& sha256) {
    if (row.writer != writer_) {
      writer_ = row.writer;
      sequence_ = 0;
      previous_ = chain_start();
    }
    if (row.sequence != sequence_ + 1) {
      report("db.chain_gap",
             say(tr("Records {} to {} of writer {} are missing: they were removed by hand."),
                 sequence_ + 1, row.sequence - 1, row.writer));
    } else if (row.previous != previous_) {
      report("db.chain_broken", say(tr("Record {} of writer {} does not follow the one before it."),
                                    row.sequence, row.writer));
    }
    if (chain_hash(row) != sha256) {
      report(
          "db.chain_broken",
          say(tr("Record {} of writer {} ({} {}) does not have the hash that was sealed with it."),
              row.sequence, row.writer, row.kind, row.id));
    }
    if (payloads_.sha256(row.kind, row.id) != row.payload) {
      report("db.record_changed",
             say(tr("The {} {} is not what was recorded: its rows were changed by hand."), row.kind,
                 row.id));
    }
    sequence_ = row.sequence;
    previous_ = sha256;
  }

 private:
  void report(const char* code, std::string detail) {
    findings_.push_back({.code = code, .detail = std::move(detail)});
  }

  PayloadReader& payloads_;
  std::vector<CheckFinding>& findings_;
  std::string writer_;
  std::int64_t sequence_ = 0;
  std::string previous_;
};

/// A frame lies in NAME.frames, or where its path says when it was not copied there.
fs::path place_of(const fs::path& folder, const std::string& path) {
  std::error_code unreadable;
  const fs::path kept = folder / path;
  return fs::exists(kept, unreadable) ? kept : fs::path(path);
}

std::optional<CheckFinding> check_file(const fs::path& file, const std::string& recorded,
                                       const std::string& sha256, const std::string& run) {
  std::error_code unreadable;
  if (!fs::exists(file, unreadable)) {
    return CheckFinding{"db.frame_missing",
                        say(tr("The frame {} of run {} is not there any more."), recorded, run)};
  }
  try {
    if (trust::sha256_of_file(file) == sha256) return std::nullopt;
  } catch (const FileError& error) {
    return CheckFinding{"db.frame_unreadable", error.what()};
  }
  return CheckFinding{
      "db.frame_changed",
      say(tr("The frame {} of run {} is not the file that was recorded."), recorded, run)};
}

}  // namespace

std::vector<CheckFinding> check_integrity(Database& database) {
  std::vector<CheckFinding> findings;
  Statement integrity = database.prepare("PRAGMA integrity_check");
  while (integrity.step()) {
    if (integrity.text(0) != "ok") findings.push_back({"db.integrity", integrity.text(0)});
  }
  Statement foreign = database.prepare("PRAGMA foreign_key_check");
  while (foreign.step()) {
    findings.push_back({"db.foreign_key", say(tr("Row {} of table {} refers to a row of table {} "
                                                 "that is not there."),
                                              foreign.text(1), foreign.text(0), foreign.text(2))});
  }
  return findings;
}

std::vector<CheckFinding> check_schema(Database& database) {
  const std::int64_t version = schema_version(database);
  Database reference(":memory:", "schema", true, std::chrono::milliseconds(0));
  reference.execute(schema_text(version));
  const auto expected = definitions(reference);
  const auto found = definitions(database);
  std::vector<CheckFinding> findings;
  for (const auto& [name, sql] : expected) {
    const auto here = found.find(name);
    if (here == found.end()) {
      findings.push_back(
          {"db.schema_changed", say(tr("The {} of schema {} is missing."), name, version)});
    } else if (here->second != sql) {
      findings.push_back(
          {"db.schema_changed", say(tr("The {} is not that of schema {}."), name, version)});
    }
  }
  // Views and indices of the site's own do no harm; a trigger could change what is recorded.
  for (const auto& [name, sql] : found) {
    if (name.rfind("trigger ", 0) == 0 && expected.count(name) == 0) {
      findings.push_back(
          {"db.schema_changed", say(tr("The {} does not belong to schema {}."), name, version)});
    }
  }
  return findings;
}

std::vector<CheckFinding> check_chains(Database& database) {
  std::vector<CheckFinding> findings;
  PayloadReader payloads(database);
  ChainWalker walker(payloads, findings);
  Statement record = database.prepare(
      "SELECT id, writer, sequence, kind, payload, previous, sha256 FROM record"
      " ORDER BY writer, sequence");
  while (record.step()) {
    RecordRow row;
    row.id = record.text(0);
    row.writer = record.text(1);
    row.sequence = record.integer(2);
    row.kind = record.text(3);
    row.payload = record.text(4);
    row.previous = record.text(5);
    walker.visit(row, record.text(6));
  }
  return findings;
}

std::vector<CheckFinding> check_documents(Database& database) {
  std::vector<CheckFinding> findings;
  Statement row = database.prepare("SELECT sha256, text FROM document");
  while (row.step()) {
    if (trust::sha256_of(row.text(1)) == row.text(0)) continue;
    findings.push_back({"db.document_changed",
                        say(tr("The text of document {} is not the one that ran."), row.text(0))});
  }
  return findings;
}

std::vector<CheckFinding> check_frames(Database& database, const fs::path& folder) {
  std::vector<CheckFinding> findings;
  // A file holds many frames; frames kept as hashes only have no path.
  Statement row = database.prepare(
      "SELECT path, sha256, min(run) FROM frame WHERE path <> '' GROUP BY path, sha256");
  while (row.step()) {
    const std::string path = row.text(0);
    auto finding = check_file(place_of(folder, path), path, row.text(1), row.text(2));
    if (finding) findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace etalon::records
