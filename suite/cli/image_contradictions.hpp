// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/scope_file.hpp"
#include "suite/imagefiles/image_file.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::cli {

/// What image files say against the scope file and against the scale that is followed, in the
/// sentences of a run, each once.
std::vector<std::string> contradictions_in(const std::vector<imagefiles::ImageFile>& files,
                                           const std::optional<protocols::ScopeFile>& scope,
                                           const std::optional<Uncertain<PixelSize>>& pixel_size);

}  // namespace etalon::cli
