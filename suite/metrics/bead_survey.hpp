// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame_sequence.hpp"
#include "suite/core/outcome.hpp"

#include <Eigen/Core>

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

/// Model of a bead's image, sampled at pixel centres and plane centres: its widths are those of the
/// image as recorded, pixel box included.
enum class BeadShape {
  gaussian3d,         ///< axes along x, y, z
  gaussian3d_tilted,  ///< full covariance
  gaussian2d,         ///< turned freely, in the plane of best focus
  airy2d              ///< the disc of Airy, round, in the plane of best focus
};

/// Parameters of one fitted bead, in this order; those that a shape lacks are absent (NaN) and have
/// zero rows and columns in the covariance.
enum BeadParameter : int {
  kX,
  kY,
  kZ,
  kAmplitude,
  kBackground,
  kSxx,
  kSyy,
  kSzz,
  kSxy,
  kSxz,
  kSyz,
  kBeadParameters
};

/// S is the covariance matrix of the Gaussian in px^2 (planes where z takes part): the recorded
/// FWHM along x is 2.3548 sqrt(Sxx). For airy2d Sxx = Syy is that of the Gaussian with the FWHM of
/// the disc.
struct BeadFit {
  Eigen::Matrix<double, kBeadParameters, 1> value;
  Eigen::Matrix<double, kBeadParameters, kBeadParameters> covariance;  ///< of the values
  double chi2_per_sample = 0;  ///< 1 when model and noise are right
  std::size_t samples = 0;
  bool converged = false;
};

/// One thing that looks like a bead. Flags: a bead without any of `kExcluding` counts for the
/// instrument.
struct BeadReading {
  double x_px = 0;  ///< as found; of the fit where there is one. Pixel centres at integers
  double y_px = 0;
  double z_planes = 0;
  double snr = 0;                 ///< of the detection
  std::optional<BeadFit> volume;  ///< of stacks: the shape asked for
  std::optional<BeadFit> plane;   ///< gaussian2d (or airy2d, when that was asked for) in best focus
  double flux_dn = 0;             ///< integrated above the background
  std::vector<std::string> flags;
};

/// saturated, edge_of_field, edge_of_stack, neighbour, doublet, poor_fit, hot_pixel, dim (too weak
/// for a width), no_fit, undersampled (a width below the pixels can tell). All but undersampled
/// exclude a bead from the instrument's value.
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
  /// Largest value along z of every pixel, for the picture; frame size.
  int width = 0;
  int height = 0;
  std::vector<float> projection;
};

/// Finds and fits the beads of one channel: `frames` in the order of z, one (2-D) or more. `plane`
/// is the colour plane of the frames. Fails with psf_fwhm.no_bead, psf_fwhm.* of the values (not a
/// number, blank ...): nothing looks like a bead. Cost: reads every frame once or twice.
Outcome<BeadSurvey> survey_beads(const FrameSequence& frames,
                                 const std::vector<std::size_t>& order_in_z, int plane,
                                 const BeadExpectation& expected, BeadShape shape,
                                 std::size_t threads);

}  // namespace etalon::metrics
