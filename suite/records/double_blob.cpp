// SPDX-License-Identifier: Apache-2.0
#include "suite/records/double_blob.hpp"

#include <bit>
#include <cstddef>

namespace etalon::records {

std::string blob_of(const std::vector<double>& values) {
  std::string blob;
  blob.reserve(values.size() * sizeof(double));
  for (const double value : values) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (unsigned byte = 0; byte < 8; ++byte) {
      blob += static_cast<char>(static_cast<unsigned char>(bits >> (8U * byte)));
    }
  }
  return blob;
}

std::vector<double> doubles_of(Bytes blob) {
  const auto* bytes = static_cast<const unsigned char*>(blob.data);
  std::vector<double> values(blob.size / sizeof(double));
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint64_t bits = 0;
    for (unsigned byte = 0; byte < 8; ++byte)
      bits |= std::uint64_t{bytes[8 * i + byte]} << (8U * byte);
    values[i] = std::bit_cast<double>(bits);
  }
  return values;
}

}  // namespace etalon::records
