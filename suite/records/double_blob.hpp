// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/records/sqlite.hpp"

#include <string>
#include <vector>

namespace etalon::records {

/// Arrays of doubles as they stand in BLOB columns: IEEE 754 binary64, little-endian, nothing else.
std::string blob_of(const std::vector<double>& values);
std::vector<double> doubles_of(Bytes blob);

}  // namespace etalon::records
