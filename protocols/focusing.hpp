// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "suite/core/outcome.hpp"

#include <optional>

namespace etalon::protocols {

/// Distance over which focus is lost: wavelength / NA^2, a twentieth of the travel where NA or
/// wavelength are not known.
Length focus_depth(const Instrument& instrument, const hardware::Travel& travel);

/// Looks for the sharpest place and moves there; returns it. Near `place`, where an earlier search
/// ended, in quarters of the focus depth, each approached from below, with the vertex of the
/// parabola through the sharpest five. Without such a place, or when the sharpest lies at the end
/// of that range, a coarse search comes first: about where the focus stands, in steps of the focus
/// depth, wider and wider until the sharpest place lies inside or the travel ends. Fails with
/// `focus.not_found` (nowhere sharper than elsewhere); the focus is then back where it stood
/// before. Frames taken here are not kept.
Outcome<Length> find_focus(const hardware::Microscope& microscope,
                           const hardware::StepContext& step, std::optional<Time> exposure,
                           std::optional<Length> place);

}  // namespace etalon::protocols
