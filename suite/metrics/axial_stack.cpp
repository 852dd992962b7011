// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/axial_stack.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/edge_planes.hpp"
#include "suite/metrics/frame_planes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace etalon::metrics {

namespace {

const std::string kMetric = "axial_response";
constexpr int kSmallestSide = 24;
constexpr double kSaturatedShare = 0.001;
constexpr double kRoundedLevel = 0.289;  // DN; a stated level is a whole number

/// The code of a shared check, under the name of this metric.
Failure own(Failure failure) {
  failure.code = kMetric + failure.code.substr(failure.code.find('.'));
  return failure;
}

Outcome<int> plane_index(const FrameInfo& info, const std::string& wanted) {
  const int planes = plane_count(info);
  if (planes == 1 && wanted == "green") return 0;
  const bool mosaic_green = planes == 4 && wanted == "green";
  const auto found = wanted_planes(kMetric, info, mosaic_green ? "green1" : wanted);
  if (!found) return fail(found.error());
  return found->front();
}

std::optional<Failure> check_places(const Observation& observation) {
  if (!observation.frames || observation.frames->size() == 0) {
    return Failure{kMetric + ".no_frames", tr("there is no image to measure"),
                   tr("Name the file of a stack through focus.")};
  }
  if (observation.places.size() != observation.frames->size() ||
      plane_count_z(observation.places) < 2) {
    return Failure{kMetric + ".no_stack",
                   tr("the images are not known to be planes of a stack through focus"),
                   tr("Name one file with all planes, or all files in order with --together; add "
                      "--axial-step when the files do not say that they are a stack.")};
  }
  if (!is_complete(observation.places)) {
    return Failure{kMetric + ".incomplete", tr("planes of the stack are missing or come twice"),
                   tr("Record the stack again, or name all of its files once.")};
  }
  return std::nullopt;
}

/// The highest value of a frame and how many samples have it.
struct Highest {
  double value = 0;
  std::size_t count = 0;
};

Highest highest_of(const Plane& plane) {
  const float highest = *std::max_element(plane.values.begin(), plane.values.end());
  const auto count = std::count(plane.values.begin(), plane.values.end(), highest);
  return {static_cast<double>(highest), static_cast<std::size_t>(count)};
}

/// Squares of equal size that fill the largest square in the middle of the plane.
struct Zones {
  int side = 0;
  int x0 = 0;
  int y0 = 0;
};

Zones zones_of(const Plane& plane) {
  const int side = std::min(plane.width, plane.height) / kAxialZones;
  return {side, (plane.width - kAxialZones * side) / 2, (plane.height - kAxialZones * side) / 2};
}

struct ZoneMean {
  double value = 0;
  double variance = 0;  ///< of the mean
};

/// Of a square whose first sample is (x0, y0).
ZoneMean zone_mean(const Plane& plane, int x0, int y0, int side) {
  double sum = 0;
  double squares = 0;
  const double first = static_cast<double>(plane.row(y0)[x0]);
  for (int y = y0; y < y0 + side; ++y) {
    for (int x = x0; x < x0 + side; ++x) {
      const double v = static_cast<double>(plane.row(y)[x]) - first;
      sum += v;
      squares += v * v;
    }
  }
  const double n = static_cast<double>(side) * side;
  const double mean = sum / n;
  return {first + mean, std::max(squares / n - mean * mean, 0.0) / n};
}

/// Dark level of each zone: of the dark frames, or the stated one.
std::array<double, kAllAxialZones> dark_of_zones(const DarkFrame& dark, int index,
                                                 const Plane& plane, const Zones& zones) {
  std::array<double, kAllAxialZones> levels{};
  levels.fill(dark.level.value_or(0));
  if (dark.planes.empty()) return levels;
  const Plane& frame = dark.planes[static_cast<std::size_t>(index)];
  const auto cut = [&](double at, double from) {
    return static_cast<int>(std::lround((at - from) / plane.pitch));
  };
  const int x0 = zones.x0 + cut(plane.x0, frame.x0);
  const int y0 = zones.y0 + cut(plane.y0, frame.y0);
  for (std::size_t i = 0; i < kAllAxialZones; ++i) {
    const int column = static_cast<int>(i) % kAxialZones;
    const int row = static_cast<int>(i) / kAxialZones;
    levels[i] = zone_mean(frame, x0 + column * zones.side, y0 + row * zones.side, zones.side).value;
  }
  return levels;
}

/// Reads frame by frame.
class StackReader {
 public:
  StackReader(const Observation& observation, const AxialResponseOptions& options)
      : observation_(observation), options_(options) {}

  Outcome<AxialStack> read() {
    prepare();
    for (std::size_t i = 0; i < observation_.frames->size(); ++i) {
      if (auto wrong = add(observation_.frames->read(i), i)) return fail(*wrong);
    }
    if (auto wrong = check_saturation()) return fail(*wrong);
    return std::move(stack_);
  }

 private:
  void prepare() {
    const auto& places = observation_.places;
    stack_.planes = static_cast<std::size_t>(plane_count_z(places));
    const int channels = channel_count(places);
    for (int c = 0; c < channels; ++c) {
      AxialChannel channel;
      const auto& told = observation_.instrument.channels;
      const auto at = static_cast<std::size_t>(c);
      channel.name = fmt::format("channel-{}", c + 1);
      if (at < told.size() && !told[at].name.empty()) channel.name = told[at].name;
      for (const AxialChannel& other : stack_.channels)
        if (other.name == channel.name) channel.name += fmt::format("-{}", c + 1);
      if (channels > 1) channel.subject["channel"] = channel.name;
      for (ZoneProfile& zone : channel.zones) {
        zone.mean.assign(stack_.planes, 0);
        zone.uncertainty.assign(stack_.planes, 0);
      }
      stack_.channels.push_back(std::move(channel));
    }
    share_ = static_cast<double>(stack_.planes * stack_.channels.size()) /
             static_cast<double>(places.size());
  }

  std::optional<Failure> begin(const FrameInfo& info) {
    stack_.info = info;
    if (options_.region && !inside(*options_.region, info)) {
      return Failure{
          kMetric + ".region_outside",
          fmt::format(fmt::runtime(tr("the region {} reaches beyond the image of {} x {} px")),
                      OptionText<Region>::print(*options_.region), info.width, info.height),
          tr("Give --region as x,y,width,height inside the image.")};
    }
    const auto index = plane_index(info, options_.plane);
    if (!index) return index.error();
    index_ = *index;
    auto dark = dark_frame(observation_, info);
    if (!dark) return own(dark.error());
    dark_ = std::move(*dark);
    stack_.dark_known = dark_.level.has_value();
    const bool stated = stack_.dark_known && dark_.planes.empty();
    stack_.dark_uncertainty = stated && info.sample_type != SampleType::f32 ? kRoundedLevel : 0;
    return std::nullopt;
  }

  std::optional<Failure> add(const Frame& frame, std::size_t i) {
    if (i == 0) {
      if (auto wrong = begin(frame.info)) return wrong;
    } else if (!(frame.info == stack_.info)) {
      return Failure{kMetric + ".frames_differ",
                     fmt::format(fmt::runtime(tr("frame {} differs from the first in size or type "
                                                 "({} x {} px, the first {} x {})")),
                                 i + 1, frame.info.width, frame.info.height, stack_.info.width,
                                 stack_.info.height),
                     tr("A stack has one camera and one setting; measure its files only.")};
    }
    // Only cut to the region: the dark level is subtracted from the means, saturated or not.
    const Plane plane = prepared_plane(frame, index_, options_.region, {});
    if (auto wrong = check(plane, i)) return wrong;
    const Zones zones = zones_of(plane);
    stack_.zone_px = zones.side * plane.pitch;
    if (i == 0) levels_ = dark_of_zones(dark_, index_, plane, zones);
    const FramePlace& place = observation_.places[i];
    auto& channel = stack_.channels[static_cast<std::size_t>(place.c)];
    for (std::size_t k = 0; k < kAllAxialZones; ++k)
      add_zone(plane, zones, k, static_cast<std::size_t>(place.z), channel.zones[k]);
    return std::nullopt;
  }

  /// A share of the mean, since a plane may have been recorded several times.
  void add_zone(const Plane& plane, const Zones& zones, std::size_t k, std::size_t z,
                ZoneProfile& profile) const {
    const int x0 = zones.x0 + static_cast<int>(k) % kAxialZones * zones.side;
    const int y0 = zones.y0 + static_cast<int>(k) / kAxialZones * zones.side;
    const ZoneMean mean = zone_mean(plane, x0, y0, zones.side);
    profile.mean[z] += share_ * (mean.value - levels_[k]);
    profile.uncertainty[z] = std::hypot(profile.uncertainty[z], share_ * std::sqrt(mean.variance));
    profile.x_px = plane.x0 + plane.pitch * (x0 + (zones.side - 1) / 2.0);
    profile.y_px = plane.y0 + plane.pitch * (y0 + (zones.side - 1) / 2.0);
  }

  std::optional<Failure> check(const Plane& plane, std::size_t i) {
    if (std::min(plane.width, plane.height) < kSmallestSide) {
      return Failure{kMetric + ".too_small",
                     fmt::format(fmt::runtime(tr("{} x {} samples are too few; 24 along each side "
                                                 "are needed")),
                                 plane.width, plane.height),
                     tr("Measure whole images of the camera.")};
    }
    if (const auto count = count_not_finite(plane, stack_.info); count > 0) {
      return Failure{
          kMetric + ".not_finite",
          fmt::format(fmt::runtime(tr("{} pixels of frame {} are no numbers (NaN or infinite)")),
                      count, i + 1),
          tr("Export the stack without masking, or measure a part of it with --region.")};
    }
    samples_ = static_cast<double>(plane.values.size());
    highest_.push_back(highest_of(plane));
    return std::nullopt;
  }

  /// Of all frames together: a dim plane of even light may well have 255 or 1023 as its highest
  /// value in many pixels, which is full scale in the brightest plane only.
  std::optional<Failure> check_saturation() {
    if (stack_.info.sample_type == SampleType::f32) return std::nullopt;
    double highest = 0;
    for (const Highest& frame : highest_) highest = std::max(highest, frame.value);
    const auto level = clipping_level(highest, full_scale(stack_.info));
    if (!level) return std::nullopt;
    for (std::size_t i = 0; i < highest_.size(); ++i) {
      if (highest_[i].value < *level) continue;
      stack_.saturated += highest_[i].count;
      const double share = static_cast<double>(highest_[i].count) / samples_;
      if (share <= kSaturatedShare) continue;
      return Failure{
          kMetric + ".saturated",
          fmt::format(fmt::runtime(tr("{:.3g} % of the pixels of frame {} are at full scale, so "
                                      "that the peak is cut off and looks wider")),
                      100 * share, i + 1),
          tr("Record the stack with less light or a shorter exposure: the plane in focus should "
             "stay below 80 % of full scale.")};
    }
    return std::nullopt;
  }

  const Observation& observation_;
  const AxialResponseOptions& options_;
  AxialStack stack_;
  DarkFrame dark_;
  std::array<double, kAllAxialZones> levels_{};  ///< dark, by zone
  int index_ = 0;
  double share_ = 1;
  double samples_ = 0;            ///< of a frame
  std::vector<Highest> highest_;  ///< by frame
};

}  // namespace

Outcome<AxialStack> axial_stack(const Observation& observation,
                                const AxialResponseOptions& options) {
  if (auto wrong = check_places(observation)) return fail(*wrong);
  return StackReader(observation, options).read();
}

void append_picture(const Observation& observation, const AxialStack& stack,
                    Evaluation& evaluation) {
  const auto& places = observation.places;
  const int middle = static_cast<int>(stack.planes) / 2;
  const auto found = std::find(places.begin(), places.end(), FramePlace{middle, 0, 0});
  if (found == places.end()) return;
  const auto index = static_cast<std::size_t>(found - places.begin());
  const Plane plane = extract_plane(observation.frames->read(index), 0);
  Picture picture = picture_of("middle plane", plane);
  int number = 0;
  for (const ZoneProfile& zone : stack.channels.front().zones) {
    const double half = stack.zone_px / plane.pitch / 2;
    const double x = (zone.x_px - plane.x0) / plane.pitch;
    const double y = (zone.y_px - plane.y0) / plane.pitch;
    Overlay square{fmt::format("zone-{}", ++number), "region", {}, {}, true};
    square.x_px = {x - half, x + half, x + half, x - half};
    square.y_px = {y - half, y - half, y + half, y + half};
    picture.overlays.push_back(std::move(square));
  }
  evaluation.pictures.push_back(std::move(picture));
}

}  // namespace etalon::metrics
