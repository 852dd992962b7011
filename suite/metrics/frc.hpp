// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/metric.hpp"

#include <optional>
#include <string>

namespace etalon::metrics {

/// The finest detail that two images of the same field agree on: Fourier ring correlation.
///
/// FRC(q) = Re sum F1 F2* / sqrt(sum |F1|^2 sum |F2|^2) over the ring of Fourier samples at the
/// frequency q (Saxton and Baumeister 1982; van Heel 1987). Signal S and independent noise N of a
/// single image give S/(S + N). Of more than two frames, the mean over all pairs: the same
/// expectation, less scatter.
///
/// Measurands. frc_frequency (cycles/px): the first frequency at which the smooth curve falls
/// through the threshold. frc_resolution_px (px) = 1/frc_frequency, frc_resolution (um) the same in
/// the object plane. frc_locked (1): correlation beyond 0.5 cycles/px, where there should be none.
///
/// Thresholds, one method each, since they answer different questions: 1/7 (Rosenthal and Henderson
/// 2003; Nieuwenhuizen et al. 2013); half_bit and one_bit of information, three_sigma (van Heel and
/// Schatz 2005), which depend on n, the independent complex samples of a ring: frc_threshold.hpp.
///
/// Method. Dark subtracted, flat field divided out, mean removed; Tukey's window (half
/// tapered); shifts measured to a hundredth of a pixel or so, whole pixels cut off, the rest a
/// phase (imaging/ring_correlation.hpp). Rings are one sample wide. The crossing: a
/// penalised spline in ln(signal/noise), fitted to Fisher's z (numerics/correlation_crossing.hpp).
/// What the window adds to a falling spectrum is subtracted: half its spread times the relative
/// curvature of S.
///
/// Budget. noise (A: known variance of correlations); stiffness of the smooth curve (B: how far the
/// crossing moves between a wide and a narrow fit, rectangular); window (B: half of that
/// correction, rectangular); noise that stays with the sensor (B: when frc_locked exceeds two of
/// its standard uncertainties); registration (B). Pixel size for um.
///
/// Assumptions: the same specimen and exposure, noise independent between the frames and white, the
/// field as a whole (detail that varies over it counts by its power). FRC depends on the light as
/// much as on the optics; every result says so. Nothing is claimed beyond 2/3 of the Nyquist
/// frequency. Failure and caveat codes: frc_codes.cpp. At most eight frames are used.
/// Cost: about 0.4 s for two frames of 2048 x 2048 pixels.
struct FrcOptions {
  std::string method = "frc/fixed_1_7";
  std::optional<Region> region;
  std::string plane = "green";
  bool linear = false;
};

Metric frc_metric();

std::vector<Code> frc_failures();
std::vector<Code> frc_caveats();

}  // namespace etalon::metrics
