// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/optics/pupil.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace etalon::hardware {
namespace {

// n cos(theta) - n of the ray through rho, written so that nothing cancels at small apertures.
double fall(double index, double na_rho_squared) {
  return -na_rho_squared / (index + std::sqrt(std::max(0.0, index * index - na_rho_squared)));
}

double sum_of(const std::vector<DiscPolynomial>& terms, double x, double y) {
  double sum = 0;
  for (const DiscPolynomial& term : terms) sum += value_at(term, x, y);
  return sum;
}

}  // namespace

Pupil pupil_of(const Lens& lens, double wavelength_um, double defocus_um) {
  Pupil pupil{lens.na,
              lens.immersion_index,
              lens.apodisation,
              wavelength_um,
              defocus_um,
              lens.cover_glass,
              {},
              {},
              1};
  for (const auto& [index, waves] : lens.zernike_waves) {
    if (index < 3 || waves == 0) continue;
    DiscPolynomial term = zernike(index);
    for (double& um : term.coefficients) um *= waves * lens.zernike_reference_um;
    (term.m == 0 ? pupil.symmetric_um : pupil.other_um).push_back(std::move(term));
  }
  return pupil;
}

double amplitude(const Pupil& pupil, double rho_squared) {
  const double sine = pupil.na / pupil.index;
  const double cosine = std::sqrt(1 - sine * sine * rho_squared);
  return 1 / (pupil.apodisation == Apodisation::uniform ? cosine : std::sqrt(cosine));
}

double symmetric_waves(const Pupil& pupil, double rho_squared) {
  const double q = pupil.na * pupil.na * rho_squared;
  const CoverGlass& glass = pupil.cover_glass;
  double um = pupil.defocus_um * fall(pupil.index, q);
  if (glass.thickness_error_um != 0) {
    um += glass.thickness_error_um *
          (fall(glass.index, q) - pupil.index / glass.index * fall(pupil.index, q));
  }
  um += sum_of(pupil.symmetric_um, std::sqrt(rho_squared), 0);
  return pupil.scale * um / pupil.wavelength_um;
}

double waves(const Pupil& pupil, double x, double y) {
  return symmetric_waves(pupil, x * x + y * y) +
         pupil.scale * sum_of(pupil.other_um, x, y) / pupil.wavelength_um;
}

std::complex<double> pupil_at(const Pupil& pupil, double x, double y) {
  return std::polar(amplitude(pupil, x * x + y * y), 2 * std::numbers::pi * waves(pupil, x, y));
}

double steepest(const Pupil& pupil) {
  constexpr int kRadii = 100;
  constexpr double kStep = 1e-4;
  const int angles = pupil.other_um.empty() ? 1 : 32;
  double greatest = 0;
  for (int j = 0; j < angles; ++j) {
    const double cosine = std::cos(2 * std::numbers::pi * j / angles);
    const double sine = std::sin(2 * std::numbers::pi * j / angles);
    for (int k = 1; k <= kRadii; ++k) {
      const double x = cosine * (k / (kRadii + 1e-2));
      const double y = sine * (k / (kRadii + 1e-2));
      const double along_x = waves(pupil, x + kStep / 2, y) - waves(pupil, x - kStep / 2, y);
      const double along_y = waves(pupil, x, y + kStep / 2) - waves(pupil, x, y - kStep / 2);
      greatest = std::max(greatest, std::hypot(along_x, along_y) / kStep);
    }
  }
  return greatest;
}

// Z1 = 2 y and Z2 = 2 x: a path that grows by g over the radius turns the light by g/NA.
Shift shift_of(const Lens& lens) {
  const auto um = [&](int index) {
    const auto found = lens.zernike_waves.find(index);
    return found == lens.zernike_waves.end()
               ? 0.0
               : 2 * found->second * lens.zernike_reference_um / lens.na;
  };
  return {um(2), um(1)};
}

}  // namespace etalon::hardware
