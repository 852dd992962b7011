// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

namespace etalon::imaging {

/// What a filter sees beyond the border.
enum class Border {
  reflected,  ///< d c b a | a b c d | d c b a
  repeated    ///< a a a a | a b c d | d d d d
};

/// The plane convolved with a sampled Gaussian of `sigma` samples, cut off at four sigma and
/// normalised; separable, so 2 (8 sigma + 1) operations a sample.
Plane gaussian_smoothed(const Plane& plane, double sigma, Border border);

}  // namespace etalon::imaging
