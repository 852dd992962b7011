// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace etalon::test {

/// A lamp whose steadiness is known: 1 on average.
struct LampModel {
  std::size_t readings = 300;
  double interval_s = 1;
  double noise = 0;  ///< of single readings, relative
  double slow = 0;   ///< ... that readings share over `memory` of them
  double memory = 1;
  double drift = 0;           ///< per hour, relative
  double walk = 0;            ///< step of a random walk from reading to reading
  double warm_up = 0;         ///< how much brighter (or darker) it begins
  double warm_up_time_s = 1;  ///< over which that falls by e
};

std::vector<double> light_of(const LampModel& lamp, std::uint64_t seed);

/// Readings of a power meter, `integration` 0.1 s.
Observation metered(const std::vector<double>& light, double interval_s);

/// Images of `side` x `side` px with `electrons` per pixel at a light of 1, photon noise, read
/// noise of 2 e and an offset of 100 DN.
Observation imaged(const std::vector<double>& light, double interval_s, int side, double electrons,
                   std::uint64_t seed);

/// One reading every two seconds at each of these set points (1: the highest).
Observation stepped(const std::vector<double>& set_points,
                    const std::function<double(double)>& light);

}  // namespace etalon::test
