// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/formats.hpp"
#include "suite/imagefiles/raw_file.hpp"

#include <algorithm>
#include <string_view>

namespace etalon::imagefiles {

// DNG, NEF and others begin like any TIFF file: tiff_file.cpp recognises them by their first page.
bool detect_raw(const std::vector<unsigned char>& first_bytes) {
  struct Mark {
    std::size_t offset;
    std::string_view bytes;
  };
  using namespace std::string_view_literals;
  constexpr Mark kMarks[] = {
      {8, "CR\x02"sv},    // CR2
      {4, "ftypcrx "sv},  // CR3
      {0, "FUJIFILM"sv},  // RAF
      {0, "IIRO"sv},      // ORF
      {0, "IIU\0"sv},     // RW2
  };
  return std::any_of(std::begin(kMarks), std::end(kMarks), [&](const Mark& mark) {
    return first_bytes.size() >= mark.offset + mark.bytes.size() &&
           std::equal(mark.bytes.begin(), mark.bytes.end(),
                      first_bytes.begin() + static_cast<std::ptrdiff_t>(mark.offset),
                      [](char a, unsigned char b) { return static_cast<unsigned char>(a) == b; });
  });
}

}  // namespace etalon::imagefiles
