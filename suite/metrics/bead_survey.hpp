// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame_sequence.hpp"
#include "suite/core/outcome.hpp"
#include "suite/numerics/bead_fit.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// What is known before one looks. Lengths in pixels and planes of the frames.
struct BeadExpectation {
  std::optional<double> sigma_px;      ///< lateral, of a point's image; none: found by scale space
  std::optional<double> sigma_planes;  ///< axial
  std::optional<double> dn_per_electron;
  std::optional<double> read_noise_dn;
  std::optional<double> offset_dn;
  std::optional<double> full_scale_dn;  ///< where values are cut off
};

using numerics::BeadFit;
using numerics::BeadShape;
using enum numerics::BeadParameter;

/// One thing that looks like a bead. Flags: a bead without any of `kExcluding` counts for the
/// instrument.
struct BeadReading {
  double x_px = 0;  ///< as found; of the fit where there is one. Pixel centres at integers
  double y_px = 0;
  double z_planes = 0;
  double snr = 0;  ///< of the detection
  /// Of stacks of three planes or more: the shape asked for, gaussian3d where that is a planar one.
  std::optional<BeadFit> volume;
  std::optional<BeadFit> plane;  ///< gaussian2d (or airy2d, when that was asked for) in best focus
  double flux_dn = 0;            ///< integrated above the background
  std::vector<std::string> flags;
};

/// Flags, in this order:
/// saturated      a sample within 3 sigma is cut off: at full scale, or where many samples share
///                the highest value
/// edge_of_field  the centre is within 3 sigma of the border
/// edge_of_stack  the centre is within 1.5 sigma of the first or last plane
/// neighbour      light of another bead matters: A_other/A exp(-d^2/8) > 0.01, d in sigma
/// doublet        wider along one axis than the scatter of all beads allows, with 1.4 times the
/// light
///                of the median bead; or 30 % wider (needs five beads)
/// poor_fit       more than 30 % of the light's power is not the model's, or far more than of the
///                other beads
/// hot_pixel      one sample that stands alone; not fitted
/// dim            a width is uncertain by more than 10 %
/// no_fit         the fit ran away (with less than 10 times the noise it is not listed at all)
/// not_finite     samples around it are no numbers; not fitted
/// undersampled   a FWHM is below two samples or planes; where so few samples have light that it
///                cannot be told, there is no fit
/// All but undersampled exclude a bead from the instrument's value.
bool excludes(const std::string& flag);

/// Variance = constant + per_signal * (value - background), DN^2.
struct BeadNoise {
  double constant = 0;
  double per_signal = 0;
  bool from_camera = false;    ///< gain and read noise were given; else estimated from all beads
  double chi2_per_sample = 1;  ///< median over the beads
};

struct BeadSurvey {
  std::vector<BeadReading> beads;  ///< by y, then x, then z: the same for any number of threads
  BeadNoise noise;
  double sigma_px = 0;  ///< with which was searched
  std::optional<double> sigma_planes;
  std::size_t planes = 1;
  int width = 0;  ///< px of the frame
  int height = 0;
  /// For the picture: the largest along z of means over some planes, in bins of some pixels.
  std::vector<float> projection;
  int projection_width = 0;
  int projection_height = 0;
  int bin_px = 1;
};

/// Finds and fits the beads of one channel: `frames` in the order of z, one (2-D) or more. `plane`
/// is the colour plane of the frames. Fails with
///   psf_fwhm.frames_differ  in size or type
///   psf_fwhm.not_finite     nothing but values that are no numbers
///   psf_fwhm.blank          every value is the same
///   psf_fwhm.no_bead        nothing stands out from the noise
/// Noise: with `dn_per_electron` the variance is gain * signal above that of the background, which
/// is gain (background - offset) + read noise^2 where these are known too; what is not known is
/// estimated from second differences of what the fitted models leave, over all beads, with the
/// variance of the background from the surroundings of each bead (numerics/bead_noise.hpp).
/// A light neighbour's model is subtracted before a bead is fitted anew. Deterministic for any
/// number of threads. Cost: reads every frame twice, of a small stack (16 MB) once.
Outcome<BeadSurvey> survey_beads(const FrameSequence& frames,
                                 const std::vector<std::size_t>& order_in_z, int plane,
                                 const BeadExpectation& expected, BeadShape shape,
                                 std::size_t threads);

}  // namespace etalon::metrics
