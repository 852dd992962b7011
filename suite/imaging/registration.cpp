// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/registration.hpp"

#include "suite/core/contract.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>
#include <utility>
#include <vector>

namespace etalon::imaging {

namespace {

constexpr int kSmallestOverlap = 24;
constexpr double kCoarseHighest = 0.25;  // cycles/sample
constexpr double kFineHighest = 0.45;
constexpr double kFineTaper = 0.15;  // costs a twelfth of the precision; a half, a third
constexpr double kLeakage = 1e-5;    // of the strongest ring; steep ends of windows leak
constexpr double kSettled = 0.002;   // samples
constexpr int kPasses = 5;
constexpr std::size_t kPeaks = 8;
constexpr double kNudge = 0.25;  // of a window, samples
constexpr double kFollowsAtMost = 0.8;
constexpr int kLargeFrame = 256;  // beyond, the shift follows the window by less than a hundredth
constexpr double kNear = 2;       // samples: the same place on the coarse grid
constexpr double kAlike = 0.5;    // of the highest peak: may be meant as well
constexpr double kAsGood = 0.98;  // of the correlation of the best overlap
// A peak beyond what the texture's likeness to itself explains: standard deviations, and of the
// highest, since the likeness is known on a grid only.
constexpr double kStillVisible = 5;
constexpr double kStillShare = 0.25;

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

// A texture that agrees with itself so well elsewhere is taken to repeat itself.
constexpr double kRepeats = 0.5;
constexpr double kLobeEnds = 0.3;  // of the autocorrelation at zero

/// Distance of the highest peak of the autocorrelation beyond its main lobe, samples, where it
/// reaches half of the height at zero. The main lobe is what hangs together above 0.3 along the
/// axis on which it is longest; textures of parallel lines only have no end along them.
std::optional<double> period_of(Spectrum spectrum) {
  const int width = spectrum.width;
  const int height = spectrum.height;
  for (auto& v : spectrum.values) v *= std::conj(v);
  const auto correlation = samples_of(spectrum);
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

Spectrum spectrum_at(const Plane& plane, int x, int y, const Apodisation& weights) {
  return spectrum_of(
      cut(plane, x, y, static_cast<int>(weights.x.size()), static_cast<int>(weights.y.size())),
      weights);
}

double distance(const Shift& a, const Shift& b) { return std::hypot(a.x - b.x, a.y - b.y); }

/// Which of the peaks may be meant; all are significant, the first is the highest.
struct Candidates {
  std::vector<Shift> shifts;
  bool still_pattern = false;
};

Candidates candidates_among(const std::vector<CorrelationPeak>& peaks, const CorrelationMap& own,
                            bool periodic) {
  const CorrelationPeak& top = peaks.front();
  Candidates meant;
  for (const CorrelationPeak& peak : peaks) {
    const Shift apart{peak.shift.x - top.shift.x, peak.shift.y - top.shift.y};
    const bool elsewhere = distance(apart, {}) > 2 * kNear;
    // What moved by the highest peak would agree here with this height.
    const double unexplained = peak.height - own.near(apart);
    if (!periodic && elsewhere && distance(top.shift, {}) <= kNear &&
        unexplained > std::max(kStillVisible, kStillShare * top.height))
      return {{peak.shift}, true};
    if (peak.height > kAlike * top.height) meant.shifts.push_back(peak.shift);
  }
  return meant;
}

/// The overlap of two frames after whole samples, transformed, and what its phases say.
struct Overlap {
  int dx = 0;  ///< whole samples
  int dy = 0;
  Spectrum first;
  Spectrum second;
  CrossSpectrum cross;
  PhaseFit fit;
  double independent = 0;  ///< of the windows
  Shift total() const { return {dx + fit.shift.x, dy + fit.shift.y}; }
};

/// What belongs to one sample of the half transform.
struct Sample {
  std::size_t index = 0;
  double wx = 0;
  double wy = 0;
};

template <class Visit>
void for_each_sample(const Spectrum& shape, const Visit& visit) {
  constexpr double kTurn = 2 * std::numbers::pi;
  const auto columns = static_cast<std::size_t>(shape.columns());
  for (int j = 0; j < shape.height; ++j) {
    const double wy = kTurn * shape.row_number(j) / shape.height;
    for (std::size_t i = 0; i < columns; ++i)
      visit(Sample{static_cast<std::size_t>(j) * columns + i,
                   kTurn * static_cast<double>(i) / shape.width, wy});
  }
}

/// What is left between the frames, without the shading below the rings that are used.
std::vector<float> residual_of(const Overlap& overlap) {
  constexpr double kTurn = 2 * std::numbers::pi;
  Spectrum left = overlap.second;
  const double side = std::min(left.width, left.height);
  const double lowest = kTurn * 1.5 / side;
  std::vector<std::complex<double>> along(static_cast<std::size_t>(left.columns()));
  for (std::size_t i = 0; i < along.size(); ++i)
    along[i] = std::polar(1.0, kTurn * static_cast<double>(i) / left.width * overlap.fit.shift.x);
  std::complex<double> down = 1;
  const std::size_t columns = along.size();
  for_each_sample(left, [&](const Sample& at) {
    const std::size_t i = at.index % columns;
    if (i == 0) down = std::polar(1.0, at.wy * overlap.fit.shift.y);
    const std::complex<double> second = overlap.second.values[at.index];
    const std::complex<double> first = overlap.first.values[at.index];
    const bool shading = at.wx * at.wx + at.wy * at.wy < lowest * lowest;
    left.values[at.index] =
        std::complex<float>(shading ? 0 : second * along[i] * down - overlap.cross.gain * first);
  });
  return samples_of(left);
}

/// Derivative, along the axis whose frequencies `along` gives, of the first frame with each ring
/// weighted as in the fit.
template <class Along>
std::vector<float> sensitivity_of(const Overlap& overlap, const Along& along) {
  constexpr double kTurn = 2 * std::numbers::pi;
  Spectrum filtered = overlap.first;
  const double side = std::min(filtered.width, filtered.height);
  for_each_sample(filtered, [&](const Sample& at) {
    const double q = std::sqrt(at.wx * at.wx + at.wy * at.wy) / kTurn;
    const auto ring = static_cast<std::size_t>(q * side + 0.5);
    const bool used = ring < overlap.cross.rings && ring < overlap.fit.weight.size();
    const double factor = used ? overlap.fit.weight[ring] * overlap.cross.scale[ring] : 0;
    const std::complex<double> value = overlap.first.values[at.index];
    filtered.values[at.index] =
        std::complex<float>(std::complex<double>(0, along(at) * factor) * value);
  });
  return samples_of(filtered);
}

/// Standard uncertainties from what is left, pixel by pixel: A^-1 B A^-1, where A is the curvature
/// of the fit and B = (n/2)^2 sum s s' r^2 the variance of its gradient, sum over pixels of
/// sensitivity times residual; n/2 since the fit sums over half of the transform.
Shift uncertainty_of(const Overlap& overlap) {
  const auto left = residual_of(overlap);
  const auto in_x = sensitivity_of(overlap, [](const Sample& at) { return at.wx; });
  const auto in_y = sensitivity_of(overlap, [](const Sample& at) { return at.wy; });
  double xx = 0;
  double xy = 0;
  double yy = 0;
  for (std::size_t k = 0; k < left.size(); ++k) {
    const double x = static_cast<double>(in_x[k]) * static_cast<double>(left[k]);
    const double y = static_cast<double>(in_y[k]) * static_cast<double>(left[k]);
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  const PhaseFit& a = overlap.fit;
  const double scale = std::pow(static_cast<double>(left.size()) / 2 / a.determinant(), 2);
  const double of_x = a.yy * a.yy * xx - 2 * a.yy * a.xy * xy + a.xy * a.xy * yy;
  const double of_y = a.xx * a.xx * yy - 2 * a.xx * a.xy * xy + a.xy * a.xy * xx;
  return {std::sqrt(scale * std::max(0.0, of_x)), std::sqrt(scale * std::max(0.0, of_y))};
}

/// Of rings that hold any power: the strongest has the smallest scale.
bool lower_scale(double a, double b) { return a > 0 && (a < b || b == 0); }

/// The second frame through a window that lies where the content is thought to be.
void look_at(const Plane& moved, const Tukey& window, Overlap& overlap) {
  const auto weights = tukey_apodisation(overlap.first.width, overlap.first.height, window);
  overlap.independent = weights.independent;
  overlap.second = spectrum_at(moved, std::max(0, overlap.dx), std::max(0, overlap.dy), weights);
  overlap.cross = cross_spectrum(overlap.first, overlap.second, kFineHighest);
  overlap.cross.leakage = kLeakage / *std::min_element(overlap.cross.scale.begin() + 2,
                                                       overlap.cross.scale.end(), lower_scale);
}

/// By how much of its way the shift follows a window that is moved a little along an axis.
double follows_window(const Plane& moved, Overlap overlap, Tukey window, double Tukey::*along) {
  const auto found = [&](double by) {
    window.*along += by;
    look_at(moved, window, overlap);
    const Shift shift = fit_phases(overlap.cross, {window.moved_x, window.moved_y}).shift;
    window.*along -= by;
    return along == &Tukey::moved_x ? shift.x : shift.y;
  };
  const double part = (found(kNudge) - found(-kNudge)) / (2 * kNudge);
  return std::clamp(part, 0.0, kFollowsAtMost);
}

/// By which the variance of the shift grows as the weights of rings come from the frames, too: two
/// numbers of each ring from its samples, of which the window leaves half independent.
double of_own_weights(const Overlap& overlap) {
  std::vector<double> count(overlap.cross.rings);
  for (const int ring : overlap.cross.ring)
    if (ring >= 0) count[static_cast<std::size_t>(ring)] += 1;
  double all = 0;
  double shared = 0;
  for (std::size_t k = 0; k < std::min(count.size(), overlap.fit.weight.size()); ++k) {
    const double information = overlap.fit.weight[k] * std::pow(static_cast<double>(k), 2);
    all += information * count[k];
    if (count[k] > 0) shared += information;
  }
  return all > 0 ? 1 + 4 * shared / all : 1;
}

/// What the fit does to its own uncertainty, which matters in small frames: the window moves with
/// the shift that is found, and the shift follows the window by a part g of its way, so that errors
/// grow by 1/(1 - g).
Shift enlarged(const Shift& u, const Plane& moved, const Overlap& overlap) {
  const double own = std::sqrt(of_own_weights(overlap));
  if (std::min(overlap.first.width, overlap.first.height) > kLargeFrame)
    return {own * u.x, own * u.y};
  const Tukey window{kFineTaper, overlap.fit.shift.x, overlap.fit.shift.y};
  return {own * u.x / (1 - follows_window(moved, overlap, window, &Tukey::moved_x)),
          own * u.y / (1 - follows_window(moved, overlap, window, &Tukey::moved_y))};
}

/// Fits what is left after the whole samples of a rough shift until window and shift agree.
std::optional<Overlap> fitted(const Plane& reference, const Plane& moved, const Shift& rough) {
  const int dx = static_cast<int>(std::lround(rough.x));
  const int dy = static_cast<int>(std::lround(rough.y));
  const int width = fast_length(reference.width - std::abs(dx));
  const int height = fast_length(reference.height - std::abs(dy));
  if (std::min(width, height) < kSmallestOverlap) return std::nullopt;
  Tukey window{kFineTaper, 0, 0};
  Overlap overlap;
  overlap.dx = dx;
  overlap.dy = dy;
  overlap.first = spectrum_at(reference, std::max(0, -dx), std::max(0, -dy),
                              tukey_apodisation(width, height, window));
  window.moved_x = rough.x - dx;
  window.moved_y = rough.y - dy;
  for (int pass = 0; pass < kPasses; ++pass) {
    look_at(moved, window, overlap);
    // The coarse peak of the overlap says whether it is the same place at all.
    if (pass == 0 && peaks_of(correlation_map(overlap.cross, overlap.independent)).empty())
      return std::nullopt;
    overlap.fit = fit_phases(overlap.cross, {window.moved_x, window.moved_y});
    const Shift found = overlap.fit.shift;
    if (!(overlap.fit.determinant() > 0)) return std::nullopt;
    if (std::max(std::abs(found.x), std::abs(found.y)) > kNear) return std::nullopt;
    const Shift before{window.moved_x, window.moved_y};
    window.moved_x = found.x;
    window.moved_y = found.y;
    if (distance(found, before) < kSettled) break;
  }
  return overlap;
}

struct Best {
  const Overlap* nearest = nullptr;
  bool ambiguous = false;
};

/// Of the shifts with which frames agree about equally, the one nearest to `near`.
Best best_of(const std::vector<Overlap>& fits, const Shift& near) {
  double highest = 0;
  for (const Overlap& o : fits) highest = std::max(highest, o.fit.correlation);
  Best best;
  for (const Overlap& o : fits) {
    if (o.fit.correlation < kAsGood * highest) continue;
    const bool closer = best.nearest == nullptr ||
                        distance(o.total(), near) < distance(best.nearest->total(), near);
    const bool elsewhere =
        best.nearest != nullptr && distance(o.total(), best.nearest->total()) > 2 * kNear;
    best.ambiguous = best.ambiguous || elsewhere;
    if (closer) best.nearest = &o;
  }
  return best;
}

}  // namespace

Plane without_lone_pixels(Plane plane) {
  constexpr float kStandsOut = 7;  // times the range of the neighbours, 2.1 deviations of noise
  const std::vector<float> given = plane.values;
  const auto width = static_cast<std::size_t>(plane.width);
  const auto between = [](float v, float before, float after) {
    return std::abs(v - before) <= kStandsOut * std::abs(before - after);
  };
  for (int j = 1; j + 1 < plane.height; ++j) {
    for (int i = 1; i + 1 < plane.width; ++i) {
      const std::size_t k = static_cast<std::size_t>(j) * width + static_cast<std::size_t>(i);
      const float v = given[k];
      // True of nearly all pixels, and quick.
      if (between(v, given[k - 1], given[k + 1]) && between(v, given[k - width], given[k + width]))
        continue;
      std::array<float, 8> around = {given[k - 1],     given[k + 1],         given[k - width - 1],
                                     given[k - width], given[k - width + 1], given[k + width - 1],
                                     given[k + width], given[k + width + 1]};
      std::sort(around.begin(), around.end());
      const float reach = kStandsOut * (around[6] - around[1]);
      if (v <= around[6] + reach && v >= around[1] - reach) continue;
      plane.values[k] = std::accumulate(around.begin() + 1, around.end() - 1, 0.0F) / 6;
    }
  }
  return plane;
}

FrameRegistration::FrameRegistration(Plane reference)
    : reference_(without_lone_pixels(std::move(reference))) {
  const auto weights =
      tukey_apodisation(fast_length(reference_.width), fast_length(reference_.height));
  spectrum_ = spectrum_at(reference_, 0, 0, weights);
  likeness_ =
      correlation_map(cross_spectrum(spectrum_, spectrum_, kCoarseHighest), weights.independent);
  if (const auto period = period_of(spectrum_)) period_px_ = reference_.pitch * *period;
}

std::optional<FrameShift> FrameRegistration::shift_of(const Plane& frame, const Shift& near) const {
  ETALON_EXPECTS(frame.width == reference_.width && frame.height == reference_.height);
  const Plane moved = without_lone_pixels(frame);
  const auto weights = tukey_apodisation(spectrum_.width, spectrum_.height);
  const auto cross = cross_spectrum(spectrum_, spectrum_at(moved, 0, 0, weights), kCoarseHighest);
  const auto peaks = peaks_of(correlation_map(cross, weights.independent), kPeaks);
  if (peaks.empty()) return std::nullopt;
  const Candidates candidates = candidates_among(peaks, likeness_, period_px_.has_value());
  std::vector<Overlap> fits;
  for (const Shift& shift : candidates.shifts) {
    const Shift rough = fit_phases(cross, shift).shift;
    auto overlap = fitted(reference_, moved, distance(rough, shift) < 2 * kNear ? rough : shift);
    if (overlap) fits.push_back(std::move(*overlap));
  }
  // What agrees only by chance can fit with the signs reversed.
  std::erase_if(fits, [](const Overlap& o) { return !(o.fit.correlation > 0); });
  if (fits.empty()) return std::nullopt;
  const double pitch = reference_.pitch;
  const auto alike = best_of(fits, {near.x / pitch, near.y / pitch});
  const Overlap& best = *alike.nearest;
  const Shift u = enlarged(uncertainty_of(best), moved, best);
  return FrameShift{pitch * best.total().x,   pitch * best.total().y, pitch * u.x, pitch * u.y,
                    candidates.still_pattern, alike.ambiguous};
}

std::optional<FrameShift> FrameRegistration::shift_about(const Plane& moved,
                                                         const Shift& about) const {
  ETALON_EXPECTS(moved.width == reference_.width && moved.height == reference_.height);
  const int dx = static_cast<int>(std::lround(about.x / reference_.pitch));
  const int dy = static_cast<int>(std::lround(about.y / reference_.pitch));
  const int width = reference_.width - std::abs(dx);
  const int height = reference_.height - std::abs(dy);
  if (std::min(width, height) < kSmallestOverlap) return std::nullopt;
  const FrameRegistration rest(cut(reference_, std::max(0, -dx), std::max(0, -dy), width, height));
  auto shift = rest.shift_of(cut(moved, std::max(0, dx), std::max(0, dy), width, height));
  if (!shift) return std::nullopt;
  shift->x += reference_.pitch * dx;
  shift->y += reference_.pitch * dy;
  return shift;
}

}  // namespace etalon::imaging
