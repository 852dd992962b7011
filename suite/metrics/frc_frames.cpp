// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/frc_frames.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/edge_planes.hpp"
#include "suite/metrics/frame_planes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace etalon::metrics {

namespace {

constexpr std::size_t kMostFrames = 8;
constexpr int kSmallestSide = 64;
constexpr double kSaturatedShare = 0.001;
// Of the difference of two frames. Rounding alone leaves 0.29 DN; noise of 0.3 DN more.
constexpr double kRoundingOnly = 0.3;
constexpr double kRoundingOnlyOfFloat = 1e-5;  // of the standard deviation of the frame

/// The code of a shared check, under the name of this metric.
Failure own(Failure failure) {
  failure.code = "frc" + failure.code.substr(failure.code.find('.'));
  return failure;
}

Outcome<int> plane_index(const FrameInfo& info, const std::string& wanted) {
  const int planes = plane_count(info);
  if (planes == 1 && wanted == "green") return 0;
  const bool mosaic_green = planes == 4 && wanted == "green";
  const auto found = wanted_planes("frc", info, mosaic_green ? "green1" : wanted);
  if (!found) return fail(found.error());
  return found->front();
}

std::size_t count_saturated(const Plane& plane, const FrameInfo& info) {
  if (info.sample_type == SampleType::f32 || plane.values.empty()) return 0;
  const float highest = *std::max_element(plane.values.begin(), plane.values.end());
  const auto limit = clipping_level(static_cast<double>(highest), full_scale(info));
  if (!limit) return 0;
  return static_cast<std::size_t>(
      std::count_if(plane.values.begin(), plane.values.end(),
                    [&](float v) { return static_cast<double>(v) >= *limit; }));
}

/// Means, variances and covariance of two planes.
struct Moments {
  double first = 0;
  double second = 0;
  double first_squares = 0;
  double second_squares = 0;
  double products = 0;
};

Moments moments(const Plane& a, const Plane& b) {
  const auto n = static_cast<double>(a.values.size());
  Moments m;
  for (const float v : a.values) m.first += static_cast<double>(v) / n;
  for (const float v : b.values) m.second += static_cast<double>(v) / n;
  for (std::size_t k = 0; k < a.values.size(); ++k) {
    const double x = static_cast<double>(a.values[k]) - m.first;
    const double y = static_cast<double>(b.values[k]) - m.second;
    m.first_squares += x * x / n;
    m.second_squares += y * y / n;
    m.products += x * y / n;
  }
  return m;
}

/// Equal up to brightness and offset, apart from rounding.
bool same_image(const Plane& a, const Plane& b, bool whole_numbers) {
  const Moments m = moments(a, b);
  const double left = m.second_squares - m.products * m.products / m.first_squares;
  const double limit =
      whole_numbers ? kRoundingOnly : kRoundingOnlyOfFloat * std::sqrt(m.second_squares);
  return left <= limit * limit;
}

bool of_one_value(const Plane& plane) {
  return std::all_of(plane.values.begin(), plane.values.end(),
                     [&](float v) { return v == plane.values.front(); });
}

std::optional<Failure> check_saturation(const FrcFrames& frames) {
  const double all =
      static_cast<double>(frames.planes.size() * frames.planes.front().values.size());
  const double share = static_cast<double>(frames.saturated) / all;
  if (share > kSaturatedShare) {
    return Failure{
        "frc.saturated",
        fmt::format(fmt::runtime(tr("{:.3g} % of the pixels are at full scale")), 100 * share),
        tr("Shorten the exposure or dim the lamp until the brightest pixels stay below "
           "80 % of full scale.")};
  }
  return std::nullopt;
}

std::optional<Failure> check_planes(const FrcFrames& frames) {
  // First: what is full everywhere has the same value everywhere, too.
  if (auto failure = check_saturation(frames)) return failure;
  for (std::size_t i = 0; i < frames.planes.size(); ++i) {
    if (of_one_value(frames.planes[i])) {
      return Failure{"frc.no_structure",
                     fmt::format(fmt::runtime(tr("frame {} has the same value everywhere")), i + 1),
                     tr("Was the shutter open, and a specimen in the field?")};
    }
  }
  const bool whole_numbers = frames.info.sample_type != SampleType::f32;
  for (std::size_t i = 0; i < frames.planes.size(); ++i) {
    for (std::size_t k = i + 1; k < frames.planes.size(); ++k) {
      if (!same_image(frames.planes[i], frames.planes[k], whole_numbers)) continue;
      return Failure{
          "frc.identical",
          fmt::format(fmt::runtime(tr("frames {} and {} are the same image up to brightness; they "
                                      "share their noise, which then counts as detail")),
                      i + 1, k + 1),
          tr("Take two exposures of the same field one after the other, and name both files.")};
    }
  }
  return std::nullopt;
}

std::optional<Failure> check_frame(const Frame& frame, const FrcFrames& frames,
                                   const std::optional<Region>& region) {
  if (region && !inside(*region, frame.info)) {
    return Failure{
        "frc.region_outside",
        fmt::format(fmt::runtime(tr("the region {} reaches beyond the image of {} x {} px")),
                    OptionText<Region>::print(*region), frame.info.width, frame.info.height),
        tr("Give --region as x,y,width,height inside the image.")};
  }
  if (!frames.planes.empty() && !(frame.info == frames.info)) {
    return Failure{"frc.frames_differ",
                   fmt::format(fmt::runtime(tr("frame {} differs from the first in size or type "
                                               "({} x {} px, the first {} x {})")),
                               frames.planes.size() + 1, frame.info.width, frame.info.height,
                               frames.info.width, frames.info.height),
                   tr("Compare two exposures of the same camera with the same settings.")};
  }
  return std::nullopt;
}

/// Adds a frame, whose plane has this index.
std::optional<Failure> add(const Frame& frame, int index, const std::optional<Region>& region,
                           const DarkFrame& dark, FrcFrames& frames) {
  Plane plane = prepared_plane(frame, index, region, dark);
  if (std::min(plane.width, plane.height) < kSmallestSide) {
    return Failure{"frc.too_small",
                   fmt::format(fmt::runtime(tr("{} x {} samples are too few; 64 along each side "
                                               "are needed")),
                               plane.width, plane.height),
                   tr("Compare whole images of the camera.")};
  }
  const auto not_finite = static_cast<std::size_t>(std::count_if(
      plane.values.begin(), plane.values.end(), [](float v) { return !std::isfinite(v); }));
  if (not_finite > 0) {
    return Failure{
        "frc.not_finite",
        fmt::format(fmt::runtime(tr("{} pixels are no numbers (NaN or infinite)")), not_finite),
        tr("Export the image without masking, or measure a part of it with --region.")};
  }
  frames.saturated += count_saturated(plane, frame.info);
  double sum = 0;
  for (const float v : plane.values) sum += static_cast<double>(v);
  frames.means.push_back(sum / static_cast<double>(plane.values.size()) - dark.level.value_or(0));
  frames.planes.push_back(std::move(plane));
  frames.info = frame.info;
  return std::nullopt;
}

}  // namespace

Outcome<FrcFrames> frc_frames(const Observation& observation, const FrcOptions& options) {
  FrcFrames frames;
  frames.given = observation.frames ? observation.frames->size() : 0;
  if (frames.given == 0) {
    return fail("frc.no_frames", tr("there is no image to measure"),
                tr("Name two image files of the same field."));
  }
  if (frames.given == 1) {
    return fail("frc.one_frame",
                tr("there is one image, and its noise can only be told from "
                   "detail by a second one of the same field"),
                tr("Name two image files, or one file with two frames."));
  }
  std::optional<DarkFrame> dark;
  for (std::size_t i = 0; i < std::min(frames.given, kMostFrames); ++i) {
    const Frame frame = observation.frames->read(i);
    if (auto wrong = check_frame(frame, frames, options.region)) return fail(*wrong);
    if (!dark) {
      auto found = dark_frame(observation, frame.info);
      if (!found) return fail(own(found.error()));
      dark = std::move(*found);
    }
    const auto index = plane_index(frame.info, options.plane);
    if (!index) return fail(index.error());
    if (auto wrong = add(frame, *index, options.region, *dark, frames)) return fail(*wrong);
  }
  if (auto wrong = check_planes(frames)) return fail(*wrong);
  return frames;
}

}  // namespace etalon::metrics
