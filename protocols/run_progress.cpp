// SPDX-License-Identifier: Apache-2.0
#include "protocols/run_progress.hpp"

#include "protocols/recorded_frames.hpp"

#include <algorithm>
#include <utility>

namespace etalon::protocols {
RunProgress::RunProgress(records::RunDetail recorded, std::filesystem::path frames_folder)
    : recorded_(std::move(recorded)), folder_(std::move(frames_folder)) {}

bool RunProgress::concluded(const std::string& step, int repeat) const {
  return count("step_done", step, repeat) > 0 || count("step_skipped", step, repeat) > 0;
}

bool RunProgress::skipped(const std::string& step) const {
  return count("step_skipped", step, 0) > 0;
}

int RunProgress::count(const std::string& event, const std::string& step, int repeat,
                       const std::string& detail) const {
  return static_cast<int>(std::count_if(
      recorded_.journal.begin(), recorded_.journal.end(), [&](const records::JournalEntry& entry) {
        return entry.event == event && entry.step == step && entry.repeat == repeat &&
               (detail.empty() || entry.detail == detail);
      }));
}

std::optional<std::string> RunProgress::last(const std::string& event, const std::string& step,
                                             int repeat) const {
  const auto entry = last_of({event}, step, repeat);
  return entry ? std::optional(entry->detail) : std::nullopt;
}

std::optional<records::JournalEntry> RunProgress::last_of(const std::set<std::string>& events,
                                                          const std::string& step,
                                                          int repeat) const {
  std::optional<records::JournalEntry> before;
  std::optional<records::JournalEntry> at_hand;
  for (const records::JournalEntry& entry : recorded_.journal) {
    const bool here = entry.step == step && entry.repeat == repeat;
    if (events.contains(entry.event)) (here ? at_hand : before) = entry;
    if (here && entry.event == "attempt_done" && at_hand) before = std::exchange(at_hand, {});
  }
  return before;
}

std::optional<Instrument> RunProgress::instrument() const {
  if (recorded_.summary.id.empty()) return std::nullopt;
  return recorded_.start.instrument;
}

std::set<std::string> RunProgress::details(const std::set<std::string>& events) const {
  std::set<std::string> all;
  for (const records::JournalEntry& entry : recorded_.journal)
    if (events.contains(entry.event)) all.insert(entry.detail);
  return all;
}

std::vector<const records::RecordedEvaluation*> RunProgress::evaluations(
    const std::string& step, int repeat, const std::string& metric) const {
  std::vector<const records::RecordedEvaluation*> all;
  for (const auto& recorded : recorded_.evaluations) {
    if (recorded.step == step && recorded.repeat == repeat && recorded.sources.empty() &&
        recorded.evaluation.metric == metric) {
      all.push_back(&recorded);
    }
  }
  return all;
}

const records::RecordedEvaluation* RunProgress::combined(const std::string& step,
                                                         const std::string& metric) const {
  for (const auto& recorded : recorded_.evaluations) {
    if (recorded.step == step && !recorded.sources.empty() &&
        recorded.evaluation.metric == metric) {
      return &recorded;
    }
  }
  return nullptr;
}

std::vector<records::FrameRecord> RunProgress::records(const std::string& step, int repeat,
                                                       int attempt) const {
  std::vector<records::FrameRecord> all;
  for (const records::FrameRecord& frame : recorded_.frames) {
    const auto of = frame.settings.find("attempt");
    if (frame.step == step && frame.repeat == repeat && of != frame.settings.end() &&
        of->second == std::to_string(attempt)) {
      all.push_back(frame);
    }
  }
  return all;
}

std::optional<hardware::AcquiredFrames> RunProgress::frames(const std::string& step, int repeat,
                                                            int attempt) const {
  return recorded_frames(records(step, repeat, attempt), folder_, true);
}

Doubts RunProgress::doubts(const std::string& step, int repeat, int attempt) const {
  Doubts all;
  for (const records::FrameRecord& frame : records(step, repeat, attempt))
    add_doubts(doubts_in(frame.settings), all);
  return all;
}

std::size_t RunProgress::visits(const std::string& step, int repeat, int attempt) const {
  std::size_t count = 0;
  for (const records::FrameRecord& frame : records(step, repeat, attempt)) {
    const auto visit = frame.settings.find("visit");
    if (visit == frame.settings.end()) continue;
    count = std::max(count, static_cast<std::size_t>(std::stoul(visit->second)) + 1);
  }
  return count;
}

std::optional<std::string> RunProgress::latest(const std::string& event, const std::string& step,
                                               int repeat) const {
  std::optional<std::string> detail;
  for (const records::JournalEntry& entry : recorded_.journal) {
    if (entry.event == event && entry.step == step && entry.repeat == repeat) detail = entry.detail;
  }
  return detail;
}

}  // namespace etalon::protocols
