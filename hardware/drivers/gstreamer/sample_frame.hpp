// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <gst/gst.h>

#include <string>

namespace etalon::hardware {

/// The formats that sample_frame() reads, as GStreamer writes them.
const char* readable_caps();

/// A picture of GStreamer's, its values untouched: grey, RGB, BGR or Bayer; of YUV the brightness.
/// Throws DeviceError, named "gstreamer", when it cannot be read.
Frame sample_frame(GstSample* sample);

/// How long one frame takes, ns; 0 when the format does not tell.
GstClockTime frame_time(GstSample* sample);
/// "GRAY8", as in its caps.
std::string format_name(GstSample* sample);

}  // namespace etalon::hardware
