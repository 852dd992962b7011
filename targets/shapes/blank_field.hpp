// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/target.hpp"

namespace etalon::targets {

/// Nothing: clear glass that lets all light through, everywhere.
Target blank_field_target();

}  // namespace etalon::targets
