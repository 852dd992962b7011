// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

namespace etalon::hardware {

/// A row of the driver table.
Driver micromanager_driver();

}  // namespace etalon::hardware
