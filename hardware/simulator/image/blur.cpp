// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/blur.hpp"

#include "hardware/simulator/optics/gauss_legendre.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace etalon::hardware {
namespace {

double axial_na(const Lens& lens) {
  const double n = lens.immersion_index;
  return n - std::sqrt(std::max(0.0, n * n - lens.na * lens.na));
}

// OSA/ANSI index j = (n (n + 2) + m)/2; terms with m >= 0 go with cos(m phi).
bool even_in_y(const Lens& lens) {
  for (const auto& [index, waves] : lens.zernike_waves) {
    int n = 0;
    while ((n + 1) * (n + 2) / 2 <= index) ++n;
    if (waves != 0 && 2 * index < n * (n + 2)) return false;
  }
  return true;
}

}  // namespace

double pixel_transfer(Modality modality, double cycles_per_px) {
  const double angle = std::numbers::pi * cycles_per_px;
  const bool one = modality == Modality::confocal || std::abs(angle) < 1e-6;
  return one ? 1 : std::sin(angle) / angle;
}

std::vector<double> pixel_transfers(Modality modality, const Axis& axis) {
  std::vector<double> values;
  for (int k = 0; k <= axis.highest; ++k) {
    values.push_back(pixel_transfer(modality, static_cast<double>(k) / axis.period));
  }
  return values;
}

std::complex<double> Blur::optics(Place f_per_um) const {
  std::complex<double> sum = 0;
  for (std::size_t i = 0; i < transfers.size(); ++i) {
    sum += weights[i] * transfers[i].at(f_per_um.x, f_per_um.y);
  }
  if (shake_um == 0) return sum;
  const double turns = std::numbers::pi * shake_um * std::hypot(f_per_um.x, f_per_um.y);
  return sum * std::exp(-2 * turns * turns);
}

std::complex<double> Blur::at(double fx_per_px, double fy_per_px) const {
  const auto value = optics(per_um(scale, fx_per_px, fy_per_px));
  return value * pixel_transfer(modality, fx_per_px) * pixel_transfer(modality, fy_per_px);
}

double Blur::cutoff_per_um() const {
  double cutoff = 0;
  for (const Transfer& transfer : transfers) cutoff = std::max(cutoff, transfer.cutoff_per_um());
  return cutoff;
}

bool Blur::radial() const {
  return std::all_of(transfers.begin(), transfers.end(),
                     [](const Transfer& transfer) { return transfer.radial(); });
}

// The disc |f| < cutoff of the object plane is an ellipse on the sensor: its box.
Place Blur::cutoff_per_px() const {
  const double determinant = std::abs(scale.xx * scale.yy - scale.xy * scale.yx);
  return {cutoff_per_um() * std::hypot(scale.yy, scale.yx) / determinant,
          cutoff_per_um() * std::hypot(scale.xx, scale.xy) / determinant};
}

double cycles_per_defocus_um(const Lens& lens, const std::vector<Wavelength>& light) {
  double shortest = light.front().um;
  for (const Wavelength& wavelength : light) shortest = std::min(shortest, wavelength.um);
  const double excitation = lens.modality == Modality::confocal ? 1 / lens.excitation_um : 0;
  return axial_na(lens) * (1 / shortest + excitation);
}

double cone_radius_um(const Lens& lens, double defocus_um) {
  const double n = lens.immersion_index;
  const double cosine = std::sqrt(std::max(0.01, n * n - lens.na * lens.na));
  return std::abs(defocus_um) * lens.na / cosine;
}

Blur blur_at(const Lens& lens, const Field& field, const Colour& colour, Place sensor_px,
             double defocus_um, double thickness_um) {
  const Lens local = lens_at(lens, field, sensor_px);
  const double middle = defocus_um + field_defocus_um(field, colour, sensor_px);
  const double turns = thickness_um * cycles_per_defocus_um(lens, colour.light);
  const int nodes = thickness_um > 0 ? 3 + static_cast<int>(std::ceil(2.5 * turns)) : 1;
  const Rule rule = gauss_legendre(nodes);
  Blur blur;
  for (std::size_t i = 0; i < rule.place.size(); ++i) {
    const double z = middle + (rule.place[i] - 0.5) * thickness_um;
    blur.transfers.push_back(transfer_of(local, colour.light, z));
  }
  blur.weights = rule.weight;
  blur.scale = FieldMap(field, colour).scale_at(sensor_px);
  blur.modality = lens.modality;
  blur.shake_um = field.shake_um;
  blur.even_in_y = even_in_y(local) && blur.scale.xy == 0;
  blur.radius_um = cone_radius_um(lens, std::abs(middle) + thickness_um / 2) + 4 * field.shake_um;
  blur.radius_px = blur.radius_um * std::max(blur.scale.xx, blur.scale.yy);
  return blur;
}

}  // namespace etalon::hardware
