// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"
#include "targets/exact/expected_image.hpp"

#include <string>
#include <vector>

namespace etalon::test {

struct Scene {
  std::string name;
  Observation observation;
};

/// Pictures with something in them, for each metric that is known here; others get the same ones.
/// Rendered anew by each call, so one call serves all metrics and methods.
std::vector<Scene> scenes();

/// Nothing that anybody could measure.
std::vector<Scene> empty_scenes();

Observation with_instrument(Observation observation);

targets::ExpectedImage edge();

/// An edge through focus.
Observation stack();

}  // namespace etalon::test
