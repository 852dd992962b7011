// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/grade.hpp"
#include "suite/core/instrument.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace etalon::records {

/// The identity of a file that people wrote (protocol, profile, scope, slide): what ran, to the
/// byte.
struct DocumentIdentity {
  std::string kind;  ///< "protocol"
  std::string id;    ///< "edge-check"
  std::string version;
  std::string sha256;  ///< of the text; empty: the store computes it
  std::string text;    ///< the whole file, so that a run can be understood without it
};

struct RunStart {
  DocumentIdentity protocol;
  std::vector<DocumentIdentity> documents;  ///< scope, slides, profiles
  Instrument instrument;
  std::string site;           ///< may be empty
  std::string operator_name;  ///< may be empty; goes to the table of people, referenced by id
  std::map<std::string, std::string> conditions;
  std::string etalon_version;
  std::string etalon_build;
};

struct FrameRecord {
  std::string step;
  int repeat = 0;
  int index = 0;
  std::string path;  ///< relative to NAME.frames when kept there, else as given
  std::string sha256;
  int page = 0;  ///< which frame of that file
  std::map<std::string, std::string> settings;
};

/// Event of the journal with what a device or an image file told of the instrument, as the JSON of
/// instrument_text().
inline constexpr const char* kInstrumentTold = "instrument_told";

/// One line of the journal: what happened in a run, in order.
struct JournalEntry {
  std::string time;  ///< UTC, ISO 8601; for people, not for order
  std::string step;
  int repeat = 0;
  std::string event;  ///< "step_started", "frames_acquired", "measured", "step_done", "failed" ...
  std::string detail;
};

struct RecordedEvaluation {
  std::string id;
  std::string step;
  int repeat = 0;
  std::string digest;
  std::optional<std::string> superseded_by;
  std::vector<std::string> sources;  ///< ids of the repeats that it combines; empty: of frames
  Evaluation evaluation;
};

struct RecordedGrade {
  std::string id;
  std::string time;  ///< UTC, ISO 8601
  Grade grade;
};

enum class RunStatus { running, finished, aborted };

struct RunSummary {
  std::string id;
  std::string protocol;
  std::string instrument;
  std::string started;
  std::string finished;
  RunStatus status = RunStatus::running;
  /// Over the digests of the evaluations that no later one corrects, in the order of recording, a
  /// correction in the place of what it corrects: the same for a run that was interrupted and
  /// resumed. Empty while running.
  std::string digest;
};

struct RunDetail {
  RunSummary summary;
  /// With the instrument as it was known at the start, completed by what devices and image files
  /// told of it since.
  RunStart start;
  std::vector<FrameRecord> frames;
  std::vector<JournalEntry> journal;
  std::vector<RecordedEvaluation> evaluations;
  std::vector<RecordedGrade> grades;  ///< in the order in which they were made
};

struct CheckFinding {
  std::string
      code;  ///< "db.integrity", "db.chain_broken", "db.frame_missing", "db.frame_changed" ...
  std::string detail;
};

enum class OpenMode {
  read,   ///< must exist; works on read-only media
  write,  ///< must exist
  create  ///< made when absent
};

struct StoreOptions {
  OpenMode mode = OpenMode::create;
  std::chrono::milliseconds wait{10'000};  ///< how long to wait for another process's lock
};

/// The database of a site: one SQLite file, append-only results, a hash chain per writer. All SQL
/// of the project lives in this folder. Every call is one transaction; after close (destructor) the
/// database is one complete file, no -wal or -journal beside it. Throws RecordError (locked, full
/// disk, read-only, not an Etalon database, newer schema) and FileError.
class Store {
 public:
  explicit Store(const std::filesystem::path& path, const StoreOptions& options = {});
  ~Store();
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;

  std::string begin_run(const RunStart& start);  ///< returns the run id (UUIDv7)
  void record_frames(const std::string& run, const std::vector<FrameRecord>& frames);
  void record_journal(const std::string& run, const JournalEntry& entry);
  /// Returns the evaluation id. `supersedes`: id of an evaluation that this one corrects.
  /// `sources`: ids of evaluations of the same run that this one combines.
  std::string record_evaluation(const std::string& run, const std::string& step, int repeat,
                                const Evaluation& evaluation,
                                const std::optional<std::string>& supersedes = std::nullopt,
                                const std::vector<std::string>& sources = {});
  /// Also allowed after the run is finished: an old run may be judged by another profile. The
  /// document of the profile is stored with it; its SHA-256 must be that of the grade, where it is
  /// given. Returns the id.
  std::string record_grade(const std::string& run, const Grade& grade,
                           const DocumentIdentity& profile);
  /// A run that was aborted may go on and be ended again; the last end counts. A finished one
  /// stays.
  void finish_run(const std::string& run, RunStatus status);

  std::vector<RunSummary> runs() const;  ///< newest last
  /// `id` may be the beginning of an id if it is unique, or "last". Throws RecordError otherwise.
  RunDetail load_run(const std::string& id) const;

  /// Integrity, schema, foreign keys, hash chains, and (with `frames`) the files behind the frames.
  std::vector<CheckFinding> check(bool frames) const;

  const std::filesystem::path& path() const;
  std::filesystem::path frames_folder() const;  ///< NAME.frames beside the file

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace etalon::records
