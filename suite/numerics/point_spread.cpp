// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/point_spread.hpp"

#include "suite/core/contract.hpp"
#include "suite/numerics/gauss_legendre.hpp"

#include <boost/math/special_functions/bessel.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::numerics {

namespace {

using std::numbers::pi;

constexpr int kRays = 40;
constexpr int kPinholeRadii = 6;
constexpr int kPinholeAngles = 6;
constexpr double kFwhmPerSigma = 2.3548200450309493;

/// Where f, 1 at 0, first falls to one half; `scale` is about that far.
template <class F>
double half_maximum(const F& f, double scale) {
  double high = scale / 4;
  while (f(high) > 0.5 && high < 100 * scale) high += scale / 4;
  double low = high - scale / 4;
  for (int i = 0; i < 48; ++i) {
    const double middle = 0.5 * (low + high);
    (f(middle) > 0.5 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

/// About half of the widths: the paraxial lateral and the exact axial one of uniform pupils.
PointWidths rough_half_widths(const PointOptics& o) {
  const double wavelength =
      o.imaging == PointImaging::emission ? o.emission : std::max(o.excitation, 1e-12);
  const double s = o.index - std::sqrt(o.index * o.index - o.na * o.na);
  return {0.257 * wavelength / o.na, 0.443 * wavelength / s};
}

}  // namespace

PointSpread::PointSpread(const PointOptics& optics) : optics_(optics) {
  ETALON_EXPECTS(optics.na > 0 && optics.index > optics.na);
  const double alpha = std::asin(optics.na / optics.index);
  double sum = 0;
  for (const auto& [node, weight] : gauss_legendre(kRays)) {
    const double theta = alpha * (node + 1) / 2;
    const double half = std::sin(theta / 2);
    const double amplitude =
        optics.apodisation == Apodisation::aplanatic ? std::sqrt(std::cos(theta)) : 1;
    rays_.push_back({std::sin(theta), -2 * half * half, amplitude * std::sin(theta) * weight});
    sum += rays_.back().weight;
  }
  for (Ray& ray : rays_) ray.weight /= sum;
  for (const auto& [node, weight] : gauss_legendre(kPinholeRadii)) {
    const double r = (node + 1) / 2;
    radii_.emplace_back(r * optics.pinhole, weight * r);
  }
  for (int i = 0; i < kPinholeAngles; ++i)
    angles_.emplace_back(std::cos(pi * (i + 0.5) / kPinholeAngles), 1.0 / kPinholeAngles);
}

double PointSpread::field(double r, double z, double wavelength) const {
  const double k = 2 * pi * optics_.index / wavelength;
  std::complex<double> sum = 0;
  for (const Ray& ray : rays_) {
    const double across = r > 0 ? boost::math::cyl_bessel_j(0, k * r * ray.sine) : 1;
    const double phase = k * z * ray.cosine_less_one;
    sum += ray.weight * across * std::complex<double>(std::cos(phase), std::sin(phase));
  }
  return std::norm(sum);
}

double PointSpread::through_pinhole(double r, double z) const {
  if (!(optics_.pinhole > 0)) return field(r, z, optics_.emission);
  double sum = 0;
  for (const auto& [place, weight] : radii_) {
    if (!(r > 0)) {
      sum += weight * field(place, z, optics_.emission);
      continue;
    }
    for (const auto& [cosine, share] : angles_) {
      const double apart = std::sqrt(std::max(0.0, r * r + place * place - 2 * r * place * cosine));
      sum += weight * share * field(apart, z, optics_.emission);
    }
  }
  return sum;
}

double PointSpread::operator()(double r, double z) const {
  switch (optics_.imaging) {
    case PointImaging::emission:
      return field(r, z, optics_.emission);
    case PointImaging::excitation:
      return field(r, z, optics_.excitation);
    case PointImaging::two_photon:
      return std::pow(field(r, z, optics_.excitation), 2);
    case PointImaging::pinhole:
      return field(r, z, optics_.excitation) * through_pinhole(r, z) / through_pinhole(0, 0);
  }
  return 0;
}

PointWidths point_fwhm(const PointSpread& spread) {
  const PointWidths scale = rough_half_widths(spread.optics());
  return {2 * half_maximum([&](double r) { return spread(r, 0); }, scale.lateral),
          2 * half_maximum([&](double z) { return spread(0, z); }, scale.axial)};
}

PointWidths gaussian_over_true(const PointSpread& spread, bool volume) {
  constexpr int kNodes = 22;
  constexpr double kReach = 4.2;  // sigma
  constexpr int kSteps = 40;      // each halves the distance
  const PointWidths fwhm = point_fwhm(spread);
  const double sigma_r = fwhm.lateral / kFwhmPerSigma;
  const double sigma_z = fwhm.axial / kFwhmPerSigma;
  struct Sample {
    double r2, z2, light;
  };
  std::vector<Sample> samples;
  const auto nodes = gauss_legendre(kNodes);
  for (const auto& [u, wu] : nodes) {
    const double r = kReach * sigma_r * (u + 1) / 2;
    if (!volume) {
      samples.push_back({r * r, 0, wu * r * spread(r, 0)});
      continue;
    }
    for (const auto& [v, wv] : nodes) {
      const double z = kReach * sigma_z * (v + 1) / 2;
      samples.push_back({r * r, z * z, wu * wv * r * spread(r, z)});
    }
  }
  // Of f and the Gaussian g, <f, g>^2 / <g, g> is largest where the mean of r^2 over f g is
  // sigma_r^2, and that of z^2 half of sigma_z^2.
  double r2 = sigma_r * sigma_r;
  double z2 = sigma_z * sigma_z;
  for (int i = 0; i < kSteps; ++i) {
    double sum = 0, sum_r = 0, sum_z = 0;
    for (const Sample& s : samples) {
      const double w = s.light * std::exp(-s.r2 / (2 * r2) - (volume ? s.z2 / (2 * z2) : 0));
      sum += w;
      sum_r += w * s.r2;
      sum_z += w * s.z2;
    }
    r2 = sum_r / sum;
    if (volume) z2 = 2 * sum_z / sum;
  }
  return {std::sqrt(r2) / sigma_r, volume ? std::sqrt(z2) / sigma_z : 1};
}

}  // namespace etalon::numerics
