// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/tiff_directory.hpp"
#include "suite/imagefiles/tiff_page.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace etalon::imagefiles {

/// A TIFF file while it is being opened: libtiff stands at its first page.
struct TiffOpening {
  explicit TiffOpening(const ByteSource& source);  ///< throws FileError, also without any page

  const ByteSource& file;
  TiffDirectories directories;
  TiffHandle tiff;

  std::string description() const;  ///< of the first page; empty when it has none
  bool is_swapped() const;
  /// Pixels per unit that the first page states, 0 if it does not.
  double resolution(std::uint32_t tag) const;
};

/// All pages of the chain, described; empty for thumbnails and masks. Throws FileError when a page
/// is not wholly in the file; `announced` pages (0: nobody says) are named in the message.
std::vector<std::optional<TiffPage>> describe_pages(TiffOpening& opening, std::int64_t announced);

/// Pages that are images. Throws FileError when there are none or when they differ in size or type.
std::vector<TiffPage> image_pages(const std::vector<std::optional<TiffPage>>& all,
                                  const std::filesystem::path& path);

}  // namespace etalon::imagefiles
