// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/scope_file.hpp"

namespace etalon::cli {

/// A scope file can start programs. Each is shown and asked about before it is started for the
/// first time, and again when it has changed; the consent is remembered. Throws DeviceError where
/// it is not given, or where nobody can be asked.
void expect_consent(const protocols::ScopeFile& scope);

/// `etalon scope trust`: shows what is started, and remembers that it may be.
void give_consent(const protocols::ScopeFile& scope);

}  // namespace etalon::cli
