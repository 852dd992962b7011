// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/blank_field.hpp"

#include "suite/core/translate.hpp"
#include "targets/shapes/even_light.hpp"

namespace etalon::targets {

Target blank_field_target() {
  return even_target("blank_field", tr("A clean place of a slide: nothing but light"), false);
}

}  // namespace etalon::targets
