// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/report.hpp"

#include <filesystem>
#include <string>

namespace etalon::reports {

/// A run as the database has it. `run` as in Store::load_run. Throws RecordError.
Report report_of_run(const records::Store& store, const std::string& run);

/// What write_json wrote: one evaluation, an array of them or a run (of which only the evaluations
/// are taken: the instrument is described in full by the database alone). Files hold no pictures.
/// Throws FileError when the file cannot be read or is something else.
Report report_of_file(const std::filesystem::path& path);

}  // namespace etalon::reports
