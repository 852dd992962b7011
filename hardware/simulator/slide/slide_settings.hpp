// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/options.hpp"

#include <optional>
#include <string>

namespace etalon::hardware {

/// What the person at the virtual microscope has, and how it was put under the objective. It
/// overrides what the catalogue says of the slide.
struct SlideSettings {
  Angle edge_angle = deg(5);
  std::optional<Length> edge_roughness;  ///< standard deviation about its course
  bool ruler = true;
  std::optional<Length> ruler_pitch;  ///< nominal; none: the one of the slide
  Ratio ruler_error;                  ///< true pitch = nominal (1 + ruler_error)
  Angle ruler_angle = deg(1);
};

const OptionSet<SlideSettings>& slide_options();
std::string objection_to(const SlideSettings& settings);

}  // namespace etalon::hardware
