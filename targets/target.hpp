// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/options.hpp"
#include "suite/core/outcome.hpp"
#include "targets/scene.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace etalon::targets {

/// A kind of target that the virtual microscope can look at. The slides that exist, with their
/// makers' tolerances, are data in catalogue/*.yaml and name the shape that they carry. A new shape
/// is one file pair in shapes/ and one line in target_table.cpp.
struct Target {
  std::string id;            ///< "slanted_edge"
  std::string title;         ///< one line for `etalon list targets`
  bool fluorescent = false;  ///< gives light itself; false: lets light through
  std::vector<OptionDeclaration> options;
  /// `seed` decides whatever is random in it. Fails only when the options are wrong.
  Outcome<Scene> (*lay_out)(const OptionTexts& options, std::uint64_t seed);
};

const std::vector<Target>& target_table();
const Target* find_target(const std::string& id);

}  // namespace etalon::targets
