// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/fluorescent_slide.hpp"

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

Target fluorescent_slide_target() {
  return {"fluorescent_slide", tr("Thick dyed plastic: even fluorescence"), true,
          options().declarations(), lay_out};
}

}  // namespace etalon::targets
