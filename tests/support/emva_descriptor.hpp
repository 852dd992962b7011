// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"

#include <filesystem>

namespace etalon::test {

/// The series that a descriptor of EMVA 1288 names: "b TIME PHOTONS", "d TIME" (ns) and "i IMAGE"
/// lines, images beside it.
Observation emva_series(const std::filesystem::path& descriptor);

}  // namespace etalon::test
