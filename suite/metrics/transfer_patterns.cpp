// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/transfer_patterns.hpp"

#include "suite/core/parallel.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

namespace etalon::metrics {

namespace {

constexpr std::size_t kThreads = 2;

/// Those with more than two frames; without any, those with two.
std::vector<FrameSet> largest(const std::vector<FrameSet>& sets) {
  for (const bool pairs : {false, true}) {
    std::vector<FrameSet> found;
    for (const FrameSet& set : sets)
      if (pairs ? set.frames.size() == 2 : set.frames.size() > 2) found.push_back(set);
    if (!found.empty()) return found;
  }
  return {};
}

/// Between dark and saturation.
double half_of(const TransferMeasurement& measured) {
  return measured.series.levels.front().dark_mean + measured.saturation_signal() / 2;
}

/// Of a set in which several levels were found, since nobody said that the light was changed, the
/// level nearest to half of saturation.
std::vector<FrameSet> of_one_light(const std::vector<FrameSet>& sets,
                                   const TransferMeasurement& measured) {
  std::vector<FrameSet> alike;
  for (const FrameSet& set : sets) {
    std::vector<const LightLevel*> inside;
    for (const LightLevel& level : measured.series.levels)
      if (std::find(set.frames.begin(), set.frames.end(), level.frames.front()) != set.frames.end())
        inside.push_back(&level);
    const auto best = std::min_element(inside.begin(), inside.end(), [&](auto a, auto b) {
      return std::abs(a->mean - half_of(measured)) < std::abs(b->mean - half_of(measured));
    });
    alike.push_back(inside.size() < 2 ? set : FrameSet{set.setting, (*best)->frames});
  }
  return alike;
}

template <class Distance>
FrameSet nearest(const std::vector<FrameSet>& sets, const Distance& distance) {
  FrameSet best;
  double least = std::numeric_limits<double>::infinity();
  for (const FrameSet& set : sets) {
    const double d = distance(set);
    if (d < least) best = set;
    least = std::min(least, d);
  }
  return best;
}

double exposure_of(const FrameSet& set) {
  return set.setting.exposure ? set.setting.exposure->in(s) : 0;
}

/// Sums of the frames of a set, one for each plane.
Outcome<std::vector<std::optional<imaging::Pattern>>> patterns_of(const FrameSequence* frames,
                                                                  const FrameSet& set,
                                                                  const MeasuredPlanes& planes) {
  std::vector<std::optional<imaging::Pattern>> patterns(planes.indices.size());
  if (frames == nullptr || set.frames.size() < 2) return patterns;
  std::vector<std::unique_ptr<imaging::PatternSums>> sums;
  for (std::size_t p = 0; p < planes.indices.size(); ++p)
    sums.push_back(
        std::make_unique<imaging::PatternSums>(planes.info, planes.indices[p], planes.windows[p]));
  std::atomic<bool> alike{true};
  // Floating-point sums depend on their order.
  const bool real = planes.info.sample_type == SampleType::f32;
  one_by_one_with<Frame>(set.frames.size(), real ? 1 : kThreads, [&](std::size_t k, Frame& frame) {
    frames->read_into(set.frames[k], frame);
    if (!same_kind(frame.info, planes.info)) {
      alike = false;
      return;
    }
    for (auto& sum : sums) sum->add(frame);
  });
  if (!alike) {
    return fail(
        "camera_noise.frames_differ",
        fmt::format(fmt::runtime(tr("a frame of the set of {} is not {} x {} px of the same "
                                    "type as the first frame")),
                    set.frames.size(), planes.info.width, planes.info.height),
        tr("Take the whole series with the same region, binning and bit depth."));
  }
  for (std::size_t p = 0; p < sums.size(); ++p) patterns[p] = sums[p]->pattern();
  return patterns;
}

}  // namespace

PatternSets pattern_sets(const Observation& observation, const std::vector<FrameSet>& light,
                         const std::vector<FrameSet>& dark, const MeasuredPlanes& planes,
                         std::size_t brightest, const TransferMeasurement& measured) {
  PatternSets sets;
  const auto candidates = largest(of_one_light(light, measured));
  if (candidates.size() == 1) {
    sets.bright = candidates.front();
  } else {
    const double half = half_of(measured);
    const auto mean_of = [&](const FrameSet& set) -> double {
      for (const LightLevel& level : measured.series.levels)
        if (level.frames == set.frames) return level.mean;
      const Frame first = observation.frames->read(set.frames.front());
      if (!same_kind(first.info, planes.info)) return std::numeric_limits<double>::infinity();
      return imaging::pair_statistics(first, first, planes.indices[brightest],
                                      planes.windows[brightest])
          .mean();
    };
    sets.bright =
        nearest(candidates, [&](const auto& set) { return std::abs(mean_of(set) - half); });
  }
  sets.dark = nearest(largest(dark), [&](const FrameSet& set) {
    return std::abs(exposure_of(set) - exposure_of(sets.bright));
  });
  return sets;
}

Outcome<std::vector<MeasuredPatterns>> read_patterns(const Observation& observation,
                                                     const PatternSets& sets,
                                                     const MeasuredPlanes& planes) {
  const auto bright = patterns_of(observation.frames.get(), sets.bright, planes);
  if (!bright) return fail(bright.error());
  const auto dark = patterns_of(observation.dark.get(), sets.dark, planes);
  if (!dark) return fail(dark.error());
  std::vector<MeasuredPatterns> patterns;
  for (std::size_t p = 0; p < planes.indices.size(); ++p)
    patterns.push_back({(*bright)[p], (*dark)[p]});
  return patterns;
}

}  // namespace etalon::metrics
