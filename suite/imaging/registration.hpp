// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/imaging/phase_fit.hpp"
#include "suite/imaging/spectrum.hpp"

#include <optional>

namespace etalon::imaging {

/// Shift of the content of a frame, px of the frame, right and down positive, with the standard
/// uncertainties of the pair: half of each variance belongs to either frame.
struct FrameShift {
  double x = 0;
  double y = 0;
  double u_x = 0;
  double u_y = 0;
  /// Something agrees where it was, while the rest moved: dust or patterns of the sensor. The shift
  /// is that of the rest.
  bool still_pattern = false;
  /// Frames agree as well at another shift: the texture repeats itself.
  bool ambiguous = false;
};

/// A frame of any texture, against which others are registered.
///
/// Which shift, roughly: the highest peak of the cross-correlation, each ring of frequencies
/// brought to the same power, so that neither lamp nor offset matter. If that lies at zero and
/// another one stands out that the texture's likeness to itself does not explain, the peak at zero
/// is the sensor's, and the other one is meant. Of shifts that agree equally
/// well (a texture that repeats itself), the one nearest to `near`. Whole samples are cut off, then
/// the phases up to 0.45 cycles/sample are fitted (phase_fit.hpp) with a window that moves with the
/// content: a fixed one draws shifts towards whole samples, by 0.03 px in frames of 64 px. Single
/// pixels that stand out from neighbours that are all alike are replaced first: no lens makes them.
///
/// Uncertainty. The shift is a sum over pixels of (derivative of the filtered reference) times
/// (what is left between the frames); its variance is taken from what is left, pixel by pixel. So
/// light whose noise is largest at the beads counts where it is. Noise is taken to be white. In
/// small frames it is enlarged by what the fit does to itself: weights of rings from few samples,
/// and a window that moves with the shift (by 27 % in frames of 64 px with a texture of 2.2 px, 2 %
/// in 256 px).
///
/// Assumes: moved, not turned or scaled (a rotation by an angle smears by angle times half of the
/// field, and is seen as noise); the same focus. Patterns of the sensor that stay while the content
/// moves by less than four samples draw the shift towards zero by their share of the power:
/// subtract dark frames and divide by a flat field first. At least 24 samples must overlap along
/// each side, and in practice half of the field.
class FrameRegistration {
 public:
  explicit FrameRegistration(Plane reference);
  /// Nothing where no common texture stands out from noise. About 0.15 s for 1024 x 1024 samples.
  std::optional<FrameShift> shift_of(const Plane& moved, const Shift& near = {}) const;
  /// The same where the shift is known to much less than a period, of textures that repeat: what is
  /// left of `about`, whole samples of which are cut off first.
  std::optional<FrameShift> shift_about(const Plane& moved, const Shift& about) const;
  /// With which the texture repeats itself, where it does: shifts are ambiguous by that.
  std::optional<double> period_px() const { return period_px_; }

 private:
  Plane reference_;
  Spectrum spectrum_;
  CorrelationMap likeness_;  ///< of the texture with itself
  std::optional<double> period_px_;
};

/// The plane with single pixels that stand out from their eight neighbours by more than seven times
/// their range, highest and lowest left out, replaced by the mean of these six. Of a spot by a lens
/// neighbours on the axes and on the diagonals differ too much for that.
Plane without_lone_pixels(Plane plane);

}  // namespace etalon::imaging
