// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/core/quantity.hpp"

#include <optional>

namespace etalon::protocols {

/// Brightness of a frame for exposing and for gates: the value that all but a thousandth of its
/// samples (of any colour) stay below, over the full scale. Nothing for floating-point frames,
/// which have no full scale. 0.1 % is more than hot pixels and less than any bright part of a
/// slide.
std::optional<Ratio> brightness(const Frame& frame);

/// How sharp a frame is, for comparing frames of one scene only: mean square of the differences
/// between neighbouring samples, over the square of the mean (Brenner's focus function, both
/// directions, independent of the exposure). Of the first plane that has most light: green.
double sharpness(const Frame& frame);

/// Share of the samples that have reached full scale; nothing where that is not known.
std::optional<Ratio> saturated_share(const Frame& frame);

}  // namespace etalon::protocols
