// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/drift_track.hpp"

#include "suite/core/translate.hpp"
#include "suite/imaging/registration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

constexpr double kRegular = 0.1;

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Half of the variance of a pair is the frame's own.
void locate(const imaging::FrameRegistration& registration, const Plane& plane,
            const DriftPoint& before, DriftPoint& point) {
  const auto shift = registration.shift_of(plane, {before.px[0], before.px[1]});
  if (!shift) {
    point.flag = has_texture(plane) ? "not_same_place" : "no_texture";
    return;
  }
  point.px = {shift->x, shift->y};
  point.u_px = {shift->u_x / std::sqrt(2.0), shift->u_y / std::sqrt(2.0)};
  point.still_pattern = shift->still_pattern;
}

/// What the pairs say of all frames holds for the reference.
void set_reference(DriftTrack& track, DriftPoint& reference) {
  for (std::size_t axis = 0; axis < 2; ++axis) {
    std::vector<double> others;
    for (const DriftPoint& p : track.all)
      if (p.located() && p.frame != reference.frame) others.push_back(p.u_px[axis]);
    if (!others.empty()) reference.u_px[axis] = median_of(std::move(others));
  }
}

std::optional<Failure> nothing_to_compare(const DriftTrack& track) {
  const auto lost = track.all.size() - track.points.size();
  if (track.points.size() < 2 || lost >= track.points.size()) {
    return Failure{
        "drift.not_same_place",
        fmt::format(
            fmt::runtime(tr("{} of {} frames share no texture with the first that shows any")),
            lost, track.all.size()),
        tr("Are all frames of one place, in the order in which they were taken? If the image "
           "creeps by more than half of the field, use a lower magnification.")};
  }
  const bool frozen = std::all_of(track.points.begin(), track.points.end(), [](const auto& p) {
    return p.px[0] == 0 && p.px[1] == 0 && p.u_px[0] == 0 && p.u_px[1] == 0;
  });
  if (!frozen) return std::nullopt;
  return Failure{"drift.frozen", tr("all frames are the same, down to their noise"),
                 tr("Was the camera live? Export the frames again.")};
}

/// Steps below a quarter of the period tell which repeat is meant.
std::optional<Failure> ambiguous(const DriftTrack& track) {
  if (!track.period_px) return std::nullopt;
  double largest = 0;
  for (std::size_t i = 1; i < track.points.size(); ++i)
    largest = std::max(largest, std::hypot(track.points[i].px[0] - track.points[i - 1].px[0],
                                           track.points[i].px[1] - track.points[i - 1].px[1]));
  if (largest < *track.period_px / 4) return std::nullopt;
  return Failure{
      "drift.ambiguous",
      fmt::format(fmt::runtime(tr("the texture repeats every {:.1f} px and moves by {:.1f} px from "
                                  "one frame to the next: whole periods cannot be told apart")),
                  *track.period_px, largest),
      tr("Use something irregular (dust will do), or take frames more often.")};
}

}  // namespace

std::vector<double> DriftTrack::times() const {
  std::vector<double> times;
  for (const DriftPoint& p : points) times.push_back(p.time_s);
  return times;
}

std::vector<double> DriftTrack::along(std::size_t axis) const {
  std::vector<double> positions;
  for (const DriftPoint& p : points) positions.push_back(p.px[axis]);
  return positions;
}

double DriftTrack::localisation_px(std::size_t axis) const {
  double sum = 0;
  for (const DriftPoint& p : points) sum += p.u_px[axis] * p.u_px[axis];
  return std::sqrt(sum / static_cast<double>(points.size()));
}

bool DriftTrack::regular() const {
  if (points.size() != all.size() || points.size() < 2) return false;
  std::vector<double> steps;
  for (std::size_t i = 1; i < points.size(); ++i)
    steps.push_back(points[i].time_s - points[i - 1].time_s);
  const double median = median_of(steps);
  return std::all_of(steps.begin(), steps.end(),
                     [&](double step) { return std::abs(step - median) <= kRegular * median; });
}

Outcome<std::vector<double>> drift_times(const Observation& observation, std::size_t frames) {
  const auto& settings = observation.settings;
  const auto timed = std::count_if(settings.begin(), settings.end(),
                                   [](const FrameSetting& s) { return s.time.has_value(); });
  if (timed == 0)
    return fail("drift.no_time", tr("nobody said when the frames were taken"),
                tr("Give the time from one frame to the next, for example --interval 30s."));
  if (static_cast<std::size_t>(timed) != frames || settings.size() != frames)
    return fail("drift.settings_incomplete",
                tr("of some frames it is known when they were taken, and of others not"),
                tr("Give times for all frames, or the interval: --interval 30s."));
  const auto& places = observation.places;
  const bool in_time = std::any_of(places.begin(), places.end(), [](auto p) { return p.t > 0; });
  if (channel_count(places) > 1 || (plane_count_z(places) > 1 && in_time))
    return fail("drift.not_one_plane",
                tr("the series holds several planes or channels of each time"),
                tr("Export one plane of one channel; drift along z is not measured."));
  std::vector<double> times;
  for (std::size_t i = 0; i < frames; ++i) {
    times.push_back((*settings[i].time - *settings.front().time).in(s));
    if (i > 0 && times[i] <= times[i - 1])
      return fail("drift.not_in_order",
                  fmt::format(fmt::runtime(tr("frame {} was not taken after frame {}")), i + 1, i),
                  tr("Name the files in the order in which they were taken."));
  }
  return times;
}

Outcome<DriftTrack> drift_track(SeriesReader& reader, const std::vector<double>& times) {
  DriftTrack track;
  std::optional<imaging::FrameRegistration> registration;
  std::size_t reference = 0;
  DriftPoint before;
  for (std::size_t i = 0; i < times.size(); ++i) {
    auto plane = reader.read(i);
    if (!plane) return fail(plane.error());
    DriftPoint point{.frame = i, .time_s = times[i], .flag = {}};
    if (registration) {
      locate(*registration, *plane, before, point);
    } else if (has_texture(*plane)) {
      registration.emplace(std::move(*plane));
      reference = i;
    } else {
      point.flag = "no_texture";
    }
    if (point.located()) before = point;
    track.all.push_back(std::move(point));
  }
  if (!registration)
    return fail("drift.no_texture", tr("no frame shows more than noise"),
                tr("Put something with structure in focus: dust on a slide will do."));
  set_reference(track, track.all[reference]);
  std::copy_if(track.all.begin(), track.all.end(), std::back_inserter(track.points),
               [](const DriftPoint& p) { return p.located(); });
  track.period_px = registration->period_px();
  if (auto wrong = nothing_to_compare(track)) return fail(*wrong);
  if (auto wrong = ambiguous(track)) return fail(*wrong);
  return track;
}

}  // namespace etalon::metrics
