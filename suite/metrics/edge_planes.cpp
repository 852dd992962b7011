// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/edge_planes.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

struct Range {
  double low = 0;
  double high = 0;
  std::size_t not_finite = 0;
};

Range range_of(const Plane& plane) {
  Range range{1e300, -1e300, 0};
  for (const float value : plane.values) {
    const double v = static_cast<double>(value);
    if (!std::isfinite(v)) {
      ++range.not_finite;
      continue;
    }
    range.low = std::min(range.low, v);
    range.high = std::max(range.high, v);
  }
  return range;
}

Plane cropped(const Plane& plane, const Region& region) {
  const auto first = [&](int start, double origin) {
    return std::max(0, static_cast<int>(std::ceil((start - origin) / plane.pitch)));
  };
  const int x0 = first(region.x, plane.x0);
  const int y0 = first(region.y, plane.y0);
  const int x1 = std::min(plane.width, first(region.x + region.width, plane.x0));
  const int y1 = std::min(plane.height, first(region.y + region.height, plane.y0));
  Plane part;
  part.name = plane.name;
  part.pitch = plane.pitch;
  part.x0 = plane.x0 + plane.pitch * x0;
  part.y0 = plane.y0 + plane.pitch * y0;
  part.width = x1 - x0;
  part.height = y1 - y0;
  part.values.reserve(static_cast<std::size_t>(part.width) * static_cast<std::size_t>(part.height));
  for (int y = y0; y < y1; ++y)
    part.values.insert(part.values.end(), plane.row(y) + x0, plane.row(y) + x1);
  return part;
}

Outcome<std::vector<Plane>> mean_planes(const FrameSequence& frames, const FrameInfo& info,
                                        const char* code, const char* kind) {
  std::vector<Plane> planes;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const Frame frame = frames.read(i);
    if (frame.info.width != info.width || frame.info.height != info.height ||
        plane_count(frame.info) != plane_count(info)) {
      return fail(code,
                  fmt::format(fmt::runtime(tr("the {} frame has {} x {} px, the image {} x {}")),
                              kind, frame.info.width, frame.info.height, info.width, info.height),
                  tr("Take dark and flat frames with the camera settings of the image."));
    }
    for (int p = 0; p < plane_count(info); ++p) {
      Plane plane = extract_plane(frame, p);
      if (i == 0) {
        planes.push_back(std::move(plane));
        continue;
      }
      auto& mean = planes[static_cast<std::size_t>(p)].values;
      const float share = 1.0F / static_cast<float>(i + 1);
      for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += (plane.values[k] - mean[k]) * share;
    }
  }
  return planes;
}

constexpr int kLightReach = 15;           // samples to either side
constexpr float kLeastLight = 1.0F / 20;  // of the mean

/// Mean over the 2 r + 1 neighbours that lie inside, along a line of `count` values `step` apart.
void average_along(const float* from, float* to, int count, std::ptrdiff_t step) {
  double sum = 0;
  int inside = 0;
  const auto at = [&](int i) { return static_cast<double>(from[i * step]); };
  for (int i = -kLightReach; i < count; ++i) {
    if (i + kLightReach < count) {
      sum += at(i + kLightReach);
      ++inside;
    }
    if (i - kLightReach - 1 >= 0) {
      sum -= at(i - kLightReach - 1);
      --inside;
    }
    if (i >= 0) to[i * step] = static_cast<float>(sum / inside);
  }
}

void smooth(Plane& plane) {
  std::vector<float> rows(plane.values.size());
  for (int j = 0; j < plane.height; ++j) {
    const auto start = static_cast<std::size_t>(j) * static_cast<std::size_t>(plane.width);
    average_along(plane.row(j), rows.data() + start, plane.width, 1);
  }
  for (int i = 0; i < plane.width; ++i) {
    average_along(rows.data() + i, plane.values.data() + i, plane.height, plane.width);
  }
}

constexpr double kMostSaturated = 0.001;  // of the samples of a flat frame

/// Where the blank field is cut off it no longer follows the light.
std::optional<Failure> saturated_flat(const FrameSequence& flat, const FrameInfo& info) {
  if (info.sample_type == SampleType::f32) return std::nullopt;
  for (std::size_t i = 0; i < flat.size(); ++i) {
    const Frame frame = flat.read(i);
    for (int p = 0; p < plane_count(frame.info); ++p) {
      const Plane plane = extract_plane(frame, p);
      const float highest = *std::max_element(plane.values.begin(), plane.values.end());
      const auto level = clipping_level(static_cast<double>(highest), full_scale(frame.info));
      if (!level) continue;
      const auto count = std::count_if(plane.values.begin(), plane.values.end(), [&](float value) {
        return static_cast<double>(value) >= *level;
      });
      const double share = static_cast<double>(count) / static_cast<double>(plane.values.size());
      if (share <= kMostSaturated) continue;
      return Failure{
          "slanted_edge.flat_saturated",
          fmt::format(fmt::runtime(tr("{:.3g} % of the flat field is at full scale ({:.0f} DN)")),
                      100 * share, *level),
          tr("Take the flat frames with less light or a shorter exposure.")};
    }
  }
  return std::nullopt;
}

/// The light of a flat field: 1 on average.
Outcome<Plane> light_of(Plane flat, const Plane* dark, double level) {
  for (std::size_t k = 0; k < flat.values.size(); ++k) {
    flat.values[k] -= dark == nullptr ? static_cast<float>(level) : dark->values[k];
  }
  smooth(flat);
  double sum = 0;
  for (const float value : flat.values) sum += static_cast<double>(value);
  const auto mean = static_cast<float>(sum / static_cast<double>(flat.values.size()));
  const float least = *std::min_element(flat.values.begin(), flat.values.end());
  if (!(mean > 0) || !(least > kLeastLight * mean)) {
    return fail("slanted_edge.flat_dark",
                tr("a part of the flat field has less than a twentieth of its mean light"),
                tr("Take the flat frames of a clean blank field in the same light as the edge."));
  }
  for (float& value : flat.values) value /= mean;
  return flat;
}

/// Saturated values keep their number here too.
void divide_by(const Plane& light, const DarkFrame& dark, Plane& plane) {
  const double highest =
      static_cast<double>(*std::max_element(plane.values.begin(), plane.values.end()));
  const auto full = static_cast<float>(clipping_level(highest, dark.full_scale).value_or(1e30));
  // What the offset leaves in the values is no light, and is not divided.
  const auto level = static_cast<float>(dark.level.value_or(0));
  for (std::size_t k = 0; k < plane.values.size(); ++k) {
    if (plane.values[k] < full) {
      plane.values[k] = level + (plane.values[k] - level) / light.values[k];
    }
  }
}

}  // namespace

Outcome<DarkFrame> dark_frame(const Observation& observation, const FrameInfo& info) {
  DarkFrame dark;
  dark.full_scale = full_scale(info);
  if (observation.offset)
    dark.level = observation.offset->in(dn);
  else
    dark.level = info.black_level;
  if (observation.dark && observation.dark->size() > 0) {
    auto mean = mean_planes(*observation.dark, info, "slanted_edge.dark_differs", tr("dark"));
    if (!mean) return fail(mean.error());
    dark.planes = std::move(*mean);
    dark.level = 0;
  }
  if (observation.flat && observation.flat->size() > 0) {
    auto mean = mean_planes(*observation.flat, info, "slanted_edge.flat_differs", tr("flat"));
    if (!mean) return fail(mean.error());
    if (auto failure = saturated_flat(*observation.flat, info)) return fail(*failure);
    for (std::size_t p = 0; p < mean->size(); ++p) {
      const Plane* level = dark.planes.empty() ? nullptr : &dark.planes[p];
      auto light = light_of(std::move((*mean)[p]), level, dark.level.value_or(0));
      if (!light) return fail(light.error());
      dark.light.push_back(std::move(*light));
    }
  }
  return dark;
}

Plane prepared_plane(const Frame& frame, int index, const std::optional<Region>& region,
                     const DarkFrame& dark) {
  Plane plane = extract_plane(frame, index);
  if (!dark.planes.empty()) {
    const auto& level = dark.planes[static_cast<std::size_t>(index)].values;
    // Saturated values keep their number, or nobody could tell them from a bright signal any more.
    const double highest =
        static_cast<double>(*std::max_element(plane.values.begin(), plane.values.end()));
    const auto full = static_cast<float>(clipping_level(highest, dark.full_scale).value_or(1e30));
    for (std::size_t k = 0; k < level.size(); ++k) {
      if (plane.values[k] < full) plane.values[k] -= level[k];
    }
  }
  if (!dark.light.empty()) divide_by(dark.light[static_cast<std::size_t>(index)], dark, plane);
  if (region) return cropped(plane, *region);
  return plane;
}

Failure nothing_found(const Plane& plane, const std::optional<double>& full_scale) {
  const Range range = range_of(plane);
  if (range.not_finite > 0) {
    return {
        "slanted_edge.not_finite",
        fmt::format(fmt::runtime(tr(
                        "{} of {} pixels are no numbers (NaN or infinite), and no edge was found")),
                    range.not_finite, plane.values.size()),
        tr("Export the image without masking, or measure a part of it with --region.")};
  }
  if (full_scale && range.low >= *full_scale) {
    return {"slanted_edge.saturated",
            fmt::format(fmt::runtime(tr("every pixel is at full scale ({:.0f} DN)")), range.high),
            tr("Shorten the exposure or dim the lamp until the brightest pixels stay below 80 % of "
               "full scale.")};
  }
  if (range.low == range.high) {
    return {"slanted_edge.no_edge",
            fmt::format(fmt::runtime(tr("every pixel has the same value ({:.0f} DN)")), range.high),
            tr("Was the light on and the shutter open? Is it the right file?")};
  }
  return {"slanted_edge.no_edge", tr("no straight edge stands out from the noise"),
          tr("Is the slide in focus and the edge in the picture? Turn it by about 5 degrees and "
             "leave free space beside it.")};
}

void add_overlays(const std::string& id, const SurveyedEdge& edge, Picture& picture) {
  const imaging::EdgeTrack& t = edge.track;
  if (t.coefficients.empty()) return;
  // Overlays are in the pixels of the picture's plane: the cropped region starts at (0, 0).
  const auto point = [&](Overlay& overlay, double row, double distance) {
    const double slope = t.slope(row);
    const double length = std::hypot(1.0, slope);
    const double column = t.column(row) + distance / length;
    const double along = row - distance * slope / length;
    overlay.x_px.push_back(t.transposed ? along : column);
    overlay.y_px.push_back(t.transposed ? column : along);
  };
  Overlay line{id, "edge", {}, {}, false};
  for (int i = 0; i <= 20; ++i) point(line, t.first_row + (t.last_row - t.first_row) * i / 20.0, 0);
  Overlay region{id, "region", {}, {}, true};
  point(region, t.first_row, -t.reach_left);
  point(region, t.first_row, t.reach_right);
  point(region, t.last_row, t.reach_right);
  point(region, t.last_row, -t.reach_left);
  for (double& x : region.x_px) x = std::clamp(x, -0.5, picture.width * picture.scale - 0.5);
  for (double& y : region.y_px) y = std::clamp(y, -0.5, picture.height * picture.scale - 0.5);
  if (edge.measurement)
    picture.overlays.push_back(std::move(region));
  else
    line.label = "rejected";
  picture.overlays.push_back(std::move(line));
}

}  // namespace etalon::metrics
