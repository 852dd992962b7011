// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/cli/session.hpp"

#include <iosfwd>

namespace etalon::cli {

/// Asks who measures, and for what of protocols/circumstances.hpp neither the request nor its scope
/// file says; Enter leaves it unknown. An answer that makes no sense is explained and asked again,
/// three times in all; throws UsageError then. Answers that end are unknown.
RunRequest with_circumstances(RunRequest request, std::istream& answers, std::ostream& terminal);

/// What an option says of a circumstance, as it is recorded. Throws UsageError, also where there is
/// no such circumstance.
std::string circumstance_argument(const std::string& option, const std::string& name,
                                  const std::string& text);

}  // namespace etalon::cli
