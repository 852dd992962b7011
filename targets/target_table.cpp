// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/blank_field.hpp"
#include "targets/shapes/line_grid.hpp"
#include "targets/shapes/ronchi_ruling.hpp"
#include "targets/shapes/slanted_edge.hpp"
#include "targets/shapes/stage_micrometer.hpp"
#include "targets/target.hpp"

namespace etalon::targets {

const std::vector<Target>& target_table() {
  static const std::vector<Target> table{
      slanted_edge_target(),     ronchi_ruling_target(), line_grid_target(),
      stage_micrometer_target(), blank_field_target(),
  };
  return table;
}

const Target* find_target(const std::string& id) {
  for (const Target& target : target_table()) {
    if (target.id == id) return &target;
  }
  return nullptr;
}

}  // namespace etalon::targets
