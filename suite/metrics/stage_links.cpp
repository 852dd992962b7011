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
constexpr int kByChance = 1;  // links that fit a mount which is none

/// How the camera sees the stage: image = (xx xy; yx yy) stage.
struct Mount {
  int xx = 1;
  int xy = 0;
  int yx = 0;
  int yy = 1;
  imaging::Shift of(double x, double y) const { return {xx * x + xy * y, yx * x + yy * y}; }
};

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

bool same(const imaging::Shift& a, const imaging::Shift& b) {
  return std::hypot(a.x - b.x, a.y - b.y) < 0.5;
}

/// What a grid shows about the commanded way, if the camera is mounted so.
std::optional<FrameShift> shift_by(const Pair& pair, const Mount& mount, double period_px) {
  const auto way = mount.of(pair.way.x, pair.way.y);
  const auto shift = pair.from.shift_about(pair.to, way);
  if (!shift || std::hypot(shift->x - way.x, shift->y - way.y) >= kMiss * period_px)
    return std::nullopt;
  return shift;
}

/// How well the links fit if the camera is mounted so.
struct Fit {
  Mount mount;
  std::vector<imaging::Shift> ways{};
  int links = 0;
  double missed = 0;  ///< sum of squares, each over the period

  double rms() const { return std::sqrt(missed / std::max(links, 1)); }
  bool means_the_same(const Fit& other) const {
    return std::equal(ways.begin(), ways.end(), other.ways.begin(), other.ways.end(), same);
  }
};

/// The plain one first.
std::vector<Fit> unweighed() {
  return {{{1, 0, 0, 1}},  {{-1, 0, 0, -1}}, {{1, 0, 0, -1}}, {{-1, 0, 0, 1}},
          {{0, 1, -1, 0}}, {{0, -1, 1, 0}},  {{0, 1, 1, 0}},  {{0, -1, -1, 0}}};
}

/// Whether any mount fits. A stage with play misses by it here and there, and by chance one link
/// fits a mount that is none, so all are counted before one is chosen.
bool weigh(const Pair& pair, double period_px, std::vector<Fit>& fits) {
  bool any = false;
  for (Fit& fit : fits) {
    const auto way = fit.mount.of(pair.way.x, pair.way.y);
    fit.ways.push_back(way);
    const auto shift = shift_by(pair, fit.mount, period_px);
    if (!shift) continue;
    any = true;
    ++fit.links;
    fit.missed += std::pow(std::hypot(shift->x - way.x, shift->y - way.y) / period_px, 2);
  }
  return any;
}

/// The mount with most links, of those the one that leaves least, of equals the plainest. `assumed`
/// where another would hardly leave more than a stage may miss by.
Mount likeliest(const std::vector<Fit>& fits, bool& assumed) {
  const auto better = [](const Fit& a, const Fit& b) {
    return std::pair(-a.links, a.rms()) < std::pair(-b.links, b.rms());
  };
  const Fit& best = *std::min_element(fits.begin(), fits.end(), better);
  const Fit& meant = *std::find_if(fits.begin(), fits.end(), [&](const Fit& fit) {
    return fit.links == best.links && fit.rms() <= best.rms() + kGridErrors;
  });
  assumed = std::any_of(fits.begin(), fits.end(), [&](const Fit& fit) {
    return fit.links > 0 && fit.links + kByChance >= best.links && fit.rms() < kLargeMiss &&
           !fit.means_the_same(meant);
  });
  return meant.mount;
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
    // A field that shows few marks of a grid hardly looks like one.
    const auto own = registration.period_px();
    const auto period = own ? own : found_.period_px;
    if (period && !mount_) return weigh(both, *period, fits_);
    std::optional<StageLink> made;
    if (!period) {
      made = plain_link(both);
    } else if (const auto shift = shift_by(both, *mount_, *period)) {
      made = link_of(pair, *shift);
    }
    if (made) found_.links.push_back(*made);
    return made.has_value();
  }

  /// Whether there is a grid, by which the mount of the camera is decided now.
  bool decide() {
    if (mount_ || fits_.front().ways.empty()) return false;
    mount_ = likeliest(fits_, found_.way_assumed);
    found_.links.clear();
    return true;
  }

 private:
  SeriesReader& reader_;
  const StageVisits& visits_;
  double px_um_;
  StagePositions& found_;
  std::vector<Fit> fits_ = unweighed();
  std::optional<Mount> mount_{};  ///< needed on grids only
};

/// A tree over the places, from the first, as far as they can be linked.
std::optional<Failure> span(Linker& linker, const StageVisits& visits, const StagePositions& found,
                            std::size_t first) {
  std::set<std::size_t> linked{first};
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

}  // namespace

std::optional<Failure> link_places(SeriesReader& reader, const StageVisits& visits,
                                   double pixel_size_um, StagePositions& found) {
  const auto first = std::find_if(found.reference.begin(), found.reference.end(),
                                  [](const auto& r) { return r.has_value(); });
  if (first == found.reference.end()) return std::nullopt;
  const auto begin = static_cast<std::size_t>(first - found.reference.begin());
  Linker linker(reader, visits, pixel_size_um, found);
  auto failure = span(linker, visits, found, begin);
  if (!failure && linker.decide()) failure = span(linker, visits, found, begin);
  return failure;
}

}  // namespace etalon::metrics
