// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/bead_field.hpp"
#include "targets/shapes/blank_field.hpp"
#include "targets/shapes/dot_grid.hpp"
#include "targets/shapes/fluorescent_slide.hpp"
#include "targets/shapes/line_grid.hpp"
#include "targets/shapes/natural_texture.hpp"
#include "targets/shapes/ronchi_ruling.hpp"
#include "targets/shapes/siemens_star.hpp"
#include "targets/shapes/slanted_edge.hpp"
#include "targets/shapes/stage_micrometer.hpp"
#include "targets/shapes/thin_layer.hpp"
#include "targets/shapes/usaf_1951.hpp"
#include "targets/target.hpp"

namespace etalon::targets {

const std::vector<Target>& target_table() {
  static const std::vector<Target> table{
      slanted_edge_target(),     usaf_1951_target(),         siemens_star_target(),
      ronchi_ruling_target(),    line_grid_target(),         dot_grid_target(),
      stage_micrometer_target(), bead_field_target(),        blank_field_target(),
      thin_layer_target(),       fluorescent_slide_target(), natural_texture_target(),
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
