// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html_parts.hpp"
#include "reports/charts/svg_text.hpp"
#include "reports/wording.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace etalon::charts {
namespace {

using namespace reports;
using records::JournalEntry;

/// Events of the journal that people want to know of, in words. All others are routine.
struct Happening {
  std::string_view event;
  const char* sign;
  const char* words;
};

const std::vector<Happening>& happenings() {
  static const std::vector<Happening> table = {
      {"not_exposed", "▲", tr("no exposure was found")},
      {"not_focused", "▲", tr("no focus was found")},
      {"gate_failed", "▲", tr("the image was not fit for measuring")},
      {"no_frames", "▲", tr("there was no image")},
      {"pixel_size_differs", "▲", tr("two pixel sizes")},
      {"instrument_differs", "▲", tr("device or image contradict what was known")},
      {"not_moved", "▲", tr("the stage was not moved, as the image shows")},
      {"not_returned", "▲", tr("the stage was not brought back, as the image shows")},
      {"not_seen", "▲", tr("where the stage is cannot be seen")},
      {"left_unfocused", "▲", tr("the focus was left beside its best")},
      {"not_refocused", "▲", tr("the focus was not turned, as the image shows")},
      {"step_skipped", "–", tr("left out")},
      {"stopped", "✖", tr("stopped")},
      {"failed", "✖", tr("ended early")},
      {"resumed", "–", tr("continued later")},
  };
  return table;
}

const Happening* find(const std::string& event) {
  const auto found = std::find_if(happenings().begin(), happenings().end(),
                                  [&](const Happening& known) { return known.event == event; });
  return found == happenings().end() ? nullptr : &*found;
}

bool is_repeated(const std::vector<JournalEntry>& journal, const std::string& step) {
  return std::any_of(journal.begin(), journal.end(), [&](const JournalEntry& entry) {
    return entry.step == step && entry.repeat > 0;
  });
}

std::string place_of(const JournalEntry& entry, bool repeated) {
  if (entry.step.empty()) return tr("the run");
  return repeated ? fmt::format(fmt::runtime(tr("{}, repeat {}")), entry.step, entry.repeat + 1)
                  : entry.step;
}

struct Noted {
  JournalEntry entry;
  int times = 1;
};

/// The same a second time (a retry) is counted, not listed again.
std::vector<Noted> noted_of(const std::vector<JournalEntry>& journal) {
  std::vector<Noted> noted;
  for (const JournalEntry& entry : journal) {
    if (find(entry.event) == nullptr) continue;
    const auto same = std::find_if(noted.begin(), noted.end(), [&](const Noted& other) {
      return other.entry.step == entry.step && other.entry.repeat == entry.repeat &&
             other.entry.event == entry.event && other.entry.detail == entry.detail;
    });
    if (same == noted.end()) {
      noted.push_back({entry});
    } else {
      ++same->times;
    }
  }
  return noted;
}

}  // namespace

std::string reason_for_the_end(const Report& report) {
  if (!report.run || report.run->summary.status == records::RunStatus::finished) return "";
  const auto& journal = report.run->journal;
  const auto last = std::find_if(journal.rbegin(), journal.rend(), [](const JournalEntry& entry) {
    return entry.event == "failed" || entry.event == "stopped";
  });
  if (last == journal.rend()) return "";
  const std::string detail = escaped(last->detail);
  return last->step.empty() ? detail : fmt::format("{}: {}", escaped(last->step), detail);
}

std::string happenings_section(const Report& report) {
  if (!report.run) return "";
  const auto& journal = report.run->journal;
  std::vector<std::vector<std::string>> rows;
  for (const Noted& noted : noted_of(journal)) {
    const Happening& known = *find(noted.entry.event);
    std::string what = fmt::format("<b>{} {}</b>", known.sign, known.words);
    if (noted.times > 1) {
      what += ", " + fmt::format(fmt::runtime(tr("{} times")), noted.times);
    }
    rows.push_back({escaped(place_of(noted.entry, is_repeated(journal, noted.entry.step))),
                    what + below(escaped(noted.entry.detail))});
  }
  if (rows.empty()) return "";
  return element("section",
                 element("h2", tr("What happened")) +
                     stacking_table({tr("Where"), tr("What")}, rows, "journal"),
                 "id=\"happened\"");
}

}  // namespace etalon::charts
