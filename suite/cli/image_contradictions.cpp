// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/image_contradictions.hpp"

#include "protocols/scale_of_run.hpp"
#include "suite/core/contradiction.hpp"

#include <algorithm>

namespace etalon::cli {

std::vector<std::string> contradictions_in(const std::vector<imagefiles::ImageFile>& files,
                                           const std::optional<protocols::ScopeFile>& scope,
                                           const std::optional<Uncertain<PixelSize>>& pixel_size) {
  std::vector<std::string> all;
  const auto add = [&](const std::string& sentence) {
    const bool is_new = std::find(all.begin(), all.end(), sentence) == all.end();
    if (!sentence.empty() && is_new) all.push_back(sentence);
  };
  for (const auto& file : files) {
    if (scope) {
      for (const auto& found : contradictions(scope->instrument, file.metadata.instrument))
        add(sentence_on_known(found));
    }
    for (const auto& told : {file.metadata.pixel_size_x, file.metadata.pixel_size_y})
      if (told && pixel_size) add(protocols::scales_differ(pixel_size->value, *told));
  }
  return all;
}

}  // namespace etalon::cli
