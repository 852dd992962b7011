// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace etalon::hardware {

/// Throws DeviceError when the machine has not the memory to make images of this size: it is asked
/// before, as the system kills programs rather than tell them. `planes`: of a volume that is worked
/// on at once.
void expect_memory(int width, int height, int colours, int planes = 1);

}  // namespace etalon::hardware
