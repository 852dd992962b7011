// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <vector>

namespace etalon::imagefiles {

/// A baseline JPEG file of a frame of bytes, grey or RGB, as libjpeg writes it by default: colours
/// as YCbCr with chroma at half the resolution. `quality` 1 to 100 in the sense of libjpeg. Throws
/// FileError for frames that a JPEG file cannot hold (a side above 65 500 pixels).
std::vector<unsigned char> jpeg_of(const Frame& frame, int quality);

/// The frame that such a file holds, with all that it says of itself. Throws FileError when it is
/// damaged.
Frame frame_of_jpeg(const std::vector<unsigned char>& bytes);

}  // namespace etalon::imagefiles
