// SPDX-License-Identifier: Apache-2.0
#include "protocols/series_plan.hpp"

#include "hardware/microscope.hpp"
#include "suite/core/translate.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon::protocols {
namespace {

using Visits = std::vector<Visit>;

int frames_of(const Acquire& acquire) { return std::max(acquire.frames, 1); }

Visits exposures(const Acquire& acquire, const Abilities& can) {
  Visits visits;
  for (const ExposureLevel& level : acquire.exposures) {
    if (!level.time && !can.full) {
      throw DeviceError("camera",
                        tr("the exposures of this series are shares of the one that fills the "
                           "image, and no step before has found an exposure. Is there light?"));
    }
    const Time time = level.time ? *level.time : *can.full * level.share.in(one);
    visits.push_back({.frames = level.frames, .exposure = time});
  }
  return visits;
}

/// The lamp ends at 100 %: where more is asked for, the highest level is all that it has.
Visits levels(const Acquire& acquire, bool lamp) {
  Ratio highest = percent(100);
  for (const ExposureLevel& level : acquire.levels) highest = std::max(highest, level.share);
  Visits visits;
  for (const ExposureLevel& level : acquire.levels) {
    Visit visit{.frames = level.frames};
    if (lamp) visit.level = one(level.share / highest);
    if (!lamp) visit.share = level.share;
    visits.push_back(visit);
  }
  return visits;
}

/// Without a motor for the light, and with nobody at the lamp: what is set stays.
Visits frames_as_they_stand(const Acquire& acquire) {
  int most = frames_of(acquire);
  for (const ExposureLevel& level : acquire.exposures) most = std::max(most, level.frames);
  return {{.frames = most}};
}

void go_to(Visits& visits, int frames, Length x, Length y) {
  visits.push_back({.frames = frames, .x = x, .y = y});
}

Visits diagonals(const StageTour& tour, int frames) {
  Visits visits;
  go_to(visits, frames, um(0), um(0));
  constexpr int kSides[][2] = {{1, 1}, {-1, -1}, {1, -1}, {-1, 1}};
  for (int round = 0; round < tour.rounds; ++round) {
    for (const auto& side : kSides) {
      go_to(visits, frames, tour.way * side[0], tour.way * side[1]);
      go_to(visits, frames, um(0), um(0));
    }
  }
  return visits;
}

/// Spacings differ, so that an error that repeats with the turns of a screw is not met in one phase
/// only: P_i = (i - 1) p + r (ISO 230-2), r within a fifth of p to either side.
std::vector<Length> targets(const StageTour& tour) {
  constexpr double kGolden = 0.6180339887498949;
  const Length p = tour.way / (tour.targets - 1.0);
  std::vector<Length> places{-1 * tour.way / 2 - p};
  for (int i = 0; i < tour.targets; ++i) {
    const double r = 0.4 * (std::fmod(kGolden * (i + 1), 1) - 0.5);
    places.push_back(p * (i + r) - tour.way / 2);
  }
  places.push_back(tour.way / 2 + p);
  return places;
}

Visits lines(const StageTour& tour, int frames) {
  const auto places = targets(tour);
  Visits visits;
  for (const bool along_x : {true, false}) {
    const auto go = [&](Length place) {
      go_to(visits, frames, along_x ? place : um(0), along_x ? um(0) : place);
    };
    for (int round = 0; round < tour.rounds; ++round) {
      for (std::size_t i = 0; i < places.size(); ++i) go(places[i]);
      for (std::size_t i = places.size() - 1; i-- > 1;) go(places[i]);
    }
    go(places.front());
  }
  return visits;
}

Visits fields(const StageTour& tour, int frames, bool by_hand) {
  Visits visits;
  for (int i = 0; i < tour.fields; ++i) {
    if (by_hand) {
      visits.push_back({.frames = frames, .way_by_hand = i == 0 ? um(0) : tour.way});
    } else {
      go_to(visits, frames, tour.way * i, um(0));
    }
  }
  return visits;
}

Visits tour(const Acquire& acquire, const Abilities& can) {
  const StageTour& tour = *acquire.tour;
  if (tour.fields > 0 && (can.stage || can.person)) {
    return fields(tour, frames_of(acquire), !can.stage);
  }
  if (can.stage) {
    return tour.diagonals ? diagonals(tour, frames_of(acquire)) : lines(tour, frames_of(acquire));
  }
  if (can.person && tour.by_hand > 0) {
    return Visits(static_cast<std::size_t>(tour.by_hand),
                  Visit{.frames = frames_of(acquire), .return_by_hand = true});
  }
  throw hardware::NoFrames(
      "stage", tr("the step moves the stage and the scope file names none; add for example "
                  "stage: {driver: ...} (see `etalon list drivers`)."));
}

/// Up and down again; where it turns round there is one frame.
Visits runs(const Stack& stack, const Abilities& can) {
  if (!can.focus) {
    throw hardware::NoFrames(
        "focus", tr("the step runs up and down through focus and the scope file names no "
                    "motor; add for example focus: {driver: ...} (see `etalon list "
                    "drivers`)."));
  }
  Visits visits;
  const auto at = [&](int plane) {
    visits.push_back({.z = stack.z_step * (plane - (stack.planes - 1) / 2.0)});
  };
  at(0);
  for (int run = 0; run < stack.runs; ++run) {
    for (int plane = 1; plane < stack.planes; ++plane) at(plane);
    for (int plane = stack.planes - 2; plane >= 0; --plane) at(plane);
  }
  return visits;
}

Visits planned(const Acquire& acquire, const Abilities& can) {
  // A folder has the frames of the series already.
  if (!can.takes && !can.person) return {{.frames = 0}};
  if (acquire.tour) return tour(acquire, can);
  if (acquire.stack) return runs(*acquire.stack, can);
  if (!acquire.exposures.empty() && can.exposes) return exposures(acquire, can);
  if (!acquire.levels.empty() && (can.lamp || can.person)) return levels(acquire, can.lamp);
  if (!acquire.exposures.empty() || !acquire.levels.empty()) return frames_as_they_stand(acquire);
  if (!can.takes) return {{.frames = acquire.frames}};
  return Visits(static_cast<std::size_t>(frames_of(acquire)), Visit{});
}

}  // namespace

std::vector<Visit> plan_series(const Acquire& acquire, const Abilities& can) {
  Visits visits = planned(acquire, can);
  for (std::size_t i = 1; i < visits.size(); ++i) {
    const Visit& before = visits[i - 1];
    Visit& visit = visits[i];
    const bool moved =
        visit.return_by_hand || visit.way_by_hand || visit.x != before.x || visit.y != before.y;
    visit.stage_visit = moved ? static_cast<int>(i) : before.stage_visit;
    visit.focus_visit = visit.z != before.z ? static_cast<int>(i) : before.focus_visit;
  }
  return visits;
}

int frames_of(const std::vector<Visit>& plan, std::size_t visits) {
  return std::accumulate(plan.begin(), plan.begin() + static_cast<std::ptrdiff_t>(visits), 0,
                         [](int sum, const Visit& visit) { return sum + visit.frames; });
}

Length way_by_hand(const std::vector<Visit>& plan, std::size_t visit) {
  Length way;
  for (std::size_t i = 0; i <= visit; ++i) way = way + plan[i].way_by_hand.value_or(um(0));
  return way;
}

std::size_t begin_of_replay(const std::vector<Visit>& visits, std::size_t next) {
  if (next == 0) return 0;
  const auto last_move = [&](std::optional<Length> Visit::*axis) {
    std::size_t i = next - 1;
    while (i > 0 && visits[i - 1].*axis == visits[next - 1].*axis) --i;
    // One that has not moved yet stands as every series begins.
    return i > 0 ? i - 1 : next - 1;
  };
  return std::min({last_move(&Visit::x), last_move(&Visit::y), last_move(&Visit::z)});
}

}  // namespace etalon::protocols
