// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/tiff_directory.hpp"

#include <tiffio.h>

#include <optional>
#include <unordered_set>

namespace etalon::imagefiles {
namespace {

/// Sizes in bytes of the parts of a directory: TIFF 6.0 section 2, and the same with 64 bits.
struct Layout {
  bool big_endian = false;
  bool big_tiff = false;
  std::uint64_t offset_size() const { return big_tiff ? 8 : 4; }
  std::uint64_t count_size() const { return big_tiff ? 8 : 2; }
  std::uint64_t entry_size() const { return big_tiff ? 20 : 12; }
};

std::uint64_t unsigned_number(const unsigned char* bytes, std::uint64_t size, bool big_endian) {
  std::uint64_t number = 0;
  for (std::uint64_t i = 0; i < size; ++i)
    number = number << 8 | bytes[big_endian ? i : size - 1 - i];
  return number;
}

std::optional<std::uint64_t> read_number(const ByteSource& file, std::uint64_t offset,
                                         std::uint64_t size, const Layout& layout) {
  unsigned char bytes[8] = {};
  if (offset > file.size() || file.read_at(offset, bytes, size) != size) return std::nullopt;
  return unsigned_number(bytes, size, layout.big_endian);
}

/// Is the value of this tag in the file? Small values stand in the entry itself.
bool value_is_inside(const unsigned char* entry, const Layout& layout, std::uint64_t file_size) {
  const std::uint64_t type = unsigned_number(entry + 2, 2, layout.big_endian);
  const std::uint64_t count = unsigned_number(entry + 4, layout.offset_size(), layout.big_endian);
  if (type == 0 || type > TIFF_IFD8) return true;  // a type that nobody knows, so nobody reads it
  const auto width = static_cast<std::uint64_t>(TIFFDataWidth(static_cast<TIFFDataType>(type)));
  if (count > file_size) return false;
  const std::uint64_t size = count * width;
  if (size <= layout.offset_size()) return true;
  const std::uint64_t offset =
      unsigned_number(entry + 4 + layout.offset_size(), layout.offset_size(), layout.big_endian);
  return offset <= file_size && size <= file_size - offset;
}

/// Offset of the next directory (0: none), or nothing if this one is not wholly in the file.
std::optional<std::uint64_t> next_directory(const ByteSource& file, std::uint64_t offset,
                                            const Layout& layout) {
  const auto count = read_number(file, offset, layout.count_size(), layout);
  constexpr std::uint64_t kMostTags = 65535;
  if (!count || *count == 0 || *count > kMostTags) return std::nullopt;
  std::vector<unsigned char> entries(*count * layout.entry_size());
  const std::uint64_t start = offset + layout.count_size();
  if (file.read_at(start, entries.data(), entries.size()) != entries.size()) return std::nullopt;
  for (std::uint64_t i = 0; i < *count; ++i)
    if (!value_is_inside(entries.data() + i * layout.entry_size(), layout, file.size()))
      return std::nullopt;
  return read_number(file, start + entries.size(), layout.offset_size(), layout);
}

}  // namespace

TiffDirectories find_directories(const ByteSource& file) {
  TiffDirectories found;
  found.end = TiffDirectories::End::truncated;
  unsigned char magic[4] = {};
  if (file.read_at(0, magic, 4) != 4) return found;
  const bool big_endian = magic[0] == 'M';
  const Layout layout{big_endian, unsigned_number(magic + 2, 2, big_endian) == 43};
  auto next = read_number(file, layout.big_tiff ? 8 : 4, layout.offset_size(), layout);
  if (next == std::uint64_t{0}) return found;  // not even one page
  std::unordered_set<std::uint64_t> seen;
  while (next && *next != 0) {
    const std::uint64_t offset = *next;
    if (!seen.insert(offset).second) {
      found.end = TiffDirectories::End::circular;
      return found;
    }
    next = next_directory(file, offset, layout);
    if (next) found.offsets.push_back(offset);
  }
  if (next) found.end = TiffDirectories::End::complete;
  return found;
}

}  // namespace etalon::imagefiles
