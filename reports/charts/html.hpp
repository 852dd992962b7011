// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/report.hpp"

#include <iosfwd>

namespace etalon::charts {

/// The performance report as one HTML page that needs nothing else: no script, no font, no picture
/// from elsewhere. Readable on a phone, printable in black and white. Page one is for people
/// without the vocabulary; then results, charts, pictures, budgets, methods, inputs. Everything
/// that comes from outside (names, paths, details) is escaped. Needs a QApplication; throws Error
/// without a font.
void write_html(const reports::Report& report, const reports::WriteOptions& options,
                std::ostream& out);

}  // namespace etalon::charts
