// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/transfer_series.hpp"

#include "suite/core/parallel.hpp"
#include "suite/core/translate.hpp"
#include "suite/metrics/frame_planes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace etalon::metrics {

namespace {

constexpr std::size_t kThreads = 2;  // more would only wait for the memory, and need more of it
constexpr int kSmallestSide = 4;
constexpr double kSaturatedShare = 1e-3;  // more are no single hot pixels
constexpr double kPileUp = 0.2;           // share at one value that noise does not explain

/// What sets frames of different light apart; when and where they were taken does not.
FrameSetting light_of(const FrameSetting& setting) {
  FrameSetting light;
  light.exposure = setting.exposure;
  light.light = setting.light;
  light.photons = setting.photons;
  return light;
}

bool is_said(const FrameSetting& setting) { return !(light_of(setting) == FrameSetting{}); }

std::vector<FrameSet> sets_of(std::size_t frames, const std::vector<FrameSetting>& settings,
                              std::size_t unsaid_size) {
  std::vector<FrameSet> sets;
  for (std::size_t i = 0; i < frames; ++i) {
    const FrameSetting setting = i < settings.size() ? light_of(settings[i]) : FrameSetting{};
    const std::size_t most = is_said(setting) ? frames : unsaid_size;
    if (sets.empty() || !(sets.back().setting == setting) || sets.back().frames.size() >= most)
      sets.push_back({setting, {}});
    sets.back().frames.push_back(i);
  }
  return sets;
}

imaging::PlaneWindow window_of(const Plane& geometry, const std::optional<Region>& region) {
  if (!region) return {0, 0, geometry.width, geometry.height};
  const auto first = [&](int start, double offset) {
    return static_cast<int>(std::ceil((start - offset) / geometry.pitch));
  };
  return {std::max(0, first(region->x, geometry.x0)), std::max(0, first(region->y, geometry.y0)),
          std::min(geometry.width, first(region->x + region->width, geometry.x0)),
          std::min(geometry.height, first(region->y + region->height, geometry.y0))};
}

}  // namespace

std::vector<FrameSet> light_sets(std::size_t frames, const std::vector<FrameSetting>& settings) {
  return sets_of(frames, settings, 2);
}

std::vector<FrameSet> dark_sets(std::size_t frames, const std::vector<FrameSetting>& settings) {
  return sets_of(frames, settings, frames);
}

std::vector<FrameSet> sets_for_noise(const std::vector<FrameSet>& sets) {
  const auto with = [&](auto fits) {
    std::vector<FrameSet> found;
    for (const FrameSet& set : sets)
      if (fits(set.frames.size())) found.push_back(set);
    return found;
  };
  auto pairs = with([](std::size_t n) { return n == 2; });
  return pairs.empty() ? with([](std::size_t n) { return n > 2; }) : pairs;
}

Outcome<MeasuredPlanes> measured_planes(const FrameInfo& info, const std::string& plane,
                                        const std::optional<Region>& region) {
  if (region && !inside(*region, info)) {
    return fail(
        "camera_noise.region_outside",
        fmt::format(fmt::runtime(tr("the region {} reaches beyond the image of {} x {} px")),
                    OptionText<Region>::print(*region), info.width, info.height),
        tr("Give --region as x,y,width,height inside the image."));
  }
  const auto indices = wanted_planes("camera_noise", info, plane);
  if (!indices) return fail(indices.error());
  MeasuredPlanes planes{info, *indices, {}};
  for (const int index : *indices) {
    planes.windows.push_back(window_of(plane_geometry(info, index), region));
    const auto& window = planes.windows.back();
    if (std::min(window.width(), window.height()) < kSmallestSide) {
      return fail("camera_noise.too_small",
                  fmt::format(fmt::runtime(tr("{} x {} pixels are too few; 4 along each side are "
                                              "needed, and many more for small intervals")),
                              window.width(), window.height()),
                  tr("Measure a larger part of the sensor."));
    }
  }
  return planes;
}

double cut_off(const imaging::PairStatistics& pair, const FrameInfo& info) {
  const double share = pair.at_highest / (2 * pair.samples);
  const bool known = clipping_level(pair.highest, full_scale(info)).has_value();
  return share > (known ? kSaturatedShare : kPileUp) ? pair.highest
                                                     : std::numeric_limits<double>::infinity();
}

bool same_kind(const FrameInfo& a, const FrameInfo& b) {
  return a.width == b.width && a.height == b.height && a.channels == b.channels &&
         a.sample_type == b.sample_type && a.mosaic == b.mosaic;
}

Outcome<std::vector<PairReading>> read_pairs(const FrameSequence& frames,
                                             const std::vector<FrameSet>& sets,
                                             const MeasuredPlanes& planes, const std::string& code,
                                             bool bins) {
  std::vector<PairReading> readings;
  for (std::size_t s = 0; s < sets.size(); ++s) {
    for (std::size_t k = 0; k + 1 < sets[s].frames.size(); k += 2)
      readings.push_back({s, {sets[s].frames[k], sets[s].frames[k + 1]}, {}});
  }
  using Two = std::array<Frame, 2>;
  one_by_one_with<Two>(readings.size(), kThreads, [&](std::size_t k, Two& two) {
    PairReading& reading = readings[k];
    for (std::size_t i = 0; i < 2; ++i) frames.read_into(reading.frames[i], two[i]);
    const auto& [a, b] = two;
    if (!same_kind(a.info, planes.info) || !same_kind(b.info, planes.info)) return;
    for (std::size_t p = 0; p < planes.indices.size(); ++p) {
      const int index = planes.indices[p];
      const imaging::PlaneWindow& window = planes.windows[p];
      PlanePair pair;
      pair.statistics = imaging::pair_statistics(a, b, index, window);
      pair.neighbours = imaging::neighbour_products(
          a, b, index, window, pair.statistics.mean_a - pair.statistics.mean_b);
      pair.step = imaging::common_step(a, index, window);
      if (bins) {
        pair.bins =
            imaging::brightness_bins(a, b, index, window, pair.statistics.lowest > 0 ? -1 : 0,
                                     cut_off(pair.statistics, planes.info));
      }
      reading.planes.push_back(std::move(pair));
    }
  });
  for (const PairReading& reading : readings) {
    if (!reading.planes.empty()) continue;
    return fail(code,
                fmt::format(fmt::runtime(tr("frame {} or {} is not {} x {} px of the same type and "
                                            "colours as the first frame")),
                            reading.frames[0] + 1, reading.frames[1] + 1, planes.info.width,
                            planes.info.height),
                tr("Take the whole series, bright and dark, with the same region, binning and bit "
                   "depth of the camera; they change its noise."));
  }
  return readings;
}

}  // namespace etalon::metrics
