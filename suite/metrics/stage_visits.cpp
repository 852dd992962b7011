// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/stage_visits.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace etalon::metrics {

namespace {

constexpr double kSamePlaceUm = 0.001;

/// How many frames say so, by the member.
template <class T>
std::size_t known(const std::vector<FrameSetting>& settings, std::optional<T> FrameSetting::*what) {
  return static_cast<std::size_t>(
      std::count_if(settings.begin(), settings.end(),
                    [&](const FrameSetting& s) { return (s.*what).has_value(); }));
}

std::optional<Failure> incomplete(const std::vector<FrameSetting>& settings, std::size_t frames) {
  const auto partly = [&](std::size_t count) { return count != 0 && count != frames; };
  if (settings.empty() ||
      (settings.size() == frames && !partly(known(settings, &FrameSetting::x)) &&
       !partly(known(settings, &FrameSetting::y)) && !partly(known(settings, &FrameSetting::time))))
    return std::nullopt;
  return Failure{"stage_repeatability.settings_incomplete",
                 tr("of some frames it is known where the stage was sent, or when, and of others "
                    "not"),
                 tr("Give x, y and time for all frames, or for none.")};
}

std::optional<Failure> unordered(const std::vector<FrameSetting>& settings) {
  for (std::size_t i = 1; i < settings.size(); ++i) {
    if (!settings[i].time || *settings[i].time >= *settings[i - 1].time) continue;
    return Failure{
        "stage_repeatability.not_in_order",
        fmt::format(fmt::runtime(tr("frame {} was taken before frame {}: the direction of a move "
                                    "follows from the order")),
                    i + 1, i),
        tr("Name the files in the order in which they were taken.")};
  }
  return std::nullopt;
}

StagePlace commanded(const FrameSetting& setting) {
  return {setting.x.value_or(um(0)).in(um), setting.y.value_or(um(0)).in(um)};
}

std::size_t number_of(const StagePlace& place, std::vector<StagePlace>& places) {
  const auto same = [&](const StagePlace& p) {
    return std::hypot(p.x_um - place.x_um, p.y_um - place.y_um) < kSamePlaceUm;
  };
  const auto found = std::find_if(places.begin(), places.end(), same);
  if (found != places.end()) return static_cast<std::size_t>(found - places.begin());
  places.push_back(place);
  return places.size() - 1;
}

int sign_of(double move_um) { return std::abs(move_um) < kSamePlaceUm ? 0 : move_um > 0 ? 1 : -1; }

void set_directions(StageVisits& found) {
  for (std::size_t i = 1; i < found.visits.size(); ++i) {
    const StagePlace& from = found.places[found.visits[i - 1].place];
    const StagePlace& to = found.places[found.visits[i].place];
    found.visits[i].direction_x = sign_of(to.x_um - from.x_um);
    found.visits[i].direction_y = sign_of(to.y_um - from.y_um);
  }
}

}  // namespace

Outcome<StageVisits> stage_visits(const Observation& observation, std::size_t frames) {
  const auto& settings = observation.settings;
  if (auto wrong = incomplete(settings, frames)) return fail(*wrong);
  if (auto wrong = unordered(settings)) return fail(*wrong);
  StageVisits found;
  std::vector<std::size_t> place(frames);
  for (std::size_t i = 0; i < frames; ++i)
    place[i] = number_of(settings.empty() ? StagePlace{} : commanded(settings[i]), found.places);
  found.commanded = found.places.size() > 1;
  found.timed = !settings.empty() && settings.front().time.has_value();
  for (std::size_t i = 0; i < frames; ++i) {
    if (i == 0 || !found.commanded || place[i] != place[i - 1])
      found.visits.push_back({.frames = {}, .place = place[i]});
    found.visits.back().frames.push_back(i);
  }
  for (std::size_t k = 0; k < found.visits.size(); ++k) {
    StageVisit& visit = found.visits[k];
    visit.time = static_cast<double>(k);
    if (!found.timed) continue;
    visit.time = 0;
    for (const std::size_t i : visit.frames)
      visit.time += settings[i].time->in(s) / static_cast<double>(visit.frames.size());
  }
  if (found.commanded) set_directions(found);
  return found;
}

}  // namespace etalon::metrics
