// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/options.hpp"
#include "suite/core/outcome.hpp"
#include "targets/otf.hpp"

#include <string>
#include <vector>

namespace etalon::targets {

/// What a sensor collects on average: electrons per pixel, row by row, pixel boxes integrated.
struct ExpectedImage {
  int width = 0;
  int height = 0;
  std::vector<double> electrons;
};

/// A kind of target whose geometry can be rendered through any optics. The slides that exist, with
/// their makers' tolerances, are data in catalogue/*.yaml and name the shape that they carry. A new
/// shape is one file pair in shapes/ and one line in target_table.cpp.
struct Target {
  std::string id;     ///< "slanted_edge"
  std::string title;  ///< one line for `etalon list targets`
  std::vector<OptionDeclaration> options;
  /// Fails only when the options are wrong.
  Outcome<ExpectedImage> (*render)(const OptionTexts& options, const Otf& otf);
};

const std::vector<Target>& target_table();
const Target* find_target(const std::string& id);

}  // namespace etalon::targets
