// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace etalon::hardware {

/// Throws DeviceError when forming an image would need more than three quarters of the machine's
/// memory.
void refuse_above_memory(double bytes);

/// The same for an image of so many pixels and colours and the frames that a camera makes of it.
void refuse_large_image(int width, int height, std::size_t colours);

}  // namespace etalon::hardware
