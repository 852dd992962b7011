// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/report.hpp"

#include <iosfwd>

namespace etalon::reports {

/// For people at a terminal: one block per evaluation (repeats that were combined: one for all),
/// results aligned, the interval beside the value, the next step beside every problem. Colour only
/// adds to words and shapes.
void write_text(const Report& report, const WriteOptions& options, std::ostream& out);

}  // namespace etalon::reports
