// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/psf_readings.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

using numerics::Reading;

/// FWHM of a variance S: d(FWHM)/dS = FWHM/(2 S).
Reading width(const BeadFit& fit, numerics::BeadParameter parameter) {
  const double s = fit.value[parameter];
  const double fwhm = kFwhmPerSigma * std::sqrt(s);
  const double slope = fwhm / (2 * s);
  return {fwhm, slope * slope * fit.covariance(parameter, parameter)};
}

bool is_sound(const Reading& reading) {
  return std::isfinite(reading.value) && reading.value > 0 && std::isfinite(reading.variance) &&
         reading.variance > 0;
}

std::optional<Ellipticity> ellipticity_of(const BeadFit& fit) {
  const double sum = fit.value[kSxx] + fit.value[kSyy];
  Ellipticity e;
  e.e1 = (fit.value[kSxx] - fit.value[kSyy]) / sum;
  e.e2 = 2 * fit.value[kSxy] / sum;
  // d e1 = ((1 - e1) dSxx - (1 + e1) dSyy) / sum, d e2 = (2 dSxy - e2 (dSxx + dSyy)) / sum.
  const Eigen::Vector3d d1(1 - e.e1, -1 - e.e1, 0);
  const Eigen::Vector3d d2(-e.e2, -e.e2, 2);
  const int places[] = {kSxx, kSyy, kSxy};
  Eigen::Matrix3d covariance;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) covariance(i, j) = fit.covariance(places[i], places[j]);
  e.variance1 = d1.dot(covariance * d1) / (sum * sum);
  e.variance2 = d2.dot(covariance * d2) / (sum * sum);
  const double sound = e.e1 + e.e2 + e.variance1 + e.variance2;
  if (!std::isfinite(sound) || !(e.variance1 > 0) || !(e.variance2 > 0)) return std::nullopt;
  return e;
}

bool is_turned(BeadShape shape) { return shape != BeadShape::airy2d; }

double ratio_of_axes(double e) { return std::sqrt((1 + e) / (1 - e)); }

}  // namespace

std::optional<BeadWidths> widths_of(const BeadReading& bead, BeadShape shape) {
  const bool stack = is_volume(shape);
  const auto& fit = stack ? bead.volume : bead.plane;
  if (!fit) return std::nullopt;
  BeadWidths w;
  w.x = width(*fit, kSxx);
  w.y = width(*fit, kSyy);
  if (!is_sound(w.x) || !is_sound(w.y)) return std::nullopt;
  const double both = w.x.value / (2 * fit->value[kSxx]) * w.y.value / (2 * fit->value[kSyy]) *
                      fit->covariance(kSxx, kSyy);
  w.lateral = {0.5 * (w.x.value + w.y.value), 0.25 * (w.x.variance + w.y.variance + 2 * both)};
  if (stack) {
    const Reading z = width(*fit, kSzz);
    if (!is_sound(z)) return std::nullopt;
    w.z = z;
  }
  if (is_turned(shape) && bead.plane) w.ellipticity = ellipticity_of(*bead.plane);
  return w;
}

bool is_volume(BeadShape shape) {
  return shape == BeadShape::gaussian3d || shape == BeadShape::gaussian3d_tilted;
}

bool is_used(const BeadReading& bead, BeadShape shape, std::size_t planes) {
  const bool within = bead.z_planes > 0.5 && bead.z_planes < static_cast<double>(planes) - 1.5;
  return std::none_of(bead.flags.begin(), bead.flags.end(), [&](const std::string& flag) {
    if (flag == "edge_of_stack" && !is_volume(shape) && within) return false;
    return excludes(flag);
  });
}

numerics::Reading squared_ellipticity(const Ellipticity& e) {
  const double squared = e.e1 * e.e1 + e.e2 * e.e2;
  const double noise = e.variance1 + e.variance2;
  const double variance = 2 * (e.variance1 * e.variance1 + e.variance2 * e.variance2) +
                          4 * std::max(0.0, squared - noise) * noise / 2;
  return {squared - noise, variance};
}

numerics::Reading asymmetry_of(const numerics::Reading& squared) {
  const double u = std::sqrt(squared.variance);
  const double e = std::min(0.99, std::sqrt(std::max(0.0, squared.value)));
  // Near 0 the square, not |e| itself, is known to u: half of the longer way to where |e|^2 is two
  // u away. For clear ellipticities that is u / (2 |e|).
  const double lower = e - std::sqrt(std::max(0.0, squared.value - 2 * u));
  const double upper = std::sqrt(std::max(0.0, squared.value) + 2 * u) - e;
  const double u_of_e = std::max(lower, upper) / 2;
  const double slope = ratio_of_axes(e) / (1 - e * e);
  return {ratio_of_axes(e), std::pow(slope * u_of_e, 2)};
}

Interval asymmetry_interval(const numerics::Reading& squared, double coverage_factor) {
  const double reach = coverage_factor * std::sqrt(squared.variance);
  const double value = asymmetry_of(squared).value;
  const double middle = std::max(0.0, squared.value);
  const double upper = ratio_of_axes(std::min(0.99, std::sqrt(middle + reach)));
  if (middle == 0) return {2 * value - upper, upper};
  return {ratio_of_axes(std::sqrt(std::max(0.0, squared.value - reach))), upper};
}

numerics::Consensus mean_squared_ellipticity(const std::vector<Ellipticity>& all) {
  std::vector<double> values;
  for (const auto& e : all) values.push_back(squared_ellipticity(e).value);
  std::vector<double> sorted = values;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const double typical = std::max(0.0, *middle);
  // A bead's own ellipticity must not enter its weight: large ones would count too little.
  std::vector<numerics::Reading> readings;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double v1 = all[i].variance1;
    const double v2 = all[i].variance2;
    readings.push_back({values[i], 2 * (v1 * v1 + v2 * v2) + 2 * typical * (v1 + v2)});
  }
  return numerics::consensus(readings);
}

}  // namespace etalon::metrics
