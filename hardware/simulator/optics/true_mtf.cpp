// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/optics/true_mtf.hpp"

#include "hardware/simulator/optics/confocal.hpp"
#include "hardware/simulator/optics/gauss_legendre.hpp"
#include "hardware/simulator/optics/psf.hpp"
#include "hardware/simulator/optics/pupil.hpp"
#include "hardware/simulator/optics/transfer.hpp"

#include <boost/math/special_functions/bessel.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>

namespace etalon::hardware {
namespace {

constexpr double kPi = std::numbers::pi;

double sinc(double x) { return std::abs(x) < 1e-9 ? 1 : std::sin(kPi * x) / (kPi * x); }

/// int over |u| < source of P(u + v) P*(u) du with v along `angle`.
class Columns {
 public:
  Columns(const Pupil& pupil, double source, double angle_rad)
      : pupil_(pupil),
        source_(source),
        cosine_(std::cos(angle_rad)),
        sine_(std::sin(angle_rad)),
        rule_(for_square_roots(30 + static_cast<int>(7 * steepest(pupil)))) {}

  std::complex<double> at(double v) const {
    const double from = std::max(-source_, -1 - v);
    const double to = std::min(source_, 1 - v);
    if (to <= from) return 0;
    // Where the rims cross.
    const double crossing = v == 0 ? from : (1 - source_ * source_ - v * v) / (2 * v);
    const double middle = std::clamp(crossing, from, to);
    return between(v, from, middle) + between(v, middle, to);
  }

 private:
  std::complex<double> between(double v, double from, double to) const {
    std::complex<double> sum = 0;
    for (std::size_t i = 0; i < rule_.place.size(); ++i) {
      const double x = from + (to - from) * rule_.place[i];
      const double moved = x + v;
      const double high =
          std::sqrt(std::max(0.0, std::min(source_ * source_ - x * x, 1 - moved * moved)));
      std::complex<double> column = 0;
      for (std::size_t j = 0; j < rule_.place.size(); ++j) {
        const double y = high * (2 * rule_.place[j] - 1);
        column += rule_.weight[j] * along(moved, y) * std::conj(along(x, y));
      }
      sum += rule_.weight[i] * 2 * high * column;
    }
    return sum * (to - from);
  }

  std::complex<double> along(double x, double y) const {
    return pupil_at(pupil_, x * cosine_ - y * sine_, x * sine_ + y * cosine_);
  }

  Pupil pupil_;
  double source_;
  double cosine_;
  double sine_;
  Rule rule_;
};

std::complex<double> widefield_truth(const Lens& lens, const std::vector<Wavelength>& light,
                                     double defocus_um, double angle_rad, double f_per_um) {
  const double source =
      lens.modality == Modality::brightfield ? std::min(1.0, lens.condenser_na / lens.na) : 1;
  std::complex<double> sum = 0;
  double all = 0;
  for (const Wavelength& line : light) {
    const Columns columns(pupil_of(lens, line.um, defocus_um), std::max(source, 0.02), angle_rad);
    const double v = f_per_um * line.um / lens.na;
    sum += line.weight * (std::conj(columns.at(v)) + columns.at(-v)) / (2.0 * columns.at(0));
    all += line.weight;
  }
  return sum / all;
}

// int I(r) J0(2 pi f r) 2 pi r dr as far as light comes.
double hankel(const Lens& lens, const std::vector<Wavelength>& light, double defocus_um,
              double f_per_um) {
  const double unit = lens.excitation_um / lens.na;
  const double blur = steepest(pupil_of(lens, lens.excitation_um, defocus_um));
  const double reach = pinhole_radius_um(lens, light) / unit + 8 + blur;
  const Rule rule = gauss_legendre(24 + static_cast<int>(6 * reach));
  double sum = 0;
  for (std::size_t i = 0; i < rule.place.size(); ++i) {
    const double r = reach * unit * rule.place[i];
    sum += rule.weight[i] * reach * unit * 2 * kPi * r *
           boost::math::cyl_bessel_j(0, 2 * kPi * f_per_um * r) *
           point_intensity(lens, light, r, 0, defocus_um);
  }
  return sum;
}

double confocal_truth(const Lens& lens, const std::vector<Wavelength>& light, double defocus_um,
                      double angle_rad, double f_per_um) {
  if (!pupil_of(lens, lens.excitation_um, 0).other_um.empty()) {
    return std::abs(transfer_of(lens, light, defocus_um)
                        .at(f_per_um * std::cos(angle_rad), f_per_um * std::sin(angle_rad)));
  }
  Lens centred = lens;
  centred.zernike_waves.erase(1);
  centred.zernike_waves.erase(2);
  return std::abs(hankel(centred, light, defocus_um, f_per_um) / hankel(centred, light, 0, 0));
}

}  // namespace

double true_mtf(const Lens& lens, const std::vector<Wavelength>& light, double defocus_um,
                double pixel_um, double angle_rad, double f_per_um) {
  const double pixel = sinc(f_per_um * pixel_um * std::cos(angle_rad)) *
                       sinc(f_per_um * pixel_um * std::sin(angle_rad));
  const double optics =
      lens.modality == Modality::confocal
          ? confocal_truth(lens, light, defocus_um, angle_rad, f_per_um)
          : std::abs(widefield_truth(lens, light, defocus_um, angle_rad, f_per_um));
  return optics * std::abs(pixel);
}

}  // namespace etalon::hardware
