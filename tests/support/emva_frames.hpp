// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace etalon::test {

/// A tiny photon transfer series as whole numbers: two bright and two dark frames at each of seven
/// exposures, four and four for the patterns at 6 ms.
std::vector<double> emva_exposures_ms();
std::vector<Frame> emva_bright();
std::vector<Frame> emva_dark();
std::vector<Frame> emva_pattern_bright();
std::vector<Frame> emva_pattern_dark();
Observation emva_observation();

}  // namespace etalon::test
