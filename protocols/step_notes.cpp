// SPDX-License-Identifier: Apache-2.0
// What frames bring besides themselves: a scale, and what devices and files tell of the instrument.
#include "protocols/step_runner.hpp"
#include "suite/core/contradiction.hpp"
#include "suite/core/translate.hpp"
#include "suite/records/instrument_json.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace etalon::protocols {
namespace {

// Two statements of one scale that differ by more than this are not about one scale.
constexpr double kPixelSizeTolerance = 0.01;

}  // namespace

void StepRunner::note_pixel_size(const hardware::AcquiredFrames& acquired) {
  if (!acquired.pixel_size || !microscope_.pixel_size) return;
  const Length stated = microscope_.pixel_size->value.per_px;
  const Length found = acquired.pixel_size->per_px;
  if (std::abs(found / stated - 1) <= kPixelSizeTolerance) return;
  note("pixel_size_differs",
       fmt::format(fmt::runtime(tr("Known so far is {}, the images say {}. The former was "
                                   "followed.")),
                   to_text(stated), to_text(found)));
}

/// What devices and image files tell of the instrument belongs to the record of the run, and so
/// does where they contradict it. Before the frames are recorded: a run that is resumed does not
/// ask again for those that it has.
void StepRunner::note_instrument(const hardware::AcquiredFrames& acquired) {
  // What no image file has told comes from the device.
  const Instrument told = told_by(Source::device, acquired.instrument);
  for (const Contradiction& contradiction : contradictions(instrument_, told)) {
    std::string text = sentence(contradiction);
    // A step whose images differ from those of another goes by its own.
    if (contradiction.known_by == Source::scope_file) text += tr(" The scope file is followed.");
    if (!noted_.contains(text)) note("instrument_differs", text);
  }
  Instrument more = completed(instrument_, told);
  if (more.sources == instrument_.sources) return;
  journal(records::kInstrumentTold, records::instrument_text(told));
  instrument_ = std::move(more);
}

/// Journaled, and told at once, but once: somebody may have taken the wrong scope file.
void StepRunner::note(const std::string& event, const std::string& detail) {
  journal(event, detail);
  if (noted_.insert(detail).second) tell(detail);
}

void StepRunner::tell(const std::string& what) {
  if (observer_.on_note) observer_.on_note(at_.step, what);
}

/// Recorded in one with the frames, so that they hold for these and no others.
void StepRunner::put_doubts_into(hardware::AcquiredFrames& acquired) {
  put_doubts(coming_, acquired.actual);
  add_doubts(coming_, doubts_);
  coming_.clear();
}

}  // namespace etalon::protocols
