// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/grade.hpp"

#include <iosfwd>
#include <vector>

namespace etalon::reports {

struct GradeTextOptions {
  bool colour = false;
  bool details = false;  ///< method, rule, guard band, chance, source and tier of each judgement
};

/// The verdicts of a run, for people at a terminal: one line per limit of the first profile (the
/// one that decides the exit code), then one line for all profiles, then what the verdicts rest on.
/// With details every profile is shown limit by limit. Nothing when there is no grade.
void write_grades(const std::vector<Grade>& grades, const GradeTextOptions& options,
                  std::ostream& out);

}  // namespace etalon::reports
