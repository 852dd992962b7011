// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/tiff_page.hpp"

#include <memory>
#include <vector>

namespace etalon::imagefiles {

/// Pages of one TIFF file as frames, read when they are asked for; the file does not stay open.
/// `swapped`: its byte order is not that of this machine.
std::unique_ptr<FrameSequence> tiff_frames(const ByteSource& file, const ReadOptions& options,
                                           std::vector<TiffPage> pages, bool swapped);

}  // namespace etalon::imagefiles
