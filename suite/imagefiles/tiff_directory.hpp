// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/byte_source.hpp"

#include <cstdint>
#include <vector>

namespace etalon::imagefiles {

/// The chain of directories (IFDs, one for each page) of a TIFF file.
///
/// libtiff reads the pages, but it cannot be asked whether it saw all of them: at a next page
/// behind the end of the file it stops as if the file were over, and it drops a tag whose value
/// lies there. So the chain is walked here first: 12 bytes (BigTIFF: 20) for each tag (TIFF 6.0,
/// section 2).
struct TiffDirectories {
  enum class End { complete, truncated, circular };
  std::vector<std::uint64_t> offsets;  ///< of the pages that are whole
  End end = End::complete;             ///< what comes after the last of them
};
TiffDirectories find_directories(const ByteSource& file);

}  // namespace etalon::imagefiles
