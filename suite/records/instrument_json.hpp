// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/instrument.hpp"

#include <string>

namespace etalon::records {

/// The column run.instrument_description (docs/database.md). Lengths are in micrometres, as the
/// keys say; what nobody said is left out. "sources" names who told each field. Throws RecordError
/// for what is no such description.
std::string instrument_text(const Instrument& instrument);
Instrument instrument_from_text(const std::string& json);

}  // namespace etalon::records
