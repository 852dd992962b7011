// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/blur.hpp"
#include "hardware/simulator/image/field_map.hpp"
#include "hardware/simulator/image/fourier.hpp"
#include "hardware/simulator/image/sampling.hpp"
#include "targets/scene.hpp"

#include <cstddef>
#include <vector>

namespace etalon::hardware {

/// A part of an image and the periodic domain about it in which it is formed.
struct Domain {
  Window part;     ///< pixels of the image
  Place first_px;  ///< pixel 0 of the domain, from the middle of the image
  Grid grid;
  Sampling sampling;
  double clean_px = 0;    ///< true pattern reaches so far beyond the part
  double fading_px = 0;   ///< then fades into its mean over so much, to the border of the domain
  double reach_px = 0;    ///< how far away light from beyond the domain is looked for
  std::size_t bytes = 0;  ///< needed while it is formed
};

Domain domain_for(const Field& field, const Window& part, const Blur& blur);

/// How much of the pattern the domain has at a distance from its first border: 0 ... 1. Without the
/// fading, where the domain meets its repetition borders would stand that nothing has averaged.
double share_in_domain(double distance_px, int period, double fading_px);

/// The pattern in the pixels of the part, blurred alike everywhere. About the part lies a margin of
/// true pattern, beyond that the domain repeats itself; far_light.hpp puts right what comes from
/// there.
std::vector<float> pattern_image(const targets::Pattern& pattern, const FieldMap& map,
                                 const Blur& blur, const Domain& domain, std::size_t threads);

/// The pattern at places first, first + step ... in a row of the sensor.
void sample_row(const targets::Pattern& pattern, const FieldMap& map, Place first_px,
                double step_px, double sigma_um, std::span<float> light);

}  // namespace etalon::hardware
