// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/field.hpp"
#include "hardware/simulator/image/field_map.hpp"
#include "hardware/simulator/image/fourier.hpp"
#include "hardware/simulator/optics/lens.hpp"
#include "hardware/simulator/optics/transfer.hpp"

#include <complex>
#include <vector>

namespace etalon::hardware {

/// Frequency in the object plane, cycles/um, of one on the sensor, cycles/px.
inline Place per_um(const PixelsPerMicrometre& scale, double fx_per_px, double fy_per_px) {
  return {scale.xx * fx_per_px + scale.yx * fy_per_px, scale.xy * fx_per_px + scale.yy * fy_per_px};
}

/// Transfer of the pixel along one of its sides, sinc f; 1 for a confocal microscope, whose pixel
/// is the light at a point.
double pixel_transfer(Modality modality, double cycles_per_px);

/// At 0, 1 ... highest cycles per period.
std::vector<double> pixel_transfers(Modality modality, const Axis& axis);

/// What blurs a flat object about one place on the sensor: the average transfer over the thickness
/// of the layer, and the scale there.
struct Blur {
  std::vector<Transfer> transfers;
  std::vector<double> weights;
  PixelsPerMicrometre scale;
  Modality modality = Modality::widefield;
  /// Radius in px within which nearly all light of a point stays, by geometrical optics.
  double radius_px = 0;
  double radius_um = 0;    ///< the same in the object plane
  double shake_um = 0;     ///< of the Gaussian blur of a movement
  bool even_in_y = false;  ///< the same at (fx, -fy)

  std::complex<double> optics(Place f_per_um) const;
  /// Optics and pixel; frequencies in cycles/px.
  std::complex<double> at(double fx_per_px, double fy_per_px) const;
  double cutoff_per_um() const;
  /// Is the transfer of the optics real, and a function of the modulus of f alone?
  bool radial() const;
  /// Highest frequency that comes through along x and y of the sensor, cycles/px.
  Place cutoff_per_px() const;
};

/// The average over the thickness is Gauss-Legendre's, with as many nodes as the light's phase
/// turns.
Blur blur_at(const Lens& lens, const Field& field, const Colour& colour, Place sensor_px,
             double defocus_um, double thickness_um);

/// Cycles of a transfer function per um of defocus, at most: n (1 - cos alpha)/wavelength, in a
/// confocal microscope of excitation and emission together.
double cycles_per_defocus_um(const Lens& lens, const std::vector<Wavelength>& light);

/// Radius in um of the cone of light `defocus_um` from its tip.
double cone_radius_um(const Lens& lens, double defocus_um);

}  // namespace etalon::hardware
