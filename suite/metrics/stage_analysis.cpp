// SPDX-License-Identifier: Apache-2.0
#include "suite/core/translate.hpp"
#include "suite/metrics/frame_planes.hpp"
#include "suite/metrics/stage_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace etalon::metrics {

namespace {

const std::string kMetric = "stage_repeatability";

constexpr double kFarOff = 6;  // robust standard deviations
constexpr std::size_t kEnoughForOutliers = 8;
constexpr double kMedianOfNormal = 0.6745;
constexpr std::size_t kVisitsOfIso = 5;  // from each side
constexpr double kBend = 0.99;           // probability with which a bent drift is not chance

/// Component of the standard uncertainty along an axis of the stage.
double along_axis(const StageAxes& axes, const StagePosition& p, std::size_t k) {
  return std::hypot(axes.along(p.u_x_px, 0)[k], axes.along(0, p.u_y_px)[k]);
}

void fit(StageAnalysis& analysis, StageAxis& axis, std::size_t k) {
  for (const std::size_t i : analysis.used) {
    const StageVisit& visit = analysis.visits.visits[i];
    const StagePosition& position = analysis.positions.of_visit[i];
    numerics::Visit v;
    v.position = analysis.axes.along(position.x_px, position.y_px)[k];
    v.time = visit.time;
    v.place = static_cast<int>(visit.place);
    v.direction = k == 0 ? visit.direction_x : visit.direction_y;
    v.reading = along_axis(analysis.axes, position, k);
    axis.moved = axis.moved || v.direction != 0;
    axis.visits.push_back(v);
  }
  if (axis.visits.empty()) {
    axis.fit.problem = numerics::VisitProblem::too_few;
  } else {
    axis.fit = numerics::fit_visits(axis.visits);
  }
}

std::size_t count_flag(const StageAnalysis& analysis, const std::string& flag) {
  return static_cast<std::size_t>(
      std::count_if(analysis.positions.of_visit.begin(), analysis.positions.of_visit.end(),
                    [&](const StagePosition& p) { return p.flag == flag; }));
}

bool has_outlier(const StageAxis& axis) {
  std::map<std::pair<int, int>, std::vector<double>> groups;
  for (std::size_t i = 0; i < axis.visits.size(); ++i)
    groups[{axis.visits[i].place, axis.visits[i].direction}].push_back(axis.fit.steady[i]);
  std::vector<double> distances;
  for (auto& [key, values] : groups) {
    if (values.size() < 3) continue;
    auto sorted = values;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    for (const double v : values) distances.push_back(std::abs(v - *middle));
  }
  if (distances.size() < kEnoughForOutliers) return false;
  std::sort(distances.begin(), distances.end());
  const double spread = distances[distances.size() / 2] / kMedianOfNormal;
  return distances.back() > kFarOff * spread;
}

/// Of a single approach there is no scatter: it tells nothing of the axis, and does no harm.
std::size_t fewest_approaches(const StageAxis& axis) {
  std::map<std::pair<int, int>, std::size_t> counts;
  for (const auto& v : axis.visits)
    if (v.direction != 0 || !axis.moved) ++counts[{v.place, v.direction}];
  std::optional<std::size_t> fewest;
  for (const auto& [key, count] : counts)
    if (count > 1) fewest = std::min(count, fewest.value_or(count));
  return fewest.value_or(1);
}

}  // namespace

double StageAnalysis::duration() const {
  return used.empty() ? 0 : visits.visits[used.back()].time - visits.visits[used.front()].time;
}

StageAnalysis analysed(StageVisits visits, StagePositions positions) {
  StageAnalysis analysis;
  analysis.axes = stage_axes(visits, positions);
  analysis.visits = std::move(visits);
  analysis.positions = std::move(positions);
  // Nobody knows where the first stop was approached from.
  for (std::size_t k = analysis.visits.commanded ? 1 : 0; k < analysis.visits.visits.size(); ++k)
    if (analysis.positions.of_visit[k].located()) analysis.used.push_back(k);
  analysis.axis[1].name = 'y';
  for (std::size_t k = 0; k < 2; ++k) fit(analysis, analysis.axis[k], k);
  return analysis;
}

std::vector<Caveat> stage_caveats(const StageAnalysis& analysis, const Observation& observation,
                                  const FrameInfo& info) {
  // A tone curve moves nothing, so nobody is asked whether there is one.
  auto caveats = frame_caveats(kMetric, info, true, 0);
  const auto add = [&](const char* code, std::string detail) {
    caveats.push_back({kMetric + "." + code, std::move(detail)});
  };
  if (!observation.references.pixel_size)
    add("pixel_size_unknown", tr("without a pixel size all lengths are in pixels"));
  else if (!observation.references.pixel_size->standard_uncertainty)
    add("pixel_size_uncertainty_unknown",
        tr("the pixel size came without an uncertainty; the interval leaves it out"));
  if (!analysis.visits.timed)
    add("time_unknown", tr("nobody said when the frames were taken: the visits are taken to be at "
                           "equal intervals"));
  if (!analysis.visits.commanded)
    add("approach_unknown", tr("nobody said that the stage was sent elsewhere: every frame is "
                               "taken as a return to one place, "
                               "from sides that are not known"));
  if (const auto lost =
          count_flag(analysis, "not_same_place") + count_flag(analysis, "little_overlap");
      lost > 0)
    add("visits_left_out",
        fmt::format(fmt::runtime(tr("{} visits share no texture with the others of their place, or "
                                    "less than half of the field, and are left out")),
                    lost));
  if (const auto doubtful = count_flag(analysis, "ambiguous") + count_flag(analysis, "one_way");
      doubtful > 0)
    add("visits_left_out",
        fmt::format(fmt::runtime(tr("{} visits agree with the others of their place as well at "
                                    "other shifts and are left out")),
                    doubtful));
  if (const auto still = analysis.positions.still_frames; still > 0)
    add("still_pattern",
        fmt::format(fmt::runtime(tr("in {} frames something stays where it was while the slide "
                                    "moved: dust or a pattern of the camera, which draws returns "
                                    "of less than four pixels towards none; give dark frames and a "
                                    "blank field")),
                    still));
  if (analysis.saturated_frames > 0)
    add("saturated", fmt::format(fmt::runtime(tr("{} frames have more than a thousandth of their "
                                                 "pixels at full scale")),
                                 analysis.saturated_frames));
  return caveats;
}

std::vector<Caveat> axis_caveats(const StageAnalysis& analysis, const StageAxis& axis) {
  std::vector<Caveat> caveats;
  const auto add = [&](const char* code, std::string detail) {
    caveats.push_back({kMetric + "." + code, std::move(detail)});
  };
  const auto& fit = axis.fit;
  if (analysis.visits.commanded && !axis.moved)
    add("axis_not_moved",
        fmt::format(fmt::runtime(tr("the stage was never sent along {}: this is how much it strays "
                                    "while the other axis moves")),
                    axis.name));
  if (const auto fewest = fewest_approaches(axis); fewest < kVisitsOfIso)
    add("few_approaches",
        fmt::format(fmt::runtime(tr("some places were approached {} times from one side; five are "
                                    "the least by ISO 230-2")),
                    fewest));
  const double drift = fit.drift * analysis.duration();
  if (drift * drift > 12 * fit.all.total * fit.all.total)
    add("drift_dominates",
        tr("the stage crept further during the test than it scatters; let it warm up, or test "
           "faster"));
  if (fit.within.degrees > 1 && fit.curvature > coverage_factor(fit.within.degrees - 1, kBend))
    add("drift_not_steady",
        tr("the drift changed during the test; what a straight line leaves of it counts as "
           "scatter"));
  if (has_outlier(axis))
    add("outlier", tr("one visit lies far from the others: did the stage lose steps, were frames "
                      "swapped, was the table knocked?"));
  return caveats;
}

std::optional<Caveat> axes_caveat(const StageAnalysis& analysis, const Observation& observation) {
  const StagePositions& positions = analysis.positions;
  if (!analysis.visits.commanded || (analysis.axes.measured && !positions.way_assumed))
    return std::nullopt;
  const std::string code = kMetric + ".axes_assumed";
  if (positions.way_assumed) {
    return Caveat{code,
                  tr("the texture repeats, and the places agree nearly as well where the image "
                     "moves another way: the likelier way is taken; the signs hang on that, "
                     "and the error of the scale")};
  }
  const std::string why = observation.references.pixel_size
                              ? tr("no fields of different places overlap and agree")
                              : tr("without a pixel size nobody can tell which fields overlap");
  return Caveat{code,
                fmt::format(fmt::runtime(tr("{}: the axes of the stage are taken to be those of "
                                            "the image, the slide moving with them; the sign hangs "
                                            "on that")),
                            why)};
}

}  // namespace etalon::metrics
