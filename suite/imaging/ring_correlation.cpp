// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/ring_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::imaging {

namespace {

constexpr double kFarAlongAxis = 0.35;  // cycles/sample
constexpr int kAxisReach = 1;           // samples to either side of an axis

/// Turns of a frame that move its content back, along columns and rows of the half transform.
struct Phases {
  std::vector<std::complex<float>> x;
  std::vector<std::complex<float>> y;
};

Phases phases_of(const Spectrum& spectrum, const Shift& shift) {
  constexpr double kTurn = 2 * std::numbers::pi;
  const auto turned = [](double angle) { return std::complex<float>(std::polar(1.0, angle)); };
  Phases phases;
  for (int i = 0; i < spectrum.columns(); ++i)
    phases.x.push_back(turned(kTurn * shift.x * i / spectrum.width));
  for (int j = 0; j < spectrum.height; ++j)
    phases.y.push_back(turned(kTurn * shift.y * spectrum.row_number(j) / spectrum.height));
  return phases;
}

/// Calls visit(row, column, group) for each sample of the half transform that has a group.
template <class GroupOf, class Visit>
void walk(const Spectrum& shape, const GroupOf& group_of, const Visit& visit) {
  for (int j = 0; j < shape.height; ++j) {
    for (int i = 0; i < shape.columns(); ++i) {
      const int group = group_of(i, shape.row_number(j));
      if (group >= 0) visit(j, i, static_cast<std::size_t>(group));
    }
  }
}

template <class GroupOf>
GroupCorrelation correlation_over(const std::vector<Spectrum>& spectra,
                                  const std::vector<Shift>& shifts, std::size_t groups,
                                  const GroupOf& group_of) {
  const Spectrum& shape = spectra.front();
  const std::size_t frames = spectra.size();
  GroupCorrelation found{std::vector<double>(groups), std::vector<double>(groups),
                         std::vector<double>(groups)};
  std::vector<std::vector<double>> power(frames, std::vector<double>(groups));
  walk(shape, group_of, [&](int j, int i, std::size_t group) {
    const double copies = shape.copies(i);
    found.count[group] += copies;
    found.frequency[group] +=
        copies * std::hypot(static_cast<double>(i) / shape.width,
                            static_cast<double>(shape.row_number(j)) / shape.height);
    for (std::size_t f = 0; f < frames; ++f)
      power[f][group] += copies * static_cast<double>(std::norm(spectra[f].row(j)[i]));
  });

  std::vector<Phases> phases;
  for (std::size_t f = 0; f < frames; ++f) phases.push_back(phases_of(shape, shifts[f]));
  std::vector<std::vector<float>> scale(frames, std::vector<float>(groups));
  for (std::size_t f = 0; f < frames; ++f) {
    for (std::size_t g = 0; g < groups; ++g)
      scale[f][g] = power[f][g] > 0 ? static_cast<float>(1 / std::sqrt(power[f][g])) : 0.0F;
  }
  walk(shape, group_of, [&](int j, int i, std::size_t group) {
    std::complex<float> sum = 0;
    for (std::size_t f = 0; f < frames; ++f) {
      const auto turn =
          phases[f].x[static_cast<std::size_t>(i)] * phases[f].y[static_cast<std::size_t>(j)];
      sum += spectra[f].row(j)[i] * turn * scale[f][group];
    }
    found.correlation[group] += shape.copies(i) * static_cast<double>(std::norm(sum));
  });

  for (std::size_t g = 0; g < groups; ++g) {
    if (found.count[g] > 0) found.frequency[g] /= found.count[g];
    const auto lit = [&](const std::vector<double>& p) { return p[g] > 0; };
    const auto n = static_cast<double>(frames);
    // |sum of n unit frames|^2 = n + sum over ordered pairs.
    found.correlation[g] = std::all_of(power.begin(), power.end(), lit)
                               ? (found.correlation[g] - n) / (n * (n - 1))
                               : 0.0;
  }
  return found;
}

}  // namespace

GroupCorrelation ring_correlation(const std::vector<Spectrum>& spectra,
                                  const std::vector<Shift>& shifts, double highest) {
  const Spectrum& shape = spectra.front();
  const double side = std::min(shape.width, shape.height);
  const double across = side / shape.width;
  const double down = side / shape.height;
  const int last = static_cast<int>(highest * side);
  return correlation_over(spectra, shifts, static_cast<std::size_t>(last) + 1,
                          [=](int column, int row) {
                            const double x = column * across;
                            const double y = row * down;
                            const int ring = static_cast<int>(std::sqrt(x * x + y * y) + 0.5);
                            return ring <= last ? ring : -1;
                          });
}

GroupCorrelation far_correlation(const std::vector<Spectrum>& spectra,
                                 const std::vector<Shift>& shifts) {
  const double width = spectra.front().width;
  const double height = spectra.front().height;
  return correlation_over(spectra, shifts, 3, [=](int column, int row) {
    const double x = column / width;
    const double y = std::abs(row) / height;
    if (x * x + y * y > 0.25) return 0;
    if (std::abs(row) <= kAxisReach && x > kFarAlongAxis) return 1;
    if (column <= kAxisReach && y > kFarAlongAxis) return 2;
    return -1;
  });
}

}  // namespace etalon::imaging
