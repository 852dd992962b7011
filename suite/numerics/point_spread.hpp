// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <complex>
#include <utility>
#include <vector>

namespace etalon::numerics {

/// Amplitude over the pupil of the objective, by the angle theta to the axis: 1, or sqrt(cos
/// theta), the sine condition of a well-corrected objective.
enum class Apodisation { uniform, aplanatic };

/// What of the light of a point makes its image.
enum class PointImaging {
  emission,    ///< |h_em|^2: widefield
  excitation,  ///< |h_ex|^2: scanned, everything behind the focus is collected
  two_photon,  ///< |h_ex|^4
  pinhole      ///< |h_ex|^2 times the mean of |h_em|^2 over a disc: confocal
};

struct PointOptics {
  double na = 0;
  double index = 1;  ///< of the immersion medium, above na
  Apodisation apodisation = Apodisation::aplanatic;
  PointImaging imaging = PointImaging::emission;
  double emission = 0;    ///< wavelengths in vacuum; all lengths in one unit
  double excitation = 0;  ///< of everything but emission
  double pinhole = 0;     ///< radius in the object plane; 0: a point
};

/// Image of a point that emits in all directions, scalar, without aberrations (Debye 1909; Born &
/// Wolf 8.8): h(r, z) = integral over theta = 0 ... alpha of A(theta) J0(k r sin theta) exp(i k z
/// cos theta) sin theta, k = 2 pi n / lambda, sin alpha = NA / n. No polarisation: at NA above 1.2
/// the vectorial width is some per cent larger. Gauss-Legendre in theta, 1e-9 within some widths of
/// the focus.
class PointSpread {
 public:
  explicit PointSpread(const PointOptics& optics);
  double operator()(double r, double z) const;  ///< 1 in the focus
  const PointOptics& optics() const { return optics_; }

 private:
  double field(double r, double z, double wavelength) const;  ///< |h|^2, 1 in the focus
  double through_pinhole(double r, double z) const;

  struct Ray {
    double sine;
    double cosine_less_one;
    double weight;
  };
  PointOptics optics_;
  std::vector<Ray> rays_;
  std::vector<std::pair<double, double>> radii_;   ///< of the pinhole: place, weight
  std::vector<std::pair<double, double>> angles_;  ///< of half of it: cosine, weight
};

struct PointWidths {
  double lateral = 0;
  double axial = 0;
};

/// Full widths at half the maximum through the focus, across and along the axis.
PointWidths point_fwhm(const PointSpread& spread);

/// FWHM of the Gaussian (least squares, no background, dense sampling, whole space) over the true
/// one: of the image in the plane of focus, or of the volume. 0.9422 for a disc of Airy.
PointWidths gaussian_over_true(const PointSpread& spread, bool volume);

}  // namespace etalon::numerics
