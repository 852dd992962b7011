// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "protocols/doubts.hpp"
#include "protocols/procedure.hpp"
#include "suite/records/store.hpp"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace etalon::protocols {

/// What a run has done so far, as its record tells. Of a new run: nothing.
class RunProgress {
 public:
  RunProgress() = default;
  RunProgress(records::RunDetail recorded, std::filesystem::path frames_folder);

  /// "step_done" or "step_skipped" was journaled.
  bool concluded(const std::string& step, int repeat) const;
  bool skipped(const std::string& step) const;
  /// Detail of the last such event ("exposed" -> "12.5 ms") before the attempt at hand: what an
  /// interrupted attempt of this repeat left does not count, for it is made again.
  std::optional<std::string> last(const std::string& event, const std::string& step,
                                  int repeat) const;
  /// The last of several events, likewise.
  std::optional<records::JournalEntry> last_of(const std::set<std::string>& events,
                                               const std::string& step, int repeat) const;
  /// How often this was journaled for the repeat: "attempt_done" (with this detail, if one is
  /// given).
  int count(const std::string& event, const std::string& step, int repeat,
            const std::string& detail = {}) const;

  /// The instrument as the record describes it; nothing of a new run.
  std::optional<Instrument> instrument() const;
  /// The details of all such events, whatever step they belong to.
  std::set<std::string> details(const std::set<std::string>& events) const;

  /// The evaluations of single frame sets (not combined ones) by this metric, oldest first.
  std::vector<const records::RecordedEvaluation*> evaluations(const std::string& step, int repeat,
                                                              const std::string& metric) const;
  const records::RecordedEvaluation* combined(const std::string& step,
                                              const std::string& metric) const;

  /// The frames of this attempt from where they are kept, checked against their hashes; nothing
  /// when they were not recorded or not kept. Throws FileError when a kept file was changed.
  std::optional<hardware::AcquiredFrames> frames(const std::string& step, int repeat,
                                                 int attempt) const;
  /// Those that were recorded with them.
  Doubts doubts(const std::string& step, int repeat, int attempt) const;
  /// How many visits of a series were recorded in this attempt, which may not be all of them.
  std::size_t visits(const std::string& step, int repeat, int attempt) const;
  /// Detail of the last such event of the repeat, also when its attempt was interrupted.
  std::optional<std::string> latest(const std::string& event, const std::string& step,
                                    int repeat) const;

 private:
  std::vector<records::FrameRecord> records(const std::string& step, int repeat, int attempt) const;

  records::RunDetail recorded_;
  std::filesystem::path folder_;
};

}  // namespace etalon::protocols
