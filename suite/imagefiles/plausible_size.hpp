// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

namespace etalon::imagefiles {

/// Throws FileError for no pixels at all and for more than any camera has (4 * 10^9): asked of
/// every header before memory is taken for its frame.
void require_plausible_size(const std::filesystem::path& path, std::uint64_t width,
                            std::uint64_t height);

/// The same for decoded bytes that a compressed file of this size cannot hold.
void require_plausible_expansion(const std::filesystem::path& path, std::uint64_t decoded_bytes,
                                 std::uint64_t file_size, std::uint64_t largest_expansion);

}  // namespace etalon::imagefiles
