// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "protocols/procedure.hpp"
#include "protocols/slide_file.hpp"
#include "suite/records/store.hpp"

#include <functional>
#include <map>
#include <string>

namespace etalon::protocols {

struct RunContext {
  std::string site;
  std::string operator_name;
  std::vector<records::DocumentIdentity> documents;  ///< scope file
  std::map<std::string, SlideInstance> slides;       ///< by step: what lies under the objective
  std::map<std::string, std::string> conditions;     ///< circumstances.hpp: "room_temperature"
  /// Who told of the run what no instrument has: "operator", "site", "room_temperature" and other
  /// conditions, "slide.edge".
  std::map<std::string, Source> sources;
  /// Journaled at the start: where things came from, for going on after an interruption.
  std::map<std::string, std::string> notes;
  std::string etalon_version;
  std::string etalon_build;
};

/// What the runner tells while it works; all may be empty.
struct RunObserver {
  std::function<void(const std::string& run)> on_start;
  std::function<void(const Step& step, std::size_t index, std::size_t steps, int repeat)> on_step;
  std::function<void(const std::string& step, const Evaluation& evaluation)> on_evaluation;
  std::function<void(const Step& step, const std::string& complaint)> on_gate;
  /// Something that contradicts what was known (a scale, what a device tells of itself), or what
  /// the images show of what a person did.
  std::function<void(const std::string& step, const std::string& note)> on_note;
  /// A visit of a series was acquired; `done` counts from 1.
  std::function<void(const Step& step, std::size_t done, std::size_t visits)> on_visit;
  /// Asked between visits and steps: true ends the run, which can be gone on with.
  std::function<bool()> is_interrupted;
};

/// Runs the procedure: every frame is kept (OME-TIFF in NAME.frames/RUN/, synced and hashed) and
/// every step journaled before it counts as done; of a series every visit. No series is in memory
/// whole, unless it is not kept and never was in a file. Free space is checked before the first
/// step. Repeats that were focused anew are combined where the metric knows how; a measured pixel
/// size is the scale of all later steps; at the end the profiles named by the procedure judge, and
/// their grades are recorded. Returns the run id. A step that cannot be measured leaves its
/// failures in the record; the world's errors are journaled, the run is closed as aborted, and the
/// exception goes on.
std::string run_procedure(const Procedure& procedure, hardware::Microscope& microscope,
                          records::Store& store, const RunContext& context,
                          const RunObserver& observer = {});

/// Goes on with a run that was killed or aborted. `procedure` is the one recorded with it. Steps
/// that were done are not done again; frames that were acquired are measured as they are; a step
/// that was interrupted before is exposed and focused again. The results are those of a run that
/// was never interrupted. Throws RecordError when the run is finished.
void resume_run(const Procedure& procedure, const records::RunDetail& recorded,
                hardware::Microscope& microscope, records::Store& store, const RunContext& context,
                const RunObserver& observer = {});

}  // namespace etalon::protocols
