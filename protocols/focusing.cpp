// SPDX-License-Identifier: Apache-2.0
#include "protocols/focusing.hpp"

#include "protocols/brightness.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace etalon::protocols {
namespace {

constexpr int kCoarseSteps = 8;          // to either side of where the focus stands
constexpr int kWidenings = 4;            // each three times as wide
constexpr double kWideStep = 2;          // of the focus depth
constexpr int kFineSteps = 7;            // to either side of the coarse optimum
constexpr double kFineStep = 0.25;       // of the focus depth
constexpr double kClearlySharper = 1.1;  // than the median; noise and rounding stay below

struct Place {
  Length z;
  double sharpness = 0;
};

class Search {
 public:
  Search(const hardware::Microscope& microscope, const hardware::StepContext& step,
         std::optional<Time> exposure)
      : focus_(*microscope.focus),
        camera_(*microscope.camera),
        step_(step),
        exposure_(exposure),
        travel_(microscope.focus->travel()) {}

  /// From below to above, so that play in the drive acts in one way.
  std::vector<Place> sweep(Length centre, Length step, int steps) {
    std::vector<Place> places;
    for (int i = -steps; i <= steps; ++i) {
      const Length z = centre + step * i;
      if (z < travel_.lower || z > travel_.upper) continue;
      focus_.move_to(z);
      const auto acquired = camera_.acquire(step_, {1, exposure_});
      places.push_back({z, sharpness(acquired.frames->read(0))});
    }
    return places;
  }

  void settle(Length z, Length run_up) {
    focus_.move_to(std::clamp(z - run_up, travel_.lower, travel_.upper));
    focus_.move_to(std::clamp(z, travel_.lower, travel_.upper));
  }

 private:
  hardware::Focus& focus_;
  hardware::Camera& camera_;
  hardware::StepContext step_;
  std::optional<Time> exposure_;
  hardware::Travel travel_;
};

std::size_t sharpest(const std::vector<Place>& places) {
  return static_cast<std::size_t>(
      std::max_element(places.begin(), places.end(),
                       [](const Place& a, const Place& b) { return a.sharpness < b.sharpness; }) -
      places.begin());
}

bool has_peak_inside(const std::vector<Place>& places) {
  if (places.size() < 3) return false;
  const std::size_t best = sharpest(places);
  std::vector<double> all;
  for (const Place& place : places) all.push_back(place.sharpness);
  std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2),
                   all.end());
  return best > 0 && best + 1 < places.size() &&
         places[best].sharpness > kClearlySharper * all[all.size() / 2];
}

/// Least-squares parabola through the sharpest place and its two neighbours on either side.
Length vertex(const std::vector<Place>& places, Length step) {
  const auto best = static_cast<std::ptrdiff_t>(sharpest(places));
  if (best < 2 || best + 2 >= static_cast<std::ptrdiff_t>(places.size())) {
    return places[static_cast<std::size_t>(best)].z;
  }
  double slope = 0;
  double bend = 0;
  for (int i = -2; i <= 2; ++i) {
    const double value = places[static_cast<std::size_t>(best + i)].sharpness;
    slope += i * value / 10;
    bend += (i * i - 2) * value / 14;
  }
  const double steps = bend < 0 ? std::clamp(-slope / (2 * bend), -2.0, 2.0) : 0;
  return places[static_cast<std::size_t>(best)].z + step * steps;
}

/// Coarse search, wider and wider until the sharpest place lies inside. Its steps stay near the
/// depth: in wider ones the sharp place would fall between two of them.
std::optional<Length> neighbourhood(Search& search, Length centre, Length depth) {
  int steps = kCoarseSteps;
  Length step = depth;
  for (int i = 0; i < kWidenings; ++i, steps *= 3) {
    const auto places = search.sweep(centre, step, steps);
    if (has_peak_inside(places)) return places[sharpest(places)].z;
    step = depth * kWideStep;
  }
  return std::nullopt;
}

}  // namespace

Length focus_depth(const Instrument& instrument, const hardware::Travel& travel) {
  const auto& na = instrument.objective.lens_na;
  const bool known = na && !instrument.channels.empty() && instrument.channels.front().wavelength;
  if (!known) return (travel.upper - travel.lower) / 20;
  return instrument.channels.front().wavelength->value / (na->value * na->value);
}

Outcome<Length> find_focus(const hardware::Microscope& microscope,
                           const hardware::StepContext& step, std::optional<Time> exposure,
                           std::optional<Length> place) {
  Search search(microscope, step, exposure);
  const Length depth = focus_depth(microscope.instrument, microscope.focus->travel());
  const Length fine = depth * kFineStep;
  const Length stood = microscope.focus->position();
  std::vector<Place> places;
  if (place) places = search.sweep(*place, fine, kFineSteps);
  if (!place || !has_peak_inside(places)) {
    const auto found = neighbourhood(search, place.value_or(stood), depth);
    if (!found) {
      search.settle(stood, fine * kFineSteps);
      return fail("focus.not_found", tr("no place of the focus is sharper than the others"),
                  tr("Is there something with fine detail in the field, and is it within the "
                     "travel of the focus?"));
    }
    places = search.sweep(*found, fine, kFineSteps);
  }
  const Length z = vertex(places, fine);
  search.settle(z, fine * kFineSteps);
  return z;
}

}  // namespace etalon::protocols
