// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <vector>

namespace etalon::hardware {

/// Cameras that GStreamer finds and that a pipeline may begin with, each with the first element of
/// one. Opens none of them.
std::vector<FoundDevice> gstreamer_cameras();

}  // namespace etalon::hardware
