// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/stage_positions.hpp"

#include "suite/imaging/registration.hpp"
#include "suite/imaging/texture_direction.hpp"
#include "suite/metrics/stage_links.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

using imaging::FrameRegistration;
using imaging::FrameShift;

constexpr std::size_t kReferencesTried = 3;
constexpr double kSurelyNearest = 2;  // samples: shifts that agree as well lie 4 apart at least

struct LocatedFrame {
  std::size_t frame = 0;
  std::string flag{};
  FrameShift shift{};
};

/// The frames of one place against its reference.
struct LocatedPlace {
  std::optional<std::size_t> reference;
  std::vector<LocatedFrame> frames;
  std::optional<double> period_px{};
  std::size_t still_frames = 0;
  bool one_way = false;  ///< parallel lines
  std::size_t located() const {
    return static_cast<std::size_t>(
        std::count_if(frames.begin(), frames.end(), [](const auto& f) { return f.flag.empty(); }));
  }
};

/// One number for all frames of a place, since they are alike: single ones are uncertain.
double typical(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Why a shift is not to be relied on, or nothing. Of a texture that repeats itself regularly the
/// caller knows what to think.
std::string doubt(const FrameShift& shift, const Plane& plane, bool periodic) {
  if (std::abs(shift.x) > plane.pitch * plane.width / 2 ||
      std::abs(shift.y) > plane.pitch * plane.height / 2)
    return "little_overlap";
  if (shift.ambiguous && !periodic && std::hypot(shift.x, shift.y) > kSurelyNearest * plane.pitch)
    return "ambiguous";
  return "";
}

bool in_one_way(const Plane& reference, const Plane& moved, const FrameShift& shift) {
  const auto whole = [&](double px) { return static_cast<int>(std::lround(px / moved.pitch)); };
  return imaging::texture_direction(reference, moved, whole(shift.x), whole(shift.y),
                                    noise_variance(reference))
      .one_way();
}

Outcome<LocatedPlace> locate(SeriesReader& reader, const std::vector<std::size_t>& frames,
                             std::size_t reference) {
  LocatedPlace place;
  auto first = reader.read(frames[reference]);
  if (!first) return fail(first.error());
  if (!has_texture(*first)) {
    for (const std::size_t i : frames) place.frames.push_back({i, "no_texture", {}});
    return place;
  }
  place.reference = frames[reference];
  const Plane kept = *first;
  const FrameRegistration registration(std::move(*first));
  place.period_px = registration.period_px();
  for (const std::size_t i : frames) {
    LocatedFrame located{i};
    if (i != frames[reference]) {
      const auto plane = reader.read(i);
      if (!plane) return fail(plane.error());
      const auto shift = registration.shift_of(*plane);
      if (shift) {
        located.shift = *shift;
        located.flag = doubt(*shift, *plane, place.period_px.has_value());
        if (shift->still_pattern) ++place.still_frames;
        if (place.located() == 1) place.one_way = in_one_way(kept, *plane, *shift);
      } else {
        located.flag = has_texture(*plane) ? "not_same_place" : "no_texture";
      }
    }
    place.frames.push_back(std::move(located));
  }
  if (!place.one_way) return place;
  for (LocatedFrame& frame : place.frames)
    if (frame.flag.empty()) frame.flag = "one_way";
  return place;
}

/// With the first of the first frames that half of all share something with.
Outcome<LocatedPlace> locate_best(SeriesReader& reader, const std::vector<std::size_t>& frames) {
  LocatedPlace best;
  for (std::size_t k = 0; k < std::min(kReferencesTried, frames.size()); ++k) {
    auto place = locate(reader, frames, k);
    if (!place) return place;
    if (k == 0 || place->located() > best.located()) best = std::move(*place);
    if (best.one_way || 2 * best.located() > frames.size()) break;
  }
  return best;
}

/// Half of the variance of a pair is the frame's own.
StagePosition position_of(const LocatedPlace& place, const std::vector<std::size_t>& frames) {
  StagePosition position;
  std::vector<double> u_x;
  std::vector<double> u_y;
  for (const LocatedFrame& f : place.frames) {
    if (!f.flag.empty() || f.frame == *place.reference) continue;
    u_x.push_back(f.shift.u_x);
    u_y.push_back(f.shift.u_y);
  }
  double located = 0;
  for (const LocatedFrame& f : place.frames) {
    if (std::find(frames.begin(), frames.end(), f.frame) == frames.end()) continue;
    if (!f.flag.empty()) {
      position.flag = f.flag;
      continue;
    }
    located += 1;
    position.x_px += (f.shift.x - position.x_px) / located;
    position.y_px += (f.shift.y - position.y_px) / located;
  }
  if (located == 0) return position;
  position.flag.clear();
  position.u_x_px = typical(u_x) / std::sqrt(2 * located);
  position.u_y_px = typical(u_y) / std::sqrt(2 * located);
  return position;
}

}  // namespace

Outcome<StagePositions> stage_positions(SeriesReader& reader, const StageVisits& visits,
                                        std::optional<double> pixel_size_um) {
  StagePositions found;
  found.of_visit.resize(visits.visits.size());
  for (std::size_t p = 0; p < visits.places.size(); ++p) {
    std::vector<std::size_t> frames;
    for (const StageVisit& v : visits.visits)
      if (v.place == p) frames.insert(frames.end(), v.frames.begin(), v.frames.end());
    const auto place = locate_best(reader, frames);
    if (!place) return fail(place.error());
    found.reference.push_back(place->reference);
    found.still_frames += place->still_frames;
    if (place->period_px)
      found.period_px = std::min(*place->period_px, found.period_px.value_or(*place->period_px));
    for (std::size_t k = 0; k < visits.visits.size(); ++k) {
      if (visits.visits[k].place == p)
        found.of_visit[k] = position_of(*place, visits.visits[k].frames);
    }
  }
  // Without a pixel size nobody can tell a place that overlaps from one that agrees by chance.
  if (visits.commanded && pixel_size_um) {
    if (auto wrong = link_places(reader, visits, *pixel_size_um, found)) return fail(*wrong);
  }
  return found;
}

}  // namespace etalon::metrics
