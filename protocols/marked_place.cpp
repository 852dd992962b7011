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

constexpr int kSmallest = 96;  // half of it still holds enough to be registered
constexpr double kAgree = 2;   // samples: halves of one picture moved by the same

/// Green, where there are colours.
Plane plane_of(const Frame& frame) {
  return extract_plane(frame, plane_count(frame.info) > 1 ? 1 : 0);
}

Plane half_of(const Plane& plane, bool right) {
  Plane half;
  half.width = plane.width / 2;
  half.height = plane.height;
  half.pitch = plane.pitch;
  const int first = right ? plane.width - half.width : 0;
  for (int j = 0; j < plane.height; ++j) {
    half.values.insert(half.values.end(), plane.row(j) + first, plane.row(j) + first + half.width);
  }
  return half;
}

}  // namespace

MarkedPlace::MarkedPlace(const Frame& mark, std::optional<Length> pixel) : pixel_(pixel) {
  Plane plane = plane_of(mark);
  if (std::min(plane.width, plane.height) < kSmallest || !metrics::has_texture(plane)) return;
  half_width_px_ = plane.pitch * plane.width / 2;
  half_height_px_ = plane.pitch * plane.height / 2;
  for (const bool right : {false, true}) halves_.emplace_back(half_of(plane, right));
  registration_ = std::make_unique<imaging::FrameRegistration>(std::move(plane));
  // A texture that repeats itself looks alike at many places.
  if (registration_->period_px()) registration_.reset();
}

std::optional<imaging::FrameShift> MarkedPlace::shift_of(const Frame& frame) const {
  const auto shift = registration_->shift_of(plane_of(frame));
  if (!shift || shift->ambiguous) return std::nullopt;
  return shift;
}

/// Two places of one kind of structure may have something in common; then their halves have not.
bool MarkedPlace::halves_agree(const Frame& frame, const imaging::FrameShift& shift) const {
  const Plane plane = plane_of(frame);
  const double most = kAgree * plane.pitch;
  for (const bool right : {false, true}) {
    const auto own = halves_[right ? 1 : 0].shift_of(half_of(plane, right));
    if (!own || std::hypot(own->x - shift.x, own->y - shift.y) > most) return false;
  }
  return true;
}

std::string MarkedPlace::way(double px) const {
  return pixel_ ? fmt::format("{:.3g} um", pixel_->in(um)*px) : fmt::format("{:.3g} px", px);
}

std::string MarkedPlace::displacement(const Frame& frame) const {
  if (!can_tell()) return {};
  const auto shift = shift_of(frame);
  return shift ? way(shift->x) + "; " + way(shift->y) : std::string();
}

std::string MarkedPlace::why_not_away(const Frame& frame) const {
  if (!can_tell()) return {};
  const auto shift = shift_of(frame);
  if (!shift || !halves_agree(frame, *shift)) return {};
  return fmt::format(fmt::runtime(tr("The image still shows the same place, moved by {} only.")),
                     way(std::hypot(shift->x, shift->y)));
}

std::string MarkedPlace::why_not_back(const Frame& frame) const {
  if (!can_tell()) return {};
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
