// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/even_light.hpp"

#include <utility>

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

Target even_target(std::string id, std::string title, bool fluorescent) {
  return {std::move(id), std::move(title), fluorescent, options().declarations(), lay_out};
}

}  // namespace etalon::targets
