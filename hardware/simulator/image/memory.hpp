// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace etalon::hardware {

/// Throws DeviceError when forming an image would need more than three quarters of the machine's
/// memory.
void refuse_above_memory(double bytes);

}  // namespace etalon::hardware
