// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/ruler_plane.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/edge_planes.hpp"
#include "suite/metrics/frame_planes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace etalon::metrics {

namespace {

constexpr double kLargestSaturatedShare = 0.01;

/// The code of a shared check, under the name of this metric.
Failure own(Failure failure) {
  failure.code = "pixel_size" + failure.code.substr(failure.code.find('.'));
  return failure;
}

Outcome<int> plane_index(const FrameInfo& info, const std::string& wanted) {
  const int planes = plane_count(info);
  if (planes == 1 && wanted == "green") return 0;
  const bool mosaic_green = planes == 4 && wanted == "green";
  const auto found = wanted_planes("pixel_size", info, mosaic_green ? "green1" : wanted);
  if (!found) return fail(own(found.error()));
  return found->front();
}

double saturated_share(const Plane& plane, const FrameInfo& info) {
  if (info.sample_type == SampleType::f32 || plane.values.empty()) return 0;
  const float highest = *std::max_element(plane.values.begin(), plane.values.end());
  const auto limit = clipping_level(static_cast<double>(highest), full_scale(info));
  if (!limit) return 0;
  const auto count = std::count_if(plane.values.begin(), plane.values.end(),
                                   [&](float v) { return static_cast<double>(v) >= *limit; });
  return static_cast<double>(count) / static_cast<double>(plane.values.size());
}

std::optional<Failure> check_frame(const Frame& frame, const MeanPlane& mean,
                                   const std::optional<Region>& region) {
  if (region && !inside(*region, frame.info)) {
    return Failure{
        "pixel_size.region_outside",
        fmt::format(fmt::runtime(tr("the region {} reaches beyond the image of {} x {} px")),
                    OptionText<Region>::print(*region), frame.info.width, frame.info.height),
        tr("Give --region as x,y,width,height inside the image.")};
  }
  if (mean.frames > 0 && !(frame.info == mean.info)) {
    return Failure{"pixel_size.frames_differ", tr("the frames differ in size or type"),
                   tr("Measure them one by one.")};
  }
  return std::nullopt;
}

}  // namespace

Outcome<MeanPlane> mean_plane(const Observation& observation, const std::string& wanted,
                              const std::optional<Region>& region) {
  MeanPlane mean;
  if (!observation.frames || observation.frames->size() == 0) {
    return fail("pixel_size.no_frames", tr("there is no image to measure"),
                tr("Name at least one image file."));
  }
  for (std::size_t i = 0; i < observation.frames->size(); ++i) {
    const Frame frame = observation.frames->read(i);
    if (auto wrong = check_frame(frame, mean, region)) return fail(*wrong);
    mean.info = frame.info;
    const auto dark = dark_frame(observation, frame.info);
    if (!dark) return fail(own(dark.error()));
    const auto index = plane_index(frame.info, wanted);
    if (!index) return fail(index.error());
    Plane plane = prepared_plane(frame, *index, region, *dark);
    mean.saturated = std::max(mean.saturated, saturated_share(plane, frame.info));
    mean.not_finite += count_not_finite(plane, frame.info);
    const auto level = static_cast<float>(dark->level.value_or(0));
    for (float& v : plane.values) v -= level;
    ++mean.frames;
    if (i == 0) {
      mean.plane = std::move(plane);
      continue;
    }
    const float share = 1.0F / static_cast<float>(mean.frames);
    for (std::size_t k = 0; k < plane.values.size(); ++k)
      mean.plane.values[k] += (plane.values[k] - mean.plane.values[k]) * share;
  }
  return mean;
}

std::optional<Failure> unfit(const MeanPlane& mean) {
  if (mean.not_finite > 0) {
    return Failure{"pixel_size.not_finite",
                   fmt::format(fmt::runtime(tr("{} pixels are no numbers (NaN or infinite)")),
                               mean.not_finite),
                   tr("Export the image without masking, or measure a part of it with --region.")};
  }
  if (mean.saturated > kLargestSaturatedShare) {
    return Failure{
        "pixel_size.saturated",
        fmt::format(fmt::runtime(tr("{:.0f} % of the pixels are at full scale")),
                    100 * mean.saturated),
        tr("Shorten the exposure or dim the lamp until the brightest pixels stay below 80 % of "
           "full scale.")};
  }
  return std::nullopt;
}

}  // namespace etalon::metrics
