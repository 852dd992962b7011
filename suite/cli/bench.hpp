// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/procedure.hpp"
#include "protocols/runner.hpp"
#include "suite/cli/session.hpp"
#include "suite/records/store.hpp"

namespace etalon::cli {

/// What stands in front of us: the microscope of a scope file, or a folder of images in its place,
/// and what is known of slides and places besides.
struct Bench {
  hardware::Microscope microscope;
  protocols::RunContext context;
};

/// Makes the devices (not opened yet). Throws UsageError, FileError, TextError.
Bench bench_for(const RunRequest& request);

/// The bench of a run that was interrupted: scope and folder as its record has them, unless the
/// request names others.
Bench bench_for(const RunRequest& request, const records::RunDetail& interrupted);

/// Somebody's folder of images whose names know nothing of steps: when the protocol needs images
/// for one step only, every image is taken for it, each measured by itself. Steps that may be left
/// out are. Changes the procedure, and the pattern of the request.
void take_every_image(protocols::Procedure& procedure, RunRequest& request);

}  // namespace etalon::cli
