// SPDX-License-Identifier: Apache-2.0
#include "suite/core/translate.hpp"
#include "suite/metrics/frc_frames.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

using imaging::Shift;

constexpr double kSmallestOverlap = 0.75;  // of each side; beyond half, shifts are ambiguous

struct Range {
  int lowest = 0;
  int highest = 0;
  int length() const { return highest - lowest; }
};

Range range_of(const std::vector<Shift>& shifts, double Shift::*axis) {
  Range range;
  for (const Shift& shift : shifts) {
    range.lowest = std::min(range.lowest, static_cast<int>(shift.*axis));
    range.highest = std::max(range.highest, static_cast<int>(shift.*axis));
  }
  return range;
}

Plane part_of(const Plane& plane, int x, int y, int width, int height) {
  Plane part = plane;
  part.width = width;
  part.height = height;
  part.x0 += plane.pitch * x;
  part.y0 += plane.pitch * y;
  part.values.clear();
  for (int j = y; j < y + height; ++j)
    part.values.insert(part.values.end(), plane.row(j) + x, plane.row(j) + x + width);
  return part;
}

/// Spectra of what all frames show when each is moved back by whole samples.
void transform(const std::vector<Plane>& planes, AlignedSpectra& aligned) {
  const Range x = range_of(aligned.whole, &Shift::x);
  const Range y = range_of(aligned.whole, &Shift::y);
  const int width = imaging::fast_length(planes.front().width - x.length());
  const int height = imaging::fast_length(planes.front().height - y.length());
  aligned.weights = imaging::tukey_apodisation(width, height);
  aligned.spectra.clear();
  for (std::size_t i = 0; i < planes.size(); ++i) {
    const Plane part = part_of(planes[i], static_cast<int>(aligned.whole[i].x) - x.lowest,
                               static_cast<int>(aligned.whole[i].y) - y.lowest, width, height);
    aligned.spectra.push_back(imaging::spectrum_of(part, aligned.weights));
  }
}

/// Shifts of all frames from the first; false when one of them cannot be told.
bool measure(AlignedSpectra& aligned) {
  aligned.measured = true;
  for (std::size_t i = 1; i < aligned.spectra.size(); ++i) {
    const auto found = imaging::shift_between(aligned.spectra.front(), aligned.spectra[i],
                                              aligned.weights.independent);
    aligned.measured = aligned.measured && found;
    aligned.shifts[i] = found ? found->shift : Shift{};
    aligned.uncertainty[i] = found ? found->uncertainty : 0;
  }
  return aligned.measured;
}

bool mostly_common(const std::vector<Plane>& planes, const std::vector<Shift>& whole) {
  const auto enough = [](int side, const Range& range) {
    return side - range.length() >= kSmallestOverlap * side;
  };
  return enough(planes.front().width, range_of(whole, &Shift::x)) &&
         enough(planes.front().height, range_of(whole, &Shift::y));
}

}  // namespace

std::vector<Shift> AlignedSpectra::of_sensor() const {
  std::vector<Shift> shifts_of_sensor;
  for (const Shift& shift : whole) shifts_of_sensor.push_back({-shift.x, -shift.y});
  return shifts_of_sensor;
}

Outcome<AlignedSpectra> aligned_spectra(const std::vector<Plane>& planes) {
  AlignedSpectra aligned;
  aligned.shifts.resize(planes.size());
  aligned.whole.resize(planes.size());
  aligned.uncertainty.resize(planes.size());
  transform(planes, aligned);
  if (!measure(aligned)) return aligned;
  for (std::size_t i = 0; i < planes.size(); ++i)
    aligned.whole[i] = {std::round(aligned.shifts[i].x), std::round(aligned.shifts[i].y)};
  const auto moves = [](const Shift& shift) { return shift.x != 0 || shift.y != 0; };
  if (std::none_of(aligned.whole.begin(), aligned.whole.end(), moves)) return aligned;
  if (!mostly_common(planes, aligned.whole)) {
    return fail("frc.moved",
                tr("between the frames the field moved by more than a quarter of a side, or the "
                   "frames show different places"),
                tr("Take the two exposures one after the other without moving the stage."));
  }
  transform(planes, aligned);
  measure(aligned);
  return aligned;
}

}  // namespace etalon::metrics
