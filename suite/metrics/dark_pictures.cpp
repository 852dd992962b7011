// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/dark_evenness.hpp"
#include "suite/metrics/dark_results.hpp"
#include "suite/metrics/frame_planes.hpp"
#include "suite/numerics/chi_square.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace etalon::metrics {

namespace {

constexpr int kMapAcross = 48;
constexpr std::size_t kBins = 80;
constexpr std::size_t kMostItems = 20;
constexpr double kPercent = 100;

/// Shares of values in equal bins from `low` to `high`; the last one takes what is beyond.
template <class Value>
Curve histogram(std::string name, std::size_t count, double low, double high, const Value& value) {
  Curve curve{std::move(name), "DN", "%", {}, {}, {}, {}};
  const double width = (high - low) / static_cast<double>(kBins);
  std::vector<double> shares(kBins);
  for (std::size_t i = 0; i < count; ++i) {
    const double place = std::clamp((value(i) - low) / width, 0.0, static_cast<double>(kBins) - 1);
    shares[static_cast<std::size_t>(place)] += kPercent / static_cast<double>(count);
  }
  for (std::size_t k = 0; k < kBins; ++k)
    curve.x.push_back(low + width * (static_cast<double>(k) + 0.5));
  curve.y = std::move(shares);
  return curve;
}

void noise_histograms(const DarkPixels& pixels, double nu, Evaluation& evaluation) {
  const double median = pixels.median.value;
  const double high = std::max(3 * median, 1.5 * pixels.p999);
  const auto noise = [&](std::size_t i) { return std::sqrt(std::max(0.0F, pixels.variances[i])); };
  Curve seen = histogram("noise_histogram", pixels.variances.size(), 0, high,
                         [&](std::size_t i) { return static_cast<double>(noise(i)); });
  Curve expected = seen;
  expected.name = "noise_expected";
  const double width = high / static_cast<double>(kBins);
  for (std::size_t k = 0; k < kBins; ++k) {
    const double lower = width * static_cast<double>(k) / median;
    expected.y[k] = kPercent * numerics::share_of_scatter(lower, lower + width / median, nu);
  }
  evaluation.curves.push_back(std::move(seen));
  evaluation.curves.push_back(std::move(expected));
}

void offset_histogram(const DarkPixels& pixels, Evaluation& evaluation) {
  const double far = kStandsOut * pixels.median.value;
  evaluation.curves.push_back(
      histogram("offset_histogram", pixels.offsets.size(), pixels.median_offset - 1.5 * far,
                pixels.median_offset + 1.5 * far,
                [&](std::size_t i) { return static_cast<double>(pixels.offsets[i]); }));
}

void series(const DarkFrames& frames, Evaluation& evaluation) {
  Curve curve{"offset_of_frames", "1", "DN", {}, frames.means, {}, {}};
  for (std::size_t k = 0; k < frames.means.size(); ++k)
    curve.x.push_back(static_cast<double>(k + 1));
  evaluation.curves.push_back(std::move(curve));
}

/// Mean offset of each row and column: stripes that stay.
void structure(const DarkFrames& frames, const DarkPixels& pixels, Evaluation& evaluation) {
  const auto width = static_cast<std::size_t>(frames.sums.info().width);
  const auto height = static_cast<std::size_t>(frames.sums.info().height);
  if (width < 2 || height < 2) return;
  Curve rows{"offset_of_rows", "px", "DN", {}, std::vector<double>(height), {}, {}};
  Curve columns{"offset_of_columns", "px", "DN", {}, std::vector<double>(width), {}, {}};
  for (std::size_t i = 0; i < pixels.offsets.size(); ++i) {
    rows.y[i / width] += static_cast<double>(pixels.offsets[i]) / static_cast<double>(width);
    columns.y[i % width] += static_cast<double>(pixels.offsets[i]) / static_cast<double>(height);
  }
  for (Curve* curve : {&rows, &columns}) {
    for (std::size_t k = 0; k < curve->y.size(); ++k) curve->x.push_back(static_cast<double>(k));
    evaluation.curves.push_back(std::move(*curve));
  }
}

/// The pixels of a list that are farthest out, with what they record.
template <class HowFar>
void worst_pixels(const std::string& kind, std::vector<std::size_t> list, const HowFar& how_far,
                  const DarkFrames& frames, const DarkPixels& pixels, Evaluation& evaluation) {
  const auto width = static_cast<std::size_t>(frames.sums.info().width);
  const std::size_t n = std::min(kMostItems, list.size());
  std::partial_sort(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(n), list.end(),
                    [&](std::size_t a, std::size_t b) {
                      return how_far(a) != how_far(b) ? how_far(a) > how_far(b) : a < b;
                    });
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t i = list[k];
    Item item;
    item.id = fmt::format("{}-{}-{}", kind, i % width, i / width);
    item.position_px = {{"x", static_cast<double>(i % width)},
                        {"y", static_cast<double>(i / width)}};
    item.values["offset"] = {static_cast<double>(pixels.offsets[i]), "DN", {}};
    const double noise = std::sqrt(std::max(0.0, static_cast<double>(pixels.variances[i])));
    item.values["noise"] = {noise, "DN", {}};
    evaluation.items.push_back(std::move(item));
  }
}

void worst_pixels(const DarkFrames& frames, const DarkPixels& pixels, Evaluation& evaluation) {
  const auto away = [&](std::size_t i) {
    return std::abs(static_cast<double>(pixels.offsets[i]) - pixels.median_offset);
  };
  const auto noise = [&](std::size_t i) { return pixels.variances[i]; };
  worst_pixels("hot", pixels.hot, away, frames, pixels, evaluation);
  worst_pixels("cold", pixels.cold, away, frames, pixels, evaluation);
  worst_pixels("noisy", pixels.noisy, noise, frames, pixels, evaluation);
}

void picture(const DarkFrames& frames, const DarkPixels& pixels, Evaluation& evaluation) {
  Plane plane = plane_geometry(frames.sums.info(), 0);
  plane.width = frames.sums.info().width;
  plane.height = frames.sums.info().height;
  plane.values = pixels.offsets;
  evaluation.pictures.push_back(picture_of("offset", plane));
}

}  // namespace

void append_dark_pictures(const DarkFrames& frames, const DarkPixels& pixels,
                          const Observation& observation, Evaluation& evaluation) {
  DarkBlocks blocks = dark_blocks(frames, pixels, kMapAcross);
  evaluation.maps.push_back(std::move(blocks.offset));
  evaluation.maps.push_back(std::move(blocks.noise));
  noise_histograms(pixels, static_cast<double>(frames.means.size()) - 1, evaluation);
  offset_histogram(pixels, evaluation);
  series(frames, evaluation);
  structure(frames, pixels, evaluation);
  worst_pixels(frames, pixels, evaluation);
  if (observation.pictures) picture(frames, pixels, evaluation);
}

}  // namespace etalon::metrics
