// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"
#include "targets/exact/bead_stack.hpp"

#include <cstdint>
#include <vector>

namespace etalon::test {

/// Stacks of beads whose widths are known. Pixels of 0.1 um, steps of 0.2 um.

/// The planes as a 16-bit camera records them: Poisson and read noise (2 e), 1 DN per electron,
/// offset 100 DN.
std::vector<Frame> exposed_stack(const targets::BeadStack& stack, std::uint64_t seed);
/// Expected electrons, no noise.
std::vector<Frame> noise_free_stack(const targets::BeadStack& stack);

/// Frames with their places, pixel size and axial step (standard uncertainties of 1e-4 of them).
Observation stack_of(std::vector<Frame> frames);
/// The same, of which nobody says anything.
Observation bare_stack_of(std::vector<Frame> frames);

/// Sixteen beads on 100 x 100 pixels and 25 planes, points with sigma 1.5 px and 3 planes.
targets::BeadStack sixteen_beads(double peak_electrons = 1000);

/// A lens of NA 0.8 in air, emission 525 nm.
Instrument green_lens();

}  // namespace etalon::test
