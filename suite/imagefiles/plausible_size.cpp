// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/plausible_size.hpp"

#include "suite/imagefiles/byte_source.hpp"

#include <limits>

namespace etalon::imagefiles {

void require_plausible_size(const std::filesystem::path& path, std::uint64_t width,
                            std::uint64_t height) {
  constexpr std::uint64_t kMostPixels = 4'000'000'000;
  constexpr std::uint64_t kLongestSide = std::numeric_limits<std::int32_t>::max();
  if (width == 0 || height == 0)
    refuse(path,
           tr("has an image without pixels ({} x {}). Its header is damaged; copy it again from "
              "the instrument."),
           width, height);
  if (width > kLongestSide || height > kLongestSide || width > kMostPixels / height)
    refuse(path,
           tr("says that it has {} x {} pixels, more than any camera. Its header is damaged; "
              "copy it again from the instrument."),
           width, height);
}

void require_plausible_expansion(const std::filesystem::path& path, std::uint64_t decoded_bytes,
                                 std::uint64_t file_size, std::uint64_t largest_expansion) {
  if (decoded_bytes / largest_expansion > file_size)
    refuse(path,
           tr("says that it has {} bytes of pixels, but only {} bytes are in the file. Its header "
              "is damaged; copy it again from the instrument."),
           decoded_bytes, file_size);
}

}  // namespace etalon::imagefiles
