// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/metric.hpp"

#include <optional>
#include <string>

namespace etalon::metrics {

/// Width of the image of a point from beads smaller than the resolution.
///
/// Measurands. fwhm_x, fwhm_y, fwhm_z (um; also `_px`, along z in steps between planes): full width
/// at half the maximum, 2 sqrt(2 ln 2) sigma, of the Gaussian with constant background that
/// maximum likelihood (Poisson and read noise) fits to the recorded image of a bead, pixel and bead
/// included; fwhm_lateral: mean of x and y. `_corrected` (um): freed of the pixel and of the bead
/// as such a fit reads them (numerics/gaussian_blur.hpp); there is no pixel along z, nor where the
/// focus is scanned. asymmetry: longest over shortest axis of the turned Gaussian in the plane of
/// best focus, root mean square over the beads less what noise makes of round ones. ratio_lateral,
/// ratio_axial: `_corrected` over what the same fit reads of a perfect lens (psf_theory.hpp). Of an
/// instrument: the robust mean over the beads without an excluding flag (numerics/consensus.hpp).
///
/// Methods. gaussian3d (default, stacks; a single plane is measured by gaussian2d instead, and so
/// are fewer than five, which is a failure no_stack as well), gaussian3d_tilted (full covariance,
/// widths along x, y, z of it), gaussian2d (turned, in the plane of best focus), airy2d (a disc of
/// Airy; its true FWHM). Each channel and colour plane is measured on its own.
///
/// Budget. noise and between beads (A); pixel size, axial step (B); for `_corrected` bead diameter,
/// dye when its place is not known, and weights of the fit: between least squares and moments (B,
/// rectangular); for ratios NA, wavelengths, refractive index, pinhole, and what a Gaussian reads
/// of a diffraction pattern (B). Not: a bead that is not where the focus of the objective is meant
/// to be (cover glass, depth), drift, bleaching.
///
/// Assumptions: linear transfer, beads on a dark or even ground, steps of the focus equal to steps
/// in the specimen (index matched). Failure and caveat codes: psf_fwhm_codes.cpp. Cost: two
/// readings of the frames, 0.1 ms a bead; a third reading for the average.
struct PsfFwhmOptions {
  std::string method = "psf_fwhm/gaussian3d";
  std::optional<Length> bead_diameter;
  std::optional<Length> bead_diameter_uncertainty;
  std::string dye = "solid";
  std::string pixel = "auto";
  std::string theory = "debye_aplanatic";
  std::string plane = "all";
  bool linear = false;
  bool average = false;
};

Metric psf_fwhm_metric();

std::vector<Code> psf_fwhm_failures();
std::vector<Code> psf_fwhm_caveats();

}  // namespace etalon::metrics
