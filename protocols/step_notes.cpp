// SPDX-License-Identifier: Apache-2.0
// What frames bring besides themselves: a scale, and what devices and files tell of the instrument.
#include "protocols/scale_of_run.hpp"
#include "protocols/step_runner.hpp"
#include "suite/core/contradiction.hpp"
#include "suite/core/translate.hpp"
#include "suite/records/instrument_json.hpp"

#include <utility>

namespace etalon::protocols {

/// Before the frames are recorded, as what follows.
void StepRunner::note_pixel_size(const hardware::AcquiredFrames& acquired) {
  if (!acquired.pixel_size || !microscope_.pixel_size) return;
  const std::string differs = scales_differ(microscope_.pixel_size->value, *acquired.pixel_size);
  if (!differs.empty()) note("pixel_size_differs", differs);
}

/// What devices and image files tell of the instrument belongs to the record of the run, and so
/// does where they contradict it. Before the frames are recorded: a run that is resumed does not
/// ask again for those that it has.
void StepRunner::note_instrument(const hardware::AcquiredFrames& acquired) {
  // What no image file has told comes from the device.
  const Instrument told = told_by(Source::device, acquired.instrument);
  for (const Contradiction& contradiction : contradictions(instrument_, told)) {
    note("instrument_differs", sentence_on_known(contradiction));
  }
  Instrument more = completed(instrument_, told);
  if (more.sources == instrument_.sources) return;
  journal(records::kInstrumentTold, records::instrument_text(told));
  instrument_ = std::move(more);
}

/// Journaled, and told at once, but once in a run: somebody may have taken the wrong scope file.
void StepRunner::note(const std::string& event, const std::string& detail) {
  if (!noted_.insert(detail).second) return;
  journal(event, detail);
  tell(detail);
}

void StepRunner::tell(const std::string& what) {
  if (observer_.on_note) observer_.on_note(at_.step, what);
}

/// The level of a lamp that the run itself has set, and doubts. Recorded in one with the frames, so
/// that they hold for these and no others.
void StepRunner::put_own_knowledge_into(hardware::AcquiredFrames& acquired) {
  if (microscope_.light) acquired.actual.try_emplace("light", at_.light ? "100 %" : "0 %");
  add_doubts(unready(), coming_);
  put_doubts(coming_, acquired.actual);
  add_doubts(coming_, doubts_);
  coming_.clear();
}

}  // namespace etalon::protocols
