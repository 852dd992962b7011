// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/frame.hpp"
#include "suite/core/observation.hpp"
#include "suite/core/options.hpp"
#include "targets/exact/texture.hpp"

#include <cstdint>
#include <vector>

namespace etalon::test {

/// Pairs of images of a texture whose spectrum is known, as the camera of exposed() records them.

/// Contrast 0.1 at a blur of 2.5 px on 256 x 256 px, unless said otherwise.
targets::Texture fine_texture(double level = 2000, int seed = 1, int size = 256);

/// `count` exposures with noise of their own.
std::vector<Frame> exposures(const targets::Texture& texture, std::uint64_t seed,
                             std::size_t count = 2);

/// Frequency at which signal/(signal + noise) is `level`, cycles/px: photon noise, 2 e of read
/// noise and rounding to whole electrons.
double true_crossing(const targets::Texture& texture, double level = 1.0 / 7);

Evaluation frc_of(std::vector<Frame> frames, const OptionTexts& options = {});

}  // namespace etalon::test
