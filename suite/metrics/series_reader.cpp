// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/series_reader.hpp"

#include "suite/core/translate.hpp"
#include "suite/imaging/gradient.hpp"
#include "suite/metrics/frame_fingerprint.hpp"
#include "suite/metrics/frame_planes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

namespace etalon::metrics {

namespace {

constexpr int kSmallestSide = 32;
constexpr double kSaturatedShare = 0.001;
constexpr int kBlock = 4;
constexpr double kMoreThanNoise = 1.5;      // of the variance of block means
constexpr double kRounding = 1e-12;         // of single precision, squared
constexpr double kMedianOfNormal = 0.6745;  // of |v| for standard deviation 1

bool is_saturated(const Plane& plane, const FrameInfo& info) {
  if (info.sample_type == SampleType::f32 || plane.values.empty()) return false;
  const float highest = *std::max_element(plane.values.begin(), plane.values.end());
  const auto limit = clipping_level(static_cast<double>(highest), full_scale(info));
  if (!limit) return false;
  const auto full = std::count_if(plane.values.begin(), plane.values.end(),
                                  [&](float v) { return static_cast<double>(v) >= *limit; });
  return static_cast<double>(full) > kSaturatedShare * static_cast<double>(plane.values.size());
}

double variance_of(const std::vector<float>& values) {
  double mean = 0;
  for (const float v : values) mean += static_cast<double>(v) / static_cast<double>(values.size());
  double sum = 0;
  for (const float v : values) sum += std::pow(static_cast<double>(v) - mean, 2);
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

}  // namespace

SeriesReader::SeriesReader(std::string metric, const Observation& observation, std::string plane,
                           std::optional<Region> region)
    : metric_(std::move(metric)),
      observation_(observation),
      plane_(std::move(plane)),
      region_(region) {}

std::size_t SeriesReader::size() const {
  return observation_.frames ? observation_.frames->size() : 0;
}

Failure SeriesReader::own(Failure failure) const {
  failure.code = metric_ + failure.code.substr(failure.code.find('.'));
  return failure;
}

std::optional<Failure> SeriesReader::begin_with(const FrameInfo& info) {
  if (region_ && !inside(*region_, info)) {
    return Failure{
        metric_ + ".region_outside",
        fmt::format(fmt::runtime(tr("the region {} reaches beyond the image of {} x {} px")),
                    OptionText<Region>::print(*region_), info.width, info.height),
        tr("Give --region as x,y,width,height inside the image.")};
  }
  const bool grey = plane_count(info) == 1 && plane_ == "green";
  const bool mosaic = plane_count(info) == 4 && plane_ == "green";
  if (!grey) {
    const auto planes = wanted_planes(metric_, info, mosaic ? "green1" : plane_);
    if (!planes) return planes.error();
    index_ = planes->front();
  }
  auto dark = dark_frame(observation_, info);
  if (!dark) return own(dark.error());
  dark_ = std::move(*dark);
  info_ = info;
  return std::nullopt;
}

Outcome<Plane> SeriesReader::read(std::size_t index) {
  const Frame frame = observation_.frames->read(index);
  if (!dark_) {
    if (auto wrong = begin_with(frame.info)) return fail(*wrong);
  }
  if (!(frame.info == info_)) {
    return fail(
        metric_ + ".frames_differ",
        fmt::format(fmt::runtime(tr("frame {} differs from the first in size or type "
                                    "({} x {} px, the first {} x {})")),
                    index + 1, frame.info.width, frame.info.height, info_.width, info_.height),
        tr("Take the whole series with one camera and the same settings."));
  }
  Plane plane = prepared_plane(frame, index_, region_, *dark_);
  if (std::min(plane.width, plane.height) < kSmallestSide) {
    return fail(metric_ + ".too_small",
                fmt::format(fmt::runtime(tr("{} x {} samples are too few; 32 along each side are "
                                            "needed")),
                            plane.width, plane.height),
                tr("Measure whole images of the camera, or a larger region."));
  }
  const auto not_finite = static_cast<std::size_t>(std::count_if(
      plane.values.begin(), plane.values.end(), [](float v) { return !std::isfinite(v); }));
  if (not_finite > 0) {
    return fail(metric_ + ".not_finite",
                fmt::format(fmt::runtime(tr("{} pixels of frame {} are no numbers (NaN or "
                                            "infinite)")),
                            not_finite, index + 1),
                tr("Export the images without masking, or measure a part with --region."));
  }
  if (is_saturated(plane, frame.info)) ++saturated_;
  if (!fingerprints_.contains(index)) fingerprints_[index] = fingerprint(frame);
  return plane;
}

std::optional<Caveat> SeriesReader::repeated_frames() const {
  std::set<std::size_t> different;
  for (const auto& [index, value] : fingerprints_) different.insert(value);
  if (different.size() == fingerprints_.size()) return std::nullopt;
  return Caveat{
      metric_ + ".repeated_frame",
      fmt::format(fmt::runtime(tr("{} of {} frames are the same as others, down to their noise: "
                                  "the camera or its software delivered a frame again, and what "
                                  "moved since is not seen; take a new exposure for each")),
                  fingerprints_.size() - different.size(), fingerprints_.size())};
}

double noise_variance(const Plane& plane) {
  std::vector<float> differences;
  differences.reserve(plane.values.size());
  for (int j = 1; j + 1 < plane.height; ++j) {
    const float* a = plane.row(j - 1);
    const float* b = plane.row(j);
    const float* c = plane.row(j + 1);
    for (int i = 1; i + 1 < plane.width; ++i) {
      const float corners = a[i - 1] + a[i + 1] + c[i - 1] + c[i + 1];
      const float sides = a[i] + b[i - 1] + b[i + 1] + c[i];
      differences.push_back(std::abs(corners - 2 * sides + 4 * b[i]));
    }
  }
  if (differences.empty()) return 0;
  const auto middle = differences.begin() + static_cast<std::ptrdiff_t>(differences.size() / 2);
  std::nth_element(differences.begin(), middle, differences.end());
  const double deviation = static_cast<double>(*middle) / kMedianOfNormal;
  return deviation * deviation / 36;  // the sum of the squared weights
}

bool has_texture(const Plane& plane) {
  const auto blocks = imaging::block_means(plane, kBlock).values;
  if (blocks.empty()) return false;
  const double of_blocks = variance_of(blocks);
  const double of_noise = noise_variance(plane) / (kBlock * kBlock);
  const double of_rounding = kRounding * std::pow(static_cast<double>(blocks.front()), 2);
  return of_blocks > kMoreThanNoise * of_noise + of_rounding;
}

}  // namespace etalon::metrics
