// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"

#include <functional>

namespace etalon::targets {

/// Optical transfer function along the normal of an edge: frequency in cycles/px -> signed value, 1
/// at zero frequency. Real, so the line spread is symmetric. Frequencies are never negative.
/// Nothing here is shared with the metrics: truth is not rendered by the code under test.
using Otf = std::function<double(double cycles_per_px)>;

/// exp(-2 pi^2 sigma^2 f^2).
Otf gaussian_otf(double sigma_px);

/// Aberration-free circular pupil, incoherent light: (2/pi)(acos s - s sqrt(1 - s^2)), s = f/cutoff
/// (Goodman, Introduction to Fourier Optics, eq. 6-31). `cutoff` = 2 NA/wavelength in cycles/px.
Otf diffraction_otf(double cutoff);

/// The same pupil with the defocus W = W20 rho^2 (in waves at the rim). The autocorrelation of the
/// pupil reduces to one integral (Hopkins 1955): (4/pi) int_0^(1-s) sqrt(1 - (x + s)^2) cos(8 pi
/// W20 s x) dx.
Otf defocus_otf(double cutoff, double w20_waves);

/// (1 - fraction) of the light as in `base`, `fraction` of it spread by a Gaussian halo.
Otf with_flare(Otf base, double fraction, double sigma_px);

/// Transfer of the square pixel (1 px wide) along a normal at `angle` to the rows:
/// sinc(f cos angle) sinc(f sin angle).
double pixel_box(double cycles_per_px, Angle angle);

/// Frequency beyond which optics times pixel counts as zero in every integral of this room. An OTF
/// that has not fallen below 1e-6 there (sharper than sigma = 0.06 px) is not rendered truly.
inline constexpr double kHighestFrequency = 16;

/// Figures of the recorded edge: optics and pixel box, no sampling, no noise. Roots by TOMS 748 to
/// 1e-12. `angle` is that of the edge normal to the rows. Frequencies in cycles/px, widths in px
/// along the normal.
double true_mtf(const Otf& otf, Angle angle, double cycles_per_px);
double true_mtf_crossing(const Otf& otf, Angle angle, double level);  ///< the first one downwards
double true_mtf50(const Otf& otf, Angle angle);
double true_mtf10(const Otf& otf, Angle angle);
double true_edge_width_10_90(const Otf& otf, Angle angle);
double true_lsf_fwhm(const Otf& otf, Angle angle);

/// Line spread and edge spread at one place by direct quadrature of the inverse Fourier integral
/// (Gauss-Legendre, 1e-8 for |x| up to 50 px): slow, for true figures and for checks of the
/// rendering.
double true_line_spread(const Otf& otf, Angle angle, double x_px);
double true_edge_spread(const Otf& otf, Angle angle, double x_px);

}  // namespace etalon::targets
