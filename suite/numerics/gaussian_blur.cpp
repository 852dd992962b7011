// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/gaussian_blur.hpp"

#include "suite/numerics/gauss_legendre.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace etalon::numerics {

namespace {

constexpr int kNodes = 8;
constexpr int kAzimuths = 4;  // over a right angle: exact to the eighth order in u
constexpr int kMostSteps = 100;

using Axes = std::array<double, 3>;

struct Place {
  Axes squares;  ///< u^2 along x, y, z
  double weight;
};

/// Places of the dye in one eighth of a ball of radius 1.
std::vector<Place> places_of(Dye dye) {
  std::vector<Place> places;
  const auto nodes = gauss_legendre(kNodes);
  const auto add_shell = [&](double r, double weight) {
    for (const auto& [node, share] : nodes) {
      const double cosine = (node + 1) / 2;
      const double across = r * r * (1 - cosine * cosine);
      for (int i = 0; i < kAzimuths; ++i) {
        const double c = std::cos(std::numbers::pi / 2 * (i + 0.5) / kAzimuths);
        places.push_back(
            {{across * c * c, across * (1 - c * c), r * r * cosine * cosine}, weight * share});
      }
    }
  };
  if (dye == Dye::shell) {
    add_shell(1, 1);
    return places;
  }
  for (const auto& [node, share] : nodes) {
    const double r = (node + 1) / 2;
    add_shell(r, share * r * r);
  }
  return places;
}

/// <u^2> along each axis under exp(-sum u^2 / 2 q).
Axes weighted_squares(const std::vector<Place>& places, double radius, const Axes& inverse_q) {
  double sum = 0;
  Axes mean{};
  const double r2 = radius * radius;
  for (const Place& p : places) {
    double exponent = 0;
    for (std::size_t i = 0; i < 3; ++i) exponent -= 0.5 * p.squares[i] * r2 * inverse_q[i];
    const double w = p.weight * std::exp(exponent);
    sum += w;
    for (std::size_t i = 0; i < 3; ++i) mean[i] += w * p.squares[i] * r2;
  }
  for (double& m : mean) m /= sum;
  return mean;
}

/// Repeats s^2 = t^2 sqrt(1 - 2 <u^2>/t^2) until it stays; `squares_at` answers <u^2> for 1/(s^2 +
/// t^2).
template <class SquaresAt>
std::optional<Axes> settled(const Axes& read, const SquaresAt& squares_at) {
  Axes point = read;
  for (int step = 0; step < kMostSteps; ++step) {
    Axes inverse_q{};
    for (std::size_t i = 0; i < 3; ++i) inverse_q[i] = read[i] > 0 ? 1 / (read[i] + point[i]) : 0;
    const Axes squares = squares_at(inverse_q);
    double moved = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      if (!(read[i] > 0)) continue;
      const double inside = 1 - 2 * squares[i] / read[i];
      if (!(inside > 0)) return std::nullopt;
      const double next = read[i] * std::sqrt(inside);
      moved = std::max(moved, std::abs(next - point[i]) / read[i]);
      point[i] = next;
    }
    if (moved < 1e-13) break;
  }
  return point;
}

std::optional<Axes> without_box(const Axes& read, double side) {
  const auto nodes = gauss_legendre(2 * kNodes);
  return settled(read, [&](const Axes& inverse_q) {
    Axes mean{};
    for (std::size_t i = 0; i < 2; ++i) {
      double sum = 0;
      for (const auto& [node, weight] : nodes) {
        const double u2 = std::pow(side * node / 2, 2);
        const double w = weight * std::exp(-0.5 * u2 * inverse_q[i]);
        sum += w;
        mean[i] += w * u2;
      }
      mean[i] /= sum;
    }
    return mean;
  });
}

/// z = 0 stands for an image in a plane.
Axes axes_of(const Variances& v) { return {v.x, v.y, v.z.value_or(0)}; }

}  // namespace

std::optional<Variances> without_blur(const Variances& read, const Blur& blur) {
  std::optional<Axes> point = axes_of(read);
  if (blur.box > 0) point = without_box(*point, blur.box);
  if (point && blur.diameter > 0) {
    const auto places = places_of(blur.dye);
    point = settled(*point, [&](const Axes& inverse_q) {
      return weighted_squares(places, blur.diameter / 2, inverse_q);
    });
  }
  if (!point) return std::nullopt;
  Variances result{(*point)[0], (*point)[1]};
  if (read.z) result.z = (*point)[2];
  return result;
}

std::optional<Variances> without_blur_by_moments(const Variances& read, const Blur& blur) {
  const double bead = blur.diameter * blur.diameter / (blur.dye == Dye::solid ? 20 : 12);
  const double box = blur.box * blur.box / 12;
  Variances result{read.x - bead - box, read.y - bead - box};
  if (read.z) result.z = *read.z - bead;
  if (!(result.x > 0 && result.y > 0 && result.z.value_or(1) > 0)) return std::nullopt;
  return result;
}

}  // namespace etalon::numerics
