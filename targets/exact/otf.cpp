// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/otf.hpp"

#include "suite/core/contract.hpp"

#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/tools/roots.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace etalon::targets {
namespace {

constexpr double kPi = std::numbers::pi;

double sinc(double x) { return std::abs(x) < 1e-9 ? 1.0 : std::sin(kPi * x) / (kPi * x); }

double perfect_pupil(double s) {
  return s >= 1 ? 0.0 : 2 / kPi * (std::acos(s) - s * std::sqrt(1 - s * s));
}

// With x + s = sin t the integrand of Hopkins' integral is smooth up to the rim.
double defocused_pupil(double s, double w20_waves) {
  if (s >= 1) return 0;
  const auto integrand = [=](double t) {
    const double rim = std::cos(t);
    return rim * rim * std::cos(8 * kPi * w20_waves * s * (std::sin(t) - s));
  };
  const double lower = std::asin(s);
  const int panels = 1 + static_cast<int>(std::abs(w20_waves) / 2);
  const double width = (kPi / 2 - lower) / panels;
  double sum = 0;
  for (int i = 0; i < panels; ++i) {
    sum += boost::math::quadrature::gauss<double, 30>::integrate(integrand, lower + i * width,
                                                                 lower + (i + 1) * width);
  }
  return 4 / kPi * sum;
}

double root_between(const std::function<double(double)>& function, double lower, double upper) {
  std::uintmax_t iterations = 200;
  const auto narrow = [](double a, double b) { return std::abs(a - b) <= 1e-13; };
  const auto bracket =
      boost::math::tools::toms748_solve(function, lower, upper, narrow, iterations);
  return (bracket.first + bracket.second) / 2;
}

// Integral over all frequencies in panels short against any structure of a line spread within 50
// px.
template <class Function>
double over_frequencies(const Function& function) {
  constexpr int kPanels = 1024;
  constexpr double kWidth = kHighestFrequency / kPanels;
  double sum = 0;
  for (int i = 0; i < kPanels; ++i) {
    sum += boost::math::quadrature::gauss<double, 15>::integrate(function, i * kWidth,
                                                                 (i + 1) * kWidth);
  }
  return sum;
}

// First x at which `function`, positive at 0, is no longer positive; there is one below `end`.
double first_zero(const std::function<double(double)>& function, double step, double end) {
  double before = 0;
  while (function(before + step) > 0) {
    before += step;
    ETALON_EXPECTS(before < end);
  }
  return root_between(function, before, before + step);
}

}  // namespace

Otf gaussian_otf(double sigma_px) {
  return [=](double f) { return std::exp(-2 * kPi * kPi * sigma_px * sigma_px * f * f); };
}

Otf diffraction_otf(double cutoff) {
  return [=](double f) { return perfect_pupil(f / cutoff); };
}

Otf defocus_otf(double cutoff, double w20_waves) {
  return [=](double f) { return defocused_pupil(f / cutoff, w20_waves); };
}

Otf with_flare(Otf base, double fraction, double sigma_px) {
  return [base = std::move(base), halo = gaussian_otf(sigma_px), fraction](double f) {
    return (1 - fraction) * base(f) + fraction * halo(f);
  };
}

double pixel_box(double cycles_per_px, Angle angle) {
  return sinc(cycles_per_px * std::cos(angle.in(rad))) *
         sinc(cycles_per_px * std::sin(angle.in(rad)));
}

double true_mtf(const Otf& otf, Angle angle, double cycles_per_px) {
  return std::abs(otf(cycles_per_px) * pixel_box(cycles_per_px, angle));
}

double true_mtf_crossing(const Otf& otf, Angle angle, double level) {
  return first_zero([&](double f) { return true_mtf(otf, angle, f) - level; }, 1.0 / 1024,
                    kHighestFrequency);
}

double true_mtf50(const Otf& otf, Angle angle) { return true_mtf_crossing(otf, angle, 0.5); }

double true_mtf10(const Otf& otf, Angle angle) { return true_mtf_crossing(otf, angle, 0.1); }

double true_line_spread(const Otf& otf, Angle angle, double x_px) {
  return 2 * over_frequencies([&](double f) {
           return otf(f) * pixel_box(f, angle) * std::cos(2 * kPi * f * x_px);
         });
}

double true_edge_spread(const Otf& otf, Angle angle, double x_px) {
  return 0.5 + over_frequencies([&](double f) {
           return otf(f) * pixel_box(f, angle) * 2 * x_px * sinc(2 * f * x_px);
         });
}

double true_edge_width_10_90(const Otf& otf, Angle angle) {
  // The spread is symmetric: 90 % is as far on one side as 10 % on the other.
  return 2 * first_zero([&](double x) { return 0.9 - true_edge_spread(otf, angle, x); }, 1, 50);
}

double true_lsf_fwhm(const Otf& otf, Angle angle) {
  const double half = true_line_spread(otf, angle, 0) / 2;
  return 2 * first_zero([&](double x) { return true_line_spread(otf, angle, x) - half; }, 0.25, 50);
}

}  // namespace etalon::targets
