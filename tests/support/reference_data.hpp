// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>

namespace etalon::test {

/// The folder with the reference images (docs/reference_data.md), from the environment variable
/// ETALON_REFERENCE_DATA. Tests that use it are declared with `etalon_add_test(... REFERENCE)`:
/// CTest does not start their program without it and counts it as skipped.
inline std::filesystem::path reference_data() {
  const char* folder = std::getenv("ETALON_REFERENCE_DATA");
  return folder == nullptr ? std::filesystem::path() : std::filesystem::path(folder);
}

}  // namespace etalon::test
