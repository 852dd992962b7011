// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/imaging/spectrum.hpp"

#include <optional>

namespace etalon::metrics {

/// Shift of the content of a frame, px of the frame, with standard uncertainties of the pair.
struct FrameShift {
  double x = 0;
  double y = 0;
  double u_x = 0;
  double u_y = 0;
};

/// A frame against which others are registered: whole samples from imaging::shift_between and cut
/// off, the rest with a window that moves with what it shows, until it has settled.
class FrameRegistration {
 public:
  explicit FrameRegistration(Plane reference);
  /// Nothing where no common texture stands out from noise.
  std::optional<FrameShift> shift_of(const Plane& moved) const;
  /// With which the texture repeats itself, where it does: shifts are ambiguous by that.
  std::optional<double> period_px() const { return period_px_; }

 private:
  Plane reference_;
  imaging::Spectrum spectrum_;
  std::optional<double> period_px_;
};

}  // namespace etalon::metrics
