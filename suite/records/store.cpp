// SPDX-License-Identifier: Apache-2.0
#include "suite/records/store.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/records/chain.hpp"
#include "suite/records/check.hpp"
#include "suite/records/evaluation_rows.hpp"
#include "suite/records/grade_rows.hpp"
#include "suite/records/identifiers.hpp"
#include "suite/records/open_database.hpp"
#include "suite/records/run_rows.hpp"
#include "suite/trust/digest.hpp"

#include <fmt/core.h>

namespace etalon::records {

struct Store::Impl {
  std::filesystem::path path;
  OpenMode mode;
  std::unique_ptr<Database> database;
  std::string installation;  ///< known once something is recorded

  /// One record, whole or not at all: `write(id)` inserts its rows. Returns the id.
  template <class Write>
  std::string record(const char* kind, Write write);
  void require_open(const std::string& run);
  void require_correctable(const std::string& run, const std::string& evaluation);
  void require_sources(const std::string& run, const std::vector<std::string>& sources);
};

template <class Write>
std::string Store::Impl::record(const char* kind, Write write) {
  if (mode == OpenMode::read) {
    throw RecordError(
        fmt::format(fmt::runtime(tr("{} was opened for reading only.")), path.string()),
        "SQLITE_READONLY");
  }
  if (installation.empty()) installation = installation_id();
  const std::string id = new_uuid();
  Transaction transaction(*database, Transaction::Kind::write);
  write(id);
  append_record(*database, installation, kind, id);
  transaction.commit();
  return id;
}

/// A finished run takes no more measurements; an aborted one may be resumed.
void Store::Impl::require_open(const std::string& run) {
  if (status_of_run(*database, run) != RunStatus::finished) return;
  throw RecordError(fmt::format(fmt::runtime(tr("The run {} is finished. Only a correction, which "
                                                "names the evaluation that it supersedes, can be "
                                                "added to it.")),
                                run),
                    "SQLITE_CONSTRAINT");
}

void Store::Impl::require_correctable(const std::string& run, const std::string& evaluation) {
  Statement row = database->prepare(
      "SELECT (SELECT later.id FROM evaluation AS later WHERE later.supersedes = evaluation.id"
      " LIMIT 1) FROM evaluation WHERE run = $1 AND id = $2");
  if (!row.bind(run, evaluation).step()) {
    throw RecordError(fmt::format(fmt::runtime(tr("There is no evaluation {} in run {} that could "
                                                  "be corrected.")),
                                  evaluation, run),
                      "SQLITE_NOTFOUND");
  }
  if (const auto later = row.optional_text(0)) {
    throw RecordError(fmt::format(fmt::runtime(tr("The evaluation {} was corrected already, by {}. "
                                                  "Correct that one.")),
                                  evaluation, *later),
                      "SQLITE_CONSTRAINT");
  }
}

void Store::Impl::require_sources(const std::string& run, const std::vector<std::string>& sources) {
  Statement row = database->prepare("SELECT 1 FROM evaluation WHERE run = $1 AND id = $2");
  for (const std::string& source : sources) {
    if (row.bind(run, source).step()) continue;
    throw RecordError(fmt::format(fmt::runtime(tr("There is no evaluation {} in run {} that could "
                                                  "be combined with others.")),
                                  source, run),
                      "SQLITE_NOTFOUND");
  }
}

Store::Store(const std::filesystem::path& path, const StoreOptions& options)
    : impl_(std::make_unique<Impl>(
          Impl{path, options.mode, open_database(path, options), std::string()})) {}

Store::~Store() = default;
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;

std::string Store::begin_run(const RunStart& start) {
  return impl_->record("run",
                       [&](const std::string& id) { write_run(*impl_->database, id, start); });
}

void Store::record_frames(const std::string& run, const std::vector<FrameRecord>& frames) {
  if (frames.empty()) return;
  impl_->record("frames", [&](const std::string& id) {
    impl_->require_open(run);
    write_frames(*impl_->database, id, run, frames);
  });
}

void Store::record_journal(const std::string& run, const JournalEntry& entry) {
  impl_->record("journal", [&](const std::string& id) {
    status_of_run(*impl_->database, run);
    write_journal(*impl_->database, id, run, entry);
  });
}

std::string Store::record_evaluation(const std::string& run, const std::string& step, int repeat,
                                     const Evaluation& evaluation,
                                     const std::optional<std::string>& supersedes,
                                     const std::vector<std::string>& sources) {
  return impl_->record("evaluation", [&](const std::string& id) {
    if (supersedes) {
      impl_->require_correctable(run, *supersedes);
    } else {
      impl_->require_open(run);
    }
    impl_->require_sources(run, sources);
    write_evaluation(*impl_->database,
                     {.id = id,
                      .run = run,
                      .step = step,
                      .repeat = repeat,
                      .digest = trust::result_digest(evaluation),
                      .supersedes = supersedes,
                      .sources = sources},
                     evaluation);
  });
}

std::string Store::record_grade(const std::string& run, const Grade& grade,
                                const DocumentIdentity& profile) {
  return impl_->record("grade", [&](const std::string& id) {
    status_of_run(*impl_->database, run);
    Grade sealed = grade;
    sealed.profile_sha256 = write_text_of(*impl_->database, profile);
    if (!grade.profile_sha256.empty() && grade.profile_sha256 != sealed.profile_sha256) {
      throw RecordError(
          fmt::format(fmt::runtime(tr("The run was judged by another text of the profile \"{}\" "
                                      "than the one to be kept with the grade, so nothing was "
                                      "recorded. Was the file changed just now? Try again.")),
                      grade.profile),
          "SQLITE_MISMATCH");
    }
    write_grade(*impl_->database, id, run, sealed);
  });
}

void Store::finish_run(const std::string& run, RunStatus status) {
  impl_->record("run_end", [&](const std::string& id) {
    impl_->require_open(run);
    write_run_end(*impl_->database, id, run, status);
  });
}

std::vector<RunSummary> Store::runs() const {
  const Transaction transaction(*impl_->database, Transaction::Kind::read);
  return read_summaries(*impl_->database);
}

RunDetail Store::load_run(const std::string& id) const {
  const Transaction transaction(*impl_->database, Transaction::Kind::read);
  return read_run(*impl_->database, resolve_run(*impl_->database, id));
}

std::vector<CheckFinding> Store::check(bool frames) const {
  Database& database = *impl_->database;
  const Transaction transaction(database, Transaction::Kind::read);
  std::vector<CheckFinding> findings;
  const auto add = [&findings](std::vector<CheckFinding> more) {
    findings.insert(findings.end(), more.begin(), more.end());
  };
  try {
    add(check_integrity(database));
    add(check_schema(database));
    add(check_chains(database));
    add(check_documents(database));
    if (frames) add(check_frames(database, frames_folder()));
  } catch (const RecordError& error) {
    // A damaged page stops the check; that is a finding like any other. A lock is not.
    if (error.state() != "SQLITE_CORRUPT") throw;
    findings.push_back({"db.integrity", error.what()});
  }
  return findings;
}

const std::filesystem::path& Store::path() const { return impl_->path; }

std::filesystem::path Store::frames_folder() const {
  return std::filesystem::path(impl_->path).replace_extension(".frames");
}

}  // namespace etalon::records
