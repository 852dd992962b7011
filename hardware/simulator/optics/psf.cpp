// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/optics/psf.hpp"

#include "hardware/simulator/optics/confocal.hpp"
#include "hardware/simulator/optics/gauss_legendre.hpp"
#include "hardware/simulator/optics/objection.hpp"
#include "hardware/simulator/optics/pupil.hpp"

#include <boost/math/special_functions/bessel.hpp>
#include <boost/math/tools/minima.hpp>
#include <boost/math/tools/roots.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <numbers>

namespace etalon::hardware {
namespace {

constexpr double kPi = std::numbers::pi;

using Place = std::array<double, 3>;

/// |h|^2 of one wavelength about the place where tilts have moved it.
class Spread {
 public:
  Spread(const Lens& lens, double wavelength_um, double z_um)
      : pupil_(pupil_of(lens, wavelength_um, z_um)), steepest_(steepest(pupil_)) {}

  bool symmetric() const { return pupil_.other_um.empty(); }

  double at(double x_um, double y_um) {
    const double cycles = std::sqrt(x_um * x_um + y_um * y_um) * pupil_.na / pupil_.wavelength_um;
    const Rings& rings = rings_of(20 + static_cast<int>(3 * (cycles + steepest_)));
    std::complex<double> sum = 0;
    for (std::size_t i = 0; i < rings.rho.size(); ++i) {
      sum +=
          rings.weight[i] * (symmetric() ? rings.pupil[i] * bessel(2 * kPi * cycles * rings.rho[i])
                                         : around(rings.rho[i], x_um, y_um, cycles));
    }
    return std::norm(sum) / (rings.perfect * rings.perfect);
  }

 private:
  struct Rings {
    std::vector<double> rho;
    std::vector<double> weight;
    std::vector<std::complex<double>> pupil;  ///< of lenses without azimuth
    double perfect = 0;
  };

  static double bessel(double x) {
    using boost::math::policies::policy;
    using boost::math::policies::promote_double;
    return boost::math::cyl_bessel_j(0, x, policy<promote_double<false>>());
  }

  // Mean over azimuth.
  std::complex<double> around(double rho, double x_um, double y_um, double cycles) const {
    const int steps = 32 + static_cast<int>(8 * (cycles + steepest_));
    const double per_um = 2 * kPi * pupil_.na / pupil_.wavelength_um;
    std::complex<double> sum = 0;
    for (int k = 0; k < steps; ++k) {
      const double x = rho * std::cos(2 * kPi * k / steps);
      const double y = rho * std::sin(2 * kPi * k / steps);
      sum += pupil_at(pupil_, x, y) * std::polar(1.0, -per_um * (x * x_um + y * y_um));
    }
    return sum / static_cast<double>(steps);
  }

  const Rings& rings_of(int places) {
    const auto [found, is_new] = rings_.try_emplace(places / 8);
    Rings& rings = found->second;
    if (!is_new) return rings;
    const Rule rule = gauss_legendre(places / 8 * 8 + 8);
    for (std::size_t i = 0; i < rule.place.size(); ++i) {
      const double rho = rule.place[i];
      rings.rho.push_back(rho);
      rings.weight.push_back(rule.weight[i] * rho);
      rings.pupil.push_back(pupil_at(pupil_, rho, 0));
      rings.perfect += rings.weight.back() * amplitude(pupil_, rho * rho);
    }
    return rings;
  }

  Pupil pupil_;
  double steepest_;
  std::map<int, Rings> rings_;
};

double emitted(const Lens& lens, const std::vector<Wavelength>& light, double z_um,
               const std::function<double(Spread&)>& read) {
  double sum = 0;
  double all = 0;
  for (const Wavelength& line : light) {
    Spread spread(lens, line.um, z_um);
    sum += line.weight * read(spread);
    all += line.weight;
  }
  return sum / all;
}

double mean_over_disc(Spread& spread, double x_um, double y_um, double radius_um, int places) {
  const Rule rule = gauss_legendre(places);
  // Without azimuth the half of the disc on one side of the line to the middle is enough.
  const double side = std::atan2(y_um, x_um);
  const double turn = spread.symmetric() ? kPi : 2 * kPi;
  const int angles = spread.symmetric() ? places : 2 * places;
  double sum = 0;
  for (std::size_t i = 0; i < rule.place.size(); ++i) {
    const double r = radius_um * rule.place[i];
    double around = 0;
    for (int k = 0; k < angles; ++k) {
      const double angle = side + turn * (k + 0.5) / angles;
      around += spread.at(x_um + r * std::cos(angle), y_um + r * std::sin(angle));
    }
    sum += 2 * rule.place[i] * rule.weight[i] * around / angles;
  }
  return sum;
}

// About the place where tilts have moved the image.
double intensity(const Lens& lens, const std::vector<Wavelength>& light, const Place& place) {
  const double x = place[0];
  const double y = place[1];
  const double z = place[2];
  if (lens.modality != Modality::confocal) {
    return emitted(lens, light, z, [&](Spread& spread) { return spread.at(x, y); });
  }
  const double radius = pinhole_radius_um(lens, light);
  const int places = 6 + static_cast<int>(3 * lens.pinhole_airy_units);
  const auto through = [&](Spread& spread) { return mean_over_disc(spread, x, y, radius, places); };
  return Spread(lens, lens.excitation_um, z).at(x, y) * emitted(lens, light, z, through);
}

struct Scale {
  double lateral_um;
  double axial_um;
};
Scale scale_of(const Lens& lens, const std::vector<Wavelength>& light) {
  double um = 0;
  for (const Wavelength& line : light) um = std::max(um, line.um);
  const double n = lens.immersion_index;
  return {um / lens.na, um / (n - std::sqrt(n * n - lens.na * lens.na))};
}

using Profile = std::function<double(double)>;

double highest_near(const Profile& profile, double from, double to) {
  const auto found =
      boost::math::tools::brent_find_minima([&](double s) { return -profile(s); }, from, to, 30);
  return found.first;
}

// Brightest of even steps, then between its neighbours.
double highest(const Profile& profile, double reach, double step) {
  double best = 0;
  double value = profile(0);
  for (double s = step; s <= reach; s += step) {
    for (const double place : {s, -s}) {
      const double here = profile(place);
      if (here > value) {
        value = here;
        best = place;
      }
    }
  }
  return highest_near(profile, best - step, best + step);
}

double half_width(const Profile& profile, double peak, double direction, double step,
                  double reach) {
  const double half = profile(peak) / 2;
  double inside = 0;
  for (double s = step; s <= reach; s += step) {
    if (profile(peak + direction * s) > half) {
      inside = s;
      continue;
    }
    std::uintmax_t iterations = 60;
    const auto narrow = [&](double a, double b) { return std::abs(a - b) < 1e-7 * b; };
    const auto root = boost::math::tools::toms748_solve(
        [&](double t) { return profile(peak + direction * t) - half; }, inside, s, narrow,
        iterations);
    return (root.first + root.second) / 2;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

double full_width(const Profile& profile, double peak, double step, double reach, bool even) {
  const double ahead = half_width(profile, peak, 1, step, reach);
  return even ? 2 * ahead : ahead + half_width(profile, peak, -1, step, reach);
}

bool has_azimuth(const Lens& lens) { return !pupil_of(lens, 1, 0).other_um.empty(); }

// Coordinate by coordinate; x and y only where azimuth moves the brightest place off the axis.
Place brightest(const Lens& lens, const std::vector<Wavelength>& light, bool along_z) {
  const Scale scale = scale_of(lens, light);
  Place place{0, 0, 0};
  const auto climb = [&](std::size_t axis, double reach, double step) {
    const double from = place[axis];
    place[axis] += highest(
        [&](double s) {
          Place moved = place;
          moved[axis] = from + s;
          return intensity(lens, light, moved);
        },
        reach, step);
  };
  const int rounds = has_azimuth(lens) ? 4 : 1;
  for (int round = 0; round < rounds; ++round) {
    const double part = round == 0 ? 1 : 0.25;
    if (along_z) climb(2, 4 * part * scale.axial_um, 0.2 * part * scale.axial_um);
    if (rounds == 1) continue;
    climb(0, 1.5 * part * scale.lateral_um, 0.15 * part * scale.lateral_um);
    climb(1, 1.5 * part * scale.lateral_um, 0.15 * part * scale.lateral_um);
  }
  return place;
}

}  // namespace

double point_intensity(const Lens& lens, const std::vector<Wavelength>& light, double x_um,
                       double y_um, double z_um) {
  const Shift shift = shift_of(lens);
  return intensity(lens, light, {x_um - shift.x_um, y_um - shift.y_um, z_um});
}

double lateral_fwhm_um(const Lens& lens, const std::vector<Wavelength>& light, double angle_rad) {
  if (!objection(lens).empty()) return std::numeric_limits<double>::quiet_NaN();
  const Place peak = brightest(lens, light, false);
  const auto profile = [&](double s) {
    return intensity(lens, light,
                     {peak[0] + s * std::cos(angle_rad), peak[1] + s * std::sin(angle_rad), 0});
  };
  const double unit = scale_of(lens, light).lateral_um;
  return full_width(profile, 0, 0.1 * unit, 20 * unit, !has_azimuth(lens));
}

double axial_fwhm_um(const Lens& lens, const std::vector<Wavelength>& light) {
  if (!objection(lens).empty()) return std::numeric_limits<double>::quiet_NaN();
  const Place peak = brightest(lens, light, true);
  const auto profile = [&](double z) { return intensity(lens, light, {peak[0], peak[1], z}); };
  const double unit = scale_of(lens, light).axial_um;
  return full_width(profile, peak[2], 0.1 * unit, 20 * unit, false);
}

}  // namespace etalon::hardware
