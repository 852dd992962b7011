// SPDX-License-Identifier: Apache-2.0
// In the place of raw_file.cpp where LibRaw was not found.
#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/raw_file.hpp"

namespace etalon::imagefiles {

ImageFile open_raw(const std::filesystem::path& path, const ReadOptions&) {
  refuse(path,
         tr("is a raw photograph, and this Etalon was built without LibRaw, which reads them. "
            "Install the package libraw-dev and build again, or save the raw values as a 16-bit "
            "TIFF, for example with dcraw -D -4 -T."));
}

}  // namespace etalon::imagefiles
