// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/stage_links.hpp"

#include "suite/imaging/registration.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <set>
#include <utility>
#include <vector>

namespace etalon::metrics {

namespace {

using imaging::FrameRegistration;
using imaging::FrameShift;

constexpr double kLargestOffset = 0.7;  // of the field: less overlap is hardly ever enough
constexpr double kUnlikeCommanded = 0.3;
constexpr std::size_t kLinksTried = 3;  // for each place
// Of the period of a grid: how far a stage may miss at all, by how much it hardly ever does, and
// what single marks of a grid may be off.
constexpr double kMiss = 0.25;
constexpr double kLargeMiss = 0.125;
constexpr double kGridErrors = 0.02;

/// How the camera sees the stage: image = (xx xy; yx yy) stage.
struct Mount {
  int xx = 1;
  int xy = 0;
  int yx = 0;
  int yy = 1;
  imaging::Shift of(double x, double y) const { return {xx * x + xy * y, yx * x + yy * y}; }
};

/// The plain one first.
std::vector<Mount> all_mounts() {
  return {{1, 0, 0, 1},  {-1, 0, 0, -1}, {1, 0, 0, -1}, {-1, 0, 0, 1},
          {0, 1, -1, 0}, {0, -1, 1, 0},  {0, 1, 1, 0},  {0, -1, -1, 0}};
}

struct Candidate {
  double distance_um = 0;
  std::size_t from = 0;
  std::size_t to = 0;
};

/// Pairs of a linked place and one that is not, nearest first.
std::vector<Candidate> candidates(const StageVisits& visits, const StagePositions& found,
                                  const std::set<std::size_t>& linked) {
  std::vector<Candidate> all;
  for (const std::size_t from : linked) {
    for (std::size_t to = 0; to < visits.places.size(); ++to) {
      if (linked.count(to) > 0 || !found.reference[to]) continue;
      const StagePlace& a = visits.places[from];
      const StagePlace& b = visits.places[to];
      all.push_back({std::hypot(b.x_um - a.x_um, b.y_um - a.y_um), from, to});
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.distance_um < b.distance_um; });
  return all;
}

StageLink link_of(const Candidate& pair, const FrameShift& shift) {
  return {pair.from, pair.to, shift.x, shift.y, std::hypot(shift.u_x, shift.u_y) / std::sqrt(2.0)};
}

/// The references of two places, and the way in between that was commanded, px of the image if the
/// camera is mounted plainly.
struct Pair {
  Candidate places;
  const FrameRegistration& from;
  const Plane& to;
  imaging::Shift way;
};

std::optional<StageLink> plain_link(const Pair& pair) {
  const auto shift = pair.from.shift_of(pair.to);
  if (!shift || shift->ambiguous) return std::nullopt;
  // Two images that agree without having moved share dust of the camera, not the slide.
  const double commanded = std::hypot(pair.way.x, pair.way.y);
  if (std::abs(std::hypot(shift->x, shift->y) / commanded - 1) > kUnlikeCommanded)
    return std::nullopt;
  return link_of(pair.places, *shift);
}

struct Tried {
  imaging::Shift way;
  FrameShift shift;
  double missed_px = 0;
};

bool same(const imaging::Shift& a, const imaging::Shift& b) {
  return std::hypot(a.x - b.x, a.y - b.y) < 0.5;
}

/// What fits about the commanded way, for each way in which the camera may be mounted.
std::vector<Tried> fitting_ways(const Pair& pair, const std::vector<Mount>& mounts,
                                double period_px) {
  std::vector<Tried> fitting;
  std::vector<imaging::Shift> ways;
  for (const Mount& mount : mounts) {
    const auto way = mount.of(pair.way.x, pair.way.y);
    if (std::any_of(ways.begin(), ways.end(), [&](const auto& w) { return same(w, way); }))
      continue;
    ways.push_back(way);
    const auto shift = pair.from.shift_about(pair.to, way);
    if (!shift) continue;
    const double missed = std::hypot(shift->x - way.x, shift->y - way.y);
    if (missed < kMiss * period_px) fitting.push_back({way, *shift, missed});
  }
  return fitting;
}

std::optional<StageLink> grid_link(const Pair& pair, double period_px, std::vector<Mount>& mounts,
                                   bool& assumed) {
  const auto fitting = fitting_ways(pair, mounts, period_px);
  if (fitting.empty()) return std::nullopt;
  const double least =
      std::min_element(fitting.begin(), fitting.end(), [](const auto& a, const auto& b) {
        return a.missed_px < b.missed_px;
      })->missed_px;
  const auto meant = std::find_if(fitting.begin(), fitting.end(), [&](const Tried& t) {
    return t.missed_px <= least + kGridErrors * period_px;
  });
  const auto likely = std::count_if(fitting.begin(), fitting.end(), [&](const Tried& t) {
    return t.missed_px < kLargeMiss * period_px;
  });
  assumed = assumed || likely > 1;
  std::erase_if(mounts,
                [&](const Mount& m) { return !same(m.of(pair.way.x, pair.way.y), meant->way); });
  return link_of(pair.places, meant->shift);
}

class Linker {
 public:
  Linker(SeriesReader& reader, const StageVisits& visits, double px_um, StagePositions& found)
      : reader_(reader), visits_(visits), px_um_(px_um), found_(found) {}

  /// Whether the place of the pair is linked now.
  Outcome<bool> link(const Candidate& pair) {
    auto from = reader_.read(*found_.reference[pair.from]);
    if (!from) return fail(from.error());
    // Nobody knows how the camera is turned: along the longer side.
    const double side_um = from->pitch * std::max(from->width, from->height) * px_um_;
    if (pair.distance_um >= kLargestOffset * side_um) return false;
    const auto to = reader_.read(*found_.reference[pair.to]);
    if (!to) return fail(to.error());
    const FrameRegistration registration(std::move(*from));
    const StagePlace& a = visits_.places[pair.from];
    const StagePlace& b = visits_.places[pair.to];
    const Pair both{
        pair, registration, *to, {(b.x_um - a.x_um) / px_um_, (b.y_um - a.y_um) / px_um_}};
    const auto period = registration.period_px();
    const auto made =
        period ? grid_link(both, *period, mounts_, found_.way_assumed) : plain_link(both);
    if (made) found_.links.push_back(*made);
    return made.has_value();
  }

 private:
  SeriesReader& reader_;
  const StageVisits& visits_;
  double px_um_;
  StagePositions& found_;
  std::vector<Mount> mounts_ = all_mounts();
};

}  // namespace

std::optional<Failure> link_places(SeriesReader& reader, const StageVisits& visits,
                                   double pixel_size_um, StagePositions& found) {
  const auto first = std::find_if(found.reference.begin(), found.reference.end(),
                                  [](const auto& r) { return r.has_value(); });
  if (first == found.reference.end()) return std::nullopt;
  Linker linker(reader, visits, pixel_size_um, found);
  std::set<std::size_t> linked{static_cast<std::size_t>(first - found.reference.begin())};
  std::set<std::pair<std::size_t, std::size_t>> tried;
  for (std::size_t tries = 0; tries < kLinksTried * visits.places.size(); ++tries) {
    const auto all = candidates(visits, found, linked);
    const auto next = std::find_if(all.begin(), all.end(), [&](const Candidate& c) {
      return tried.count({c.from, c.to}) == 0;
    });
    if (next == all.end()) break;
    tried.insert({next->from, next->to});
    const auto made = linker.link(*next);
    if (!made) return made.error();
    if (*made) linked.insert(next->to);
  }
  return std::nullopt;
}

}  // namespace etalon::metrics
