// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "protocols/procedure.hpp"
#include "suite/records/store.hpp"

#include <functional>
#include <string>

namespace etalon::protocols {

struct RunContext {
  std::string site;
  std::string operator_name;
  std::vector<records::DocumentIdentity> documents;  ///< scope and slide files
  std::string etalon_version;
  std::string etalon_build;
};

/// What the runner tells while it works; all may be empty.
struct RunObserver {
  std::function<void(const Step& step, std::size_t index, std::size_t steps, int repeat)> on_step;
  std::function<void(const std::string& step, const Evaluation& evaluation)> on_evaluation;
};

/// Runs the procedure: every frame is kept (OME-TIFF in NAME.frames/RUN/, synced and hashed) and
/// every step journaled before it counts as done. Free space is checked before the first step.
/// Returns the run id. A step that cannot be measured leaves its failures in the record; the
/// world's errors are journaled, the run is closed as aborted, and the exception goes on.
std::string run_procedure(const Procedure& procedure, hardware::Microscope& microscope,
                          records::Store& store, const RunContext& context,
                          const RunObserver& observer = {});

}  // namespace etalon::protocols
