// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/report.hpp"

#include <iosfwd>

namespace etalon::reports {

/// One row per result and per failure, for spreadsheets and statistics programs (RFC 4180: comma,
/// CRLF, double quotes where needed; UTF-8). Numbers are the shortest text that reads back as the
/// same double, always with a decimal point. The columns are described in docs/reports.md.
void write_csv(const Report& report, const WriteOptions& options, std::ostream& out);

}  // namespace etalon::reports
