// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/optics/lens.hpp"
#include "hardware/simulator/optics/zernike.hpp"

#include <complex>
#include <vector>

namespace etalon::hardware {

/// The exit of a lens for one wavelength, over direction cosines divided by sin alpha = NA/n, so
/// that the rim is the unit circle: x to the right, y down, light from (x, y) travels towards
/// -(x, y) on its way to the image. Scalar theory; path errors positive where the path is longer,
/// a longer path turns the phase forward (time runs as exp(-i omega t)).
///
///   amplitude    A(theta)/cos theta: the Debye integral written over direction cosines;
///                uniform 1/cos, aplanatic 1/sqrt(cos)
///   defocus      z (sqrt(n^2 - NA^2 rho^2) - n), exact at any aperture, piston removed
///   cover glass  d (sqrt(n_g^2 - NA^2 rho^2) - n_g) - d (n/n_g) (sqrt(n^2 - NA^2 rho^2) - n):
///                path of a ray through a plate d too thick, instead of through immersion
///                (Gibson and Lanni, J. Opt. Soc. Am. A 8 (1991) 1601), refocused so that the terms
///                in rho^2 cancel; begins with d NA^4 (1/n^2 - 1/n_g^2)/(8 n_g) rho^4
///   Zernike      waves at the reference wavelength, as a path; piston and tilts left out: a
///                tilt is a shift (shift_um)
struct Pupil {
  double na = 0.4;
  double index = 1;
  Apodisation apodisation = Apodisation::aplanatic;
  double wavelength_um = 0.55;
  double defocus_um = 0;
  CoverGlass cover_glass;
  std::vector<DiscPolynomial> symmetric_um;  ///< Zernike terms without azimuth
  std::vector<DiscPolynomial> other_um;
  double scale = 1;  ///< of all path errors (transfer.cpp: beyond what is tabulated)
};

Pupil pupil_of(const Lens& lens, double wavelength_um, double defocus_um);

double amplitude(const Pupil& pupil, double rho_squared);
/// Path errors in waves: those that depend on rho alone, and all.
double symmetric_waves(const Pupil& pupil, double rho_squared);
double waves(const Pupil& pupil, double x, double y);
std::complex<double> pupil_at(const Pupil& pupil, double x, double y);

/// Greatest gradient of the path error, in waves per radius of the pupil. A ray of gradient g meets
/// the image g wavelength/NA off.
double steepest(const Pupil& pupil);

/// Where the tilts (Zernike 1 and 2) move the image: positive ones to +y and +x.
struct Shift {
  double x_um = 0;
  double y_um = 0;
};
Shift shift_of(const Lens& lens);

}  // namespace etalon::hardware
