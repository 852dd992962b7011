// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/fluorescent_slide.hpp"

#include "suite/core/translate.hpp"
#include "targets/shapes/even_light.hpp"

namespace etalon::targets {

Target fluorescent_slide_target() {
  return even_target("fluorescent_slide", tr("Thick dyed plastic: even fluorescence"), true);
}

}  // namespace etalon::targets
