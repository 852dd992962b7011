// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/stage_registration.hpp"

#include "suite/imaging/ring_correlation.hpp"
#include "suite/imaging/spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <utility>
#include <vector>

namespace etalon::metrics {

namespace {

constexpr int kSmallestOverlap = 24;
constexpr double kSettled = 0.002;  // samples
constexpr int kPasses = 5;          // whole samples first, then the window in its place

Plane cut(const Plane& plane, int x, int y, int width, int height) {
  Plane part = plane;
  part.width = width;
  part.height = height;
  part.values.clear();
  for (int j = 0; j < height; ++j) {
    const float* row = plane.row(y + j) + x;
    part.values.insert(part.values.end(), row, row + width);
  }
  return part;
}

/// Weights between samples, linearly; they change slowly.
std::vector<double> moved_by(const std::vector<double>& weights, double shift) {
  std::vector<double> moved(weights.size());
  const auto n = static_cast<std::ptrdiff_t>(weights.size());
  const auto at = [&](std::ptrdiff_t i) {
    return i < 0 || i >= n ? 0 : weights[static_cast<std::size_t>(i)];
  };
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double x = static_cast<double>(i) - shift;
    const auto below = static_cast<std::ptrdiff_t>(std::floor(x));
    const double share = x - static_cast<double>(below);
    moved[static_cast<std::size_t>(i)] = (1 - share) * at(below) + share * at(below + 1);
  }
  return moved;
}

/// A window that moves with what it shows looks at the same content in both frames: a fixed one
/// draws the shift towards whole pixels, by 0.03 px in frames of 64 px.
imaging::Apodisation moved_by(imaging::Apodisation weights, const imaging::Shift& shift) {
  weights.x = moved_by(weights.x, shift.x);
  weights.y = moved_by(weights.y, shift.y);
  return weights;
}

// A texture that agrees with itself so well elsewhere is taken to repeat itself.
constexpr double kRepeats = 0.5;
constexpr double kLobeEnds = 0.3;  // of the autocorrelation at zero

/// Distance of the highest peak of the autocorrelation beyond its main lobe, samples, where it
/// reaches half of the height at zero. The main lobe is what hangs together above 0.3 along the
/// axis on which it is longest; textures of parallel lines only have no end along them.
std::optional<double> period_of(imaging::Spectrum spectrum) {
  const int width = spectrum.width;
  const int height = spectrum.height;
  for (auto& v : spectrum.values) v *= std::conj(v);
  const auto correlation = imaging::samples_of(spectrum);
  const auto at = [&](int x, int y) {
    const int i = (x + width) % width;
    const int j = (y + height) % height;
    return static_cast<double>(correlation[static_cast<std::size_t>(j * width + i)]);
  };
  // One sample away: white noise is at zero only.
  const double top = std::max(at(1, 0), at(0, 1));
  int lobe = 1;
  while (lobe < std::min(width, height) / 2 &&
         std::max({at(lobe, 0), at(0, lobe), at(lobe, lobe), at(lobe, -lobe)}) > kLobeEnds * top)
    ++lobe;
  double best = kRepeats * top;
  std::optional<double> period;
  for (int y = 0; y <= height / 2; ++y) {
    for (int x = -width / 2 + 1; x <= width / 2; ++x) {
      if (std::hypot(x, y) <= lobe || at(x, y) <= best) continue;
      best = at(x, y);
      period = std::hypot(x, y);
    }
  }
  return period;
}

imaging::Spectrum spectrum_at(const Plane& plane, int x, int y,
                              const imaging::Apodisation& weights) {
  return imaging::spectrum_of(
      cut(plane, x, y, static_cast<int>(weights.x.size()), static_cast<int>(weights.y.size())),
      weights);
}

}  // namespace

FrameRegistration::FrameRegistration(Plane reference) : reference_(std::move(reference)) {
  const auto weights = imaging::tukey_apodisation(imaging::fast_length(reference_.width),
                                                  imaging::fast_length(reference_.height));
  spectrum_ = spectrum_at(reference_, 0, 0, weights);
  if (const auto period = period_of(spectrum_)) period_px_ = reference_.pitch * *period;
}

std::optional<FrameShift> FrameRegistration::shift_of(const Plane& moved) const {
  int dx = 0;  // whole samples that are cut off
  int dy = 0;
  imaging::Shift rest;  // what is left, by which the window of the second frame is moved
  std::optional<imaging::MeasuredShift> found;
  imaging::Spectrum own = spectrum_;
  for (int pass = 0; pass < kPasses; ++pass) {
    const int width = imaging::fast_length(reference_.width - std::abs(dx));
    const int height = imaging::fast_length(reference_.height - std::abs(dy));
    if (std::min(width, height) < kSmallestOverlap) return std::nullopt;
    const auto weights = imaging::tukey_apodisation(width, height);
    if (pass == 1 && (dx != 0 || dy != 0))
      own = spectrum_at(reference_, std::max(0, -dx), std::max(0, -dy), weights);
    found = imaging::shift_between(
        own, spectrum_at(moved, std::max(0, dx), std::max(0, dy), moved_by(weights, rest)),
        weights.independent);
    if (!found) return std::nullopt;
    // Windows are cut to whole samples once, then follow by parts of one.
    const int more_x = pass == 0 ? static_cast<int>(std::lround(found->shift.x)) : 0;
    const int more_y = pass == 0 ? static_cast<int>(std::lround(found->shift.y)) : 0;
    dx += more_x;
    dy += more_y;
    const imaging::Shift before = rest;
    rest = {found->shift.x - more_x, found->shift.y - more_y};
    if (pass > 0 && std::hypot(rest.x - before.x, rest.y - before.y) < kSettled) break;
  }
  const double pitch = reference_.pitch;
  return FrameShift{pitch * (dx + rest.x), pitch * (dy + rest.y), pitch * found->uncertainty_x,
                    pitch * found->uncertainty_y};
}

}  // namespace etalon::metrics
