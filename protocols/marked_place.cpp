// SPDX-License-Identifier: Apache-2.0
#include "protocols/marked_place.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/series_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::protocols {
namespace {

constexpr int kSmallest = 96;
// Correlation of the fine structure from which on two frames show one place: that of the same place
// is signal over signal and noise, that of another one about nothing.
constexpr double kAlike = 0.5;
constexpr int kBlock = 4;  // samples that are averaged: noise drops out, and fine structure stays

/// Green, where there are colours.
Plane plane_of(const Frame& frame) {
  return extract_plane(frame, plane_count(frame.info) > 1 ? 1 : 0);
}

double block_at(const Plane& plane, int x, int y) {
  double sum = 0;
  for (int j = 0; j < kBlock; ++j) {
    for (int i = 0; i < kBlock; ++i) sum += plane.row(y + j)[x + i];
  }
  return sum;
}

/// Correlation of how neighbouring blocks differ, so that long waves drop out, where two planes
/// overlap, the second one's content lying by (dx, dy) samples from the first one's; 0 where they
/// hardly overlap.
double likeness(const Plane& a, const Plane& b, int dx, int dy) {
  double aa = 0;
  double bb = 0;
  double ab = 0;
  const int right = std::min(a.width, b.width - dx) - 2 * kBlock;
  const int bottom = std::min(a.height, b.height - dy) - kBlock;
  for (int y = std::max(0, -dy); y <= bottom; y += kBlock) {
    for (int x = std::max(0, -dx); x <= right; x += kBlock) {
      const double of_a = block_at(a, x + kBlock, y) - block_at(a, x, y);
      const double of_b = block_at(b, x + dx + kBlock, y + dy) - block_at(b, x + dx, y + dy);
      aa += of_a * of_a;
      bb += of_b * of_b;
      ab += of_a * of_b;
    }
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

}  // namespace

MarkedPlace::MarkedPlace(const Frame& mark, std::optional<Length> pixel) : pixel_(pixel) {
  Plane plane = plane_of(mark);
  if (std::min(plane.width, plane.height) < kSmallest || !metrics::has_texture(plane)) return;
  half_width_px_ = plane.pitch * plane.width / 2;
  half_height_px_ = plane.pitch * plane.height / 2;
  mark_ = plane;
  registration_ = std::make_unique<imaging::FrameRegistration>(std::move(plane));
  // A texture that repeats itself looks alike at many places.
  if (registration_->period_px()) registration_.reset();
}

std::optional<imaging::FrameShift> MarkedPlace::shift_of(const Frame& frame) const {
  if (!can_tell() || !same_size(frame)) return std::nullopt;
  const Plane plane = plane_of(frame);
  const auto shift = registration_->shift_of(plane);
  if (!shift || shift->ambiguous) return std::nullopt;
  // Two places of one kind of structure have long waves in common.
  const auto samples = [&](double px) { return static_cast<int>(std::lround(px / plane.pitch)); };
  if (likeness(mark_, plane, samples(shift->x), samples(shift->y)) < kAlike) return std::nullopt;
  return shift;
}

bool MarkedPlace::same_size(const Frame& frame) const {
  const Plane plane = plane_geometry(frame.info, plane_count(frame.info) > 1 ? 1 : 0);
  return plane.width == mark_.width && plane.height == mark_.height && plane.pitch == mark_.pitch;
}

std::string MarkedPlace::way(double px) const {
  return pixel_ ? fmt::format("{:.3g} um", pixel_->in(um)*px) : fmt::format("{:.3g} px", px);
}

std::string MarkedPlace::displacement(const Frame& frame) const {
  const auto shift = shift_of(frame);
  return shift ? way(shift->x) + "; " + way(shift->y) : std::string();
}

std::string MarkedPlace::why_not_away(const Frame& frame) const {
  const auto shift = shift_of(frame);
  if (!shift) return {};
  return fmt::format(fmt::runtime(tr("The image still shows the same place, moved by {} only.")),
                     way(std::hypot(shift->x, shift->y)));
}

std::string MarkedPlace::why_not_back(const Frame& frame) const {
  if (!can_tell()) return {};
  if (!same_size(frame)) {
    return tr(
        "The image has another size or other colours than the first one. Take it as that one.");
  }
  const auto shift = shift_of(frame);
  if (!shift) {
    return tr(
        "The image shows nothing of the place of the first one. Was the stage moved on "
        "instead of back, or is it out of focus?");
  }
  std::string off;
  if (std::abs(shift->x) > half_width_px_) {
    off = fmt::format(
        fmt::runtime(shift->x > 0 ? tr("{} too far to the right") : tr("{} too far to the left")),
        way(std::abs(shift->x)));
  }
  if (std::abs(shift->y) > half_height_px_) {
    off += off.empty() ? "" : ", ";
    off += fmt::format(fmt::runtime(shift->y > 0 ? tr("{} too far down") : tr("{} too far up")),
                       way(std::abs(shift->y)));
  }
  if (off.empty()) return {};
  return fmt::format(fmt::runtime(tr("The image lies {}.")), off);
}

}  // namespace etalon::protocols
