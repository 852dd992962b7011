// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/blank_field.hpp"

#include "suite/core/translate.hpp"
#include "targets/shapes/even_light.hpp"

namespace etalon::targets {
namespace {

struct Options {};

const OptionSet<Options>& options() {
  static const OptionSet<Options> set;
  return set;
}

Outcome<Scene> lay_out(const OptionTexts& texts, std::uint64_t /*seed*/) {
  if (const auto none = options().parse(texts); !none) return fail(none.error());
  Scene scene;
  scene.pattern = std::make_shared<EvenLight>();
  return scene;
}

}  // namespace

Target blank_field_target() {
  return {"blank_field", tr("A clean place of a slide: nothing but light"), false,
          options().declarations(), lay_out};
}

}  // namespace etalon::targets
