// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/focus_runs.hpp"

#include "suite/core/translate.hpp"
#include "suite/imaging/rms_gradient.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace etalon::metrics {

namespace {

const std::string kMetric = "focus_repeatability";

constexpr double kSamePlaneUm = 1e-4;
constexpr std::size_t kFewestPlanes = 5;
constexpr double kLeastNoise = 1e-4;  // of the best sharpness: images without noise

std::size_t count_z(const std::vector<FrameSetting>& settings) {
  return static_cast<std::size_t>(std::count_if(settings.begin(), settings.end(),
                                                [](const auto& s) { return s.z.has_value(); }));
}

std::size_t count_time(const std::vector<FrameSetting>& settings) {
  return static_cast<std::size_t>(std::count_if(settings.begin(), settings.end(),
                                                [](const auto& s) { return s.time.has_value(); }));
}

Failure incomplete() {
  return {kMetric + ".settings_incomplete",
          tr("of some frames it is known where the focus was sent, or when, and of others not"),
          tr("Give z and time for all frames, or the time for none.")};
}

/// Of the planes of stacks.
Outcome<std::vector<double>> z_of_planes(const Observation& observation, std::size_t frames) {
  const auto& step = observation.references.axial_step;
  if (!step || observation.places.size() != frames || plane_count_z(observation.places) < 2) {
    return fail(kMetric + ".no_z", tr("nobody says where the focus was sent for each frame"),
                tr("Give z for each frame, or stacks with their axial step."));
  }
  std::vector<double> z;
  for (const FramePlace& place : observation.places)
    z.push_back(place.z * step->value.per_plane.in(um));
  return z;
}

int sign_of(double move_um) { return std::abs(move_um) < kSamePlaneUm ? 0 : move_um > 0 ? 1 : -1; }

numerics::FocusReading reading_of(const Plane& plane, double level, double z) {
  double mean = 0;
  for (const float v : plane.values)
    mean += static_cast<double>(v) / static_cast<double>(plane.values.size());
  const double light = mean - level > 0 ? mean - level : 1;
  const auto gradient = imaging::rms_gradient(plane, noise_variance(plane));
  return {z, gradient.value / light, gradient.uncertainty / light};
}

double sharpest(const std::vector<numerics::FocusReading>& readings) {
  double best = 0;
  for (const auto& r : readings) best = std::max(best, r.sharpness);
  return best;
}

std::string flag_of(numerics::FocusProblem problem) {
  switch (problem) {
    case numerics::FocusProblem::too_few:
      return "few_planes";
    case numerics::FocusProblem::outside:
      return "focus_outside";
    case numerics::FocusProblem::no_peak:
      return "no_peak";
    case numerics::FocusProblem::none:
      break;
  }
  return "";
}

void leave_out(std::size_t last, FocusRun& run) { run.frames.resize(run.frames.size() - last); }

/// When the best place was passed: between the frames on either side of it.
double time_at(const FocusReach& reach, const FocusPlaces& places) {
  const auto& frames = reach.run.frames;
  const double z = reach.peak.position.value;
  for (std::size_t i = 1; i < frames.size(); ++i) {
    const double before = places.z_um[frames[i - 1]];
    const double after = places.z_um[frames[i]];
    if ((z - before) * (z - after) > 0 || before == after) continue;
    const double share = (z - before) / (after - before);
    return places.time[frames[i - 1]] +
           share * (places.time[frames[i]] - places.time[frames[i - 1]]);
  }
  return places.time[frames[frames.size() / 2]];
}

}  // namespace

Outcome<FocusPlaces> focus_places(const Observation& observation, std::size_t frames) {
  FocusPlaces places;
  const auto& settings = observation.settings;
  const std::size_t with_z = count_z(settings);
  const std::size_t with_time = count_time(settings);
  const bool whole = settings.size() == frames;
  if ((with_z > 0 && (!whole || with_z < frames)) ||
      (with_time > 0 && (!whole || with_time < frames)))
    return fail(incomplete());
  places.timed = with_time > 0;
  if (with_z == 0) {
    auto z = z_of_planes(observation, frames);
    if (!z) return fail(z.error());
    places.z_um = std::move(*z);
  }
  for (std::size_t i = 0; i < frames; ++i) {
    if (with_z > 0) places.z_um.push_back(settings[i].z->in(um));
    places.time.push_back(places.timed ? settings[i].time->in(s) : static_cast<double>(i));
    if (i > 0 && places.time[i] < places.time[i - 1]) {
      return fail(
          kMetric + ".not_in_order",
          fmt::format(fmt::runtime(tr("frame {} was taken before frame {}: the direction of "
                                      "a move follows from the order")),
                      i + 1, i),
          tr("Name the files in the order in which they were taken."));
    }
  }
  return places;
}

std::vector<FocusRun> focus_runs(const std::vector<double>& z_um) {
  std::vector<FocusRun> runs;
  int direction = 0;       // of the run so far; 0 while all its frames have one z
  std::size_t here = 0;    // frames in a row at this z
  std::size_t before = 0;  // and at the one before it
  for (std::size_t i = 0; i < z_um.size(); ++i) {
    const int step = i == 0 ? 0 : sign_of(z_um[i] - z_um[i - 1]);
    if (i == 0 || (direction != 0 && step != 0 && step != direction)) {
      if (here > before && i > 0) leave_out(here - before, runs.back());
      runs.push_back({});
      direction = 0;
    } else if (direction == 0) {
      direction = step;
    }
    runs.back().frames.push_back(i);
    if (direction != 0) runs.back().direction = direction;
    if (step != 0) before = std::exchange(here, 0);
    ++here;
  }
  return runs;
}

Outcome<std::vector<FocusReach>> focus_reaches(SeriesReader& reader, const FocusPlaces& places) {
  std::vector<FocusReach> reaches;
  for (FocusRun& run : focus_runs(places.z_um)) {
    FocusReach reach;
    reach.run = std::move(run);
    bool textured = false;
    for (const std::size_t i : reach.run.frames) {
      const auto plane = reader.read(i);
      if (!plane) return fail(plane.error());
      textured = textured || has_texture(*plane);
      reach.readings.push_back(reading_of(*plane, reader.level(), places.z_um[i]));
    }
    const double best = sharpest(reach.readings);
    for (auto& r : reach.readings) r.noise = std::max(r.noise, kLeastNoise * best);
    if (reach.readings.size() < kFewestPlanes) {
      reach.flag = "short";
    } else if (!textured || !(best > 0)) {
      reach.flag = "no_texture";
    } else {
      reach.peak = numerics::find_focus_peak(reach.readings);
      reach.flag = flag_of(reach.peak.problem);
      if (reach.found()) reach.time = time_at(reach, places);
    }
    reaches.push_back(std::move(reach));
  }
  return reaches;
}

}  // namespace etalon::metrics
