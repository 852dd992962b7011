// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/line_profile.hpp"

#include <Eigen/Core>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace etalon::imaging {

namespace {

constexpr double kReach = 0.75;  // samples; half-width of the smoothing where phases are dense
constexpr int kFewestBins = 5;

struct Bin {
  double weight = 0;
  double place = 0;
  double value = 0;
};

std::vector<Bin> folded(const std::vector<Band>& bands, const LinePhase& phase, std::size_t count) {
  std::vector<Bin> bins(count);
  const auto size = static_cast<double>(count);
  for (std::size_t b = 0; b < bands.size(); ++b) {
    const LinePhase::Row row = phase.row(bands[b].y);
    const double rows = bands[b].rows;
    for (int i = bands[b].first; i < bands[b].last; ++i) {
      if (!phase.is_strong(b, i)) continue;
      const double number = row.at(i);
      const double place = (number - std::floor(number)) * size;
      Bin& bin = bins[std::min(count - 1, static_cast<std::size_t>(place))];
      bin.weight += rows;
      bin.place += rows * place;
      bin.value += rows * static_cast<double>(bands[b].means[static_cast<std::size_t>(i)]);
    }
  }
  for (Bin& bin : bins) {
    if (bin.weight > 0) {
      bin.place /= bin.weight;
      bin.value /= bin.weight;
    }
  }
  return bins;
}

/// Local parabola through the bins about `centre` (in bins): value and slope there.
/// Lines along the pixels have few phases: there it reaches further and makes do with three.
std::pair<double, double> smoothed(const std::vector<Bin>& bins, double centre, double shortest) {
  const auto count = static_cast<int>(bins.size());
  for (double reach = shortest;; reach *= 1.5) {
    const bool whole = 2 * reach + 1 >= count;
    const int first = whole ? 0 : static_cast<int>(std::ceil(centre - reach));
    const int last = whole ? count - 1 : static_cast<int>(std::floor(centre + reach));
    Eigen::Matrix3d normal = Eigen::Matrix3d::Zero();
    Eigen::Vector3d right = Eigen::Vector3d::Zero();
    int used = 0;
    for (int k = first; k <= last; ++k) {
      const Bin& bin = bins[static_cast<std::size_t>(((k % count) + count) % count)];
      if (!(bin.weight > 0)) continue;
      double d = bin.place - centre;
      d -= count * std::round(d / count);
      const double t = std::abs(d) / (reach + 1);
      const double w = t < 1 ? bin.weight * std::pow(1 - t * t * t, 3) : 0;
      if (!(w > 0)) continue;
      const Eigen::Vector3d row(1, d, d * d);
      normal += w * row * row.transpose();
      right += w * bin.value * row;
      ++used;
    }
    if (used >= (reach < 2 * shortest ? kFewestBins : 3) || whole) {
      if (used < 3) return {0, 0};
      const Eigen::Vector3d c = normal.partialPivLu().solve(right);
      return {c[0], c[1]};
    }
  }
}

double centroid(const LineProfile& profile, double sign) {
  const auto [low, high] = std::minmax_element(profile.values.begin(), profile.values.end());
  const double half = 0.5 * (sign > 0 ? *high : -*low);
  std::complex<double> sum = 0;
  const auto count = static_cast<double>(profile.values.size());
  for (std::size_t k = 0; k < profile.values.size(); ++k) {
    const double above = sign * profile.values[k] - half;
    const double turn = 2 * std::numbers::pi * static_cast<double>(k) / count;
    if (above > 0) sum += std::polar(above, turn);
  }
  const double periods = std::arg(sum) / (2 * std::numbers::pi);
  return periods;
}

/// Range of the profile within 15 % of a period about the middle between two lines.
double range_between(const LineProfile& profile) {
  double low = 1e300;
  double high = -1e300;
  for (int i = -20; i <= 20; ++i) {
    const double v = profile.at(profile.period * (0.5 + 0.15 * i / 20)).value;
    low = std::min(low, v);
    high = std::max(high, v);
  }
  return high - low;
}

}  // namespace

LineProfile::Point LineProfile::at(double s) const {
  const double count = static_cast<double>(values.size());
  double place = (s / period + origin) * count;
  place -= count * std::floor(place / count);
  const auto k = std::min(values.size() - 1, static_cast<std::size_t>(place));
  const std::size_t next = k + 1 == values.size() ? 0 : k + 1;
  const double t = place - static_cast<double>(k);
  // Hermite, so that value and slope belong together.
  const double a = values[k];
  const double b = values[next];
  const double da = slopes[k] * step;
  const double db = slopes[next] * step;
  const double c2 = 3 * (b - a) - 2 * da - db;
  const double c3 = 2 * (a - b) + da + db;
  return {a + t * (da + t * (c2 + t * c3)), (da + t * (2 * c2 + 3 * t * c3)) / step};
}

void divide_by_level(std::vector<Band>& bands, const Surface& level) {
  for (Band& band : bands) {
    const Surface::Row row = level.row(band.y);
    // A straight piece of 16 columns is as good as the exponential of each.
    constexpr int kPiece = 16;
    for (int first = band.first; first < band.last; first += kPiece) {
      const int last = std::min(band.last, first + kPiece);
      const double start = std::exp(-row.at(first));
      const double step = (std::exp(-row.at(last)) - start) / (last - first);
      for (int i = first; i < last; ++i)
        band.means[static_cast<std::size_t>(i)] *= static_cast<float>(start + step * (i - first));
    }
  }
}

LineProfile fold_lines(const std::vector<Band>& bands, const LinePhase& phase) {
  LineProfile profile;
  profile.period = 1 / phase.fx;
  const auto count = static_cast<std::size_t>(std::max(32.0, std::ceil(8 * profile.period)));
  profile.step = profile.period / static_cast<double>(count);
  const auto bins = folded(bands, phase, count);
  for (std::size_t k = 0; k < count; ++k) {
    const auto [value, slope] = smoothed(bins, static_cast<double>(k), kReach / profile.step);
    profile.values.push_back(value);
    profile.slopes.push_back(slope / profile.step);
  }
  double mean = 0;
  for (const double v : profile.values) mean += v / static_cast<double>(count);
  for (double& v : profile.values) {
    v -= mean;
    profile.rms += v * v / static_cast<double>(count);
  }
  profile.rms = std::sqrt(profile.rms);
  const auto [low, high] = std::minmax_element(profile.values.begin(), profile.values.end());
  const double sum = 2 * mean + *high + *low;
  profile.contrast = sum > 0 ? std::min(1.0, (*high - *low) / sum) : 1.0;
  // The line is what stands out further; bars as wide as gaps: the dark ones.
  profile.dark = *high < -1.1 * *low;
  profile.origin = centroid(profile, profile.dark ? -1 : 1);
  profile.overlapping = range_between(profile) > 0.02 * (*high - *low);
  return profile;
}

}  // namespace etalon::imaging
