// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/blur.hpp"
#include "hardware/simulator/image/fourier.hpp"

#include <functional>
#include <vector>

namespace etalon::hardware {

/// Places of the image at which the blur is computed, on a rectangular net; between them the
/// picture is mixed in proportion. One place, the middle, when the blur is the same everywhere.
struct Patches {
  std::vector<double> x_px;  ///< from the middle of the image, ascending
  std::vector<double> y_px;

  std::size_t count() const { return x_px.size() * y_px.size(); }
  Place place(std::size_t patch) const {
    return {x_px[patch % x_px.size()], y_px[patch / x_px.size()]};
  }
  /// Share of the patch at a place; those of all patches add up to 1.
  double weight(std::size_t patch, Place sensor_px) const;
  /// Pixels in which the patch has a share.
  Window window(std::size_t patch, const Field& field) const;
};

/// As many that half-way between two places of the net the mixed transfer function differs from the
/// true one by no more than 0.003 at any frequency, at most 33 along each side.
Patches patches_for(const Field& field, const std::function<Blur(Place)>& blur_at);

/// Does anything of the field change the blur? Defocus by tilt and curvature counts on request.
bool blur_changes(const Field& field, bool with_defocus);

}  // namespace etalon::hardware
