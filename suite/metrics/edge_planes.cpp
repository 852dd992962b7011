// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/edge_planes.hpp"

#include "suite/core/translate.hpp"
#include "suite/imaging/gradient.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

constexpr int kPictureSize = 640;

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

}  // namespace

Outcome<DarkFrame> dark_frame(const Observation& observation, const FrameInfo& info) {
  DarkFrame dark;
  dark.full_scale = full_scale(info);
  if (observation.offset)
    dark.level = observation.offset->in(dn);
  else
    dark.level = info.black_level;
  if (!observation.dark || observation.dark->size() == 0) return dark;
  for (std::size_t i = 0; i < observation.dark->size(); ++i) {
    const Frame frame = observation.dark->read(i);
    if (frame.info.width != info.width || frame.info.height != info.height ||
        plane_count(frame.info) != plane_count(info)) {
      return fail("slanted_edge.dark_differs",
                  fmt::format(fmt::runtime(tr("the dark frame has {} x {} px, the image {} x {}")),
                              frame.info.width, frame.info.height, info.width, info.height),
                  tr("Take dark frames with the camera settings of the image."));
    }
    for (int p = 0; p < plane_count(info); ++p) {
      const Plane plane = extract_plane(frame, p);
      if (i == 0) {
        dark.planes.push_back(plane);
        continue;
      }
      auto& mean = dark.planes[static_cast<std::size_t>(p)].values;
      const float share = 1.0F / static_cast<float>(i + 1);
      for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += (plane.values[k] - mean[k]) * share;
    }
  }
  dark.level = 0;
  return dark;
}

Outcome<std::vector<int>> wanted_planes(const FrameInfo& info, const std::string& wanted) {
  std::vector<int> planes;
  std::string names;
  for (int p = 0; p < plane_count(info); ++p) {
    const std::string name = plane_name(info, p);
    if (wanted == "all" || wanted == name) planes.push_back(p);
    names += (names.empty() ? "" : ", ") + name;
  }
  if (!planes.empty()) return planes;
  return fail(
      "slanted_edge.no_such_plane",
      names.empty()
          ? fmt::format(fmt::runtime(tr("the image has no plane \"{}\": it is grey")), wanted)
          : fmt::format(fmt::runtime(tr("the image has no plane \"{}\"; it has {}")), wanted,
                        names),
      tr("Leave out --plane to measure all planes."));
}

bool inside(const Region& region, const FrameInfo& info) {
  return region.x >= 0 && region.y >= 0 && region.width <= info.width &&
         region.height <= info.height && region.x <= info.width - region.width &&
         region.y <= info.height - region.height;
}

std::optional<double> clipping_level(double highest, const std::optional<double>& declared) {
  if (declared && highest >= *declared) return declared;
  for (const double bits : {8.0, 10.0, 12.0, 14.0, 16.0}) {
    if (highest == std::exp2(bits) - 1) return highest;
  }
  return std::nullopt;
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
  return region ? cropped(plane, *region) : plane;
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

std::size_t count_not_finite(const Plane& plane, const FrameInfo& info) {
  return info.sample_type == SampleType::f32 ? range_of(plane).not_finite : 0;
}

std::vector<Caveat> frame_caveats(const FrameInfo& info, bool declared_linear,
                                  std::size_t not_finite) {
  std::vector<Caveat> caveats;
  if (not_finite > 0) {
    caveats.push_back(
        {"slanted_edge.not_finite",
         fmt::format(fmt::runtime(tr("{} pixels of the image are no numbers (NaN or "
                                     "infinite); what was measured keeps clear of them")),
                     not_finite)});
  }
  if (info.transfer == Transfer::encoded) {
    caveats.push_back({"slanted_edge.transfer_encoded",
                       tr("the file holds a tone curve (sRGB or the like): MTF of a strong edge is "
                          "off by several per cent; save raw or linear data")});
  } else if (info.transfer == Transfer::unknown && !declared_linear) {
    caveats.push_back({"slanted_edge.transfer_unknown",
                       tr("nobody says whether pixel values are proportional to light; if you know "
                          "that they are, add --linear yes")});
  }
  if (info.lossy)
    caveats.push_back(
        {"slanted_edge.lossy",
         tr("the image was compressed with loss (JPEG), which changes edges; save TIFF or PNG")});
  if (info.processed.value_or(false))
    caveats.push_back(
        {"slanted_edge.processed", tr("the camera or its software has processed the image")});
  return caveats;
}

Picture picture_of(const Plane& plane) {
  Picture picture;
  picture.name = "edges";
  const int factor =
      std::max(1, (std::max(plane.width, plane.height) + kPictureSize - 1) / kPictureSize);
  const auto blocks = imaging::block_means(plane, factor);
  const auto& means = blocks.values;
  picture.width = blocks.width;
  picture.height = blocks.height;
  picture.scale = factor;
  if (means.empty()) return picture;
  std::vector<float> sample;  // enough for quantiles
  for (std::size_t k = 0; k < means.size(); k += 1 + means.size() / 10'000) {
    if (std::isfinite(means[k])) sample.push_back(means[k]);
  }
  if (sample.empty()) return picture;
  std::sort(sample.begin(), sample.end());
  const auto at = [&](double share) {
    return sample[static_cast<std::size_t>(share * static_cast<double>(sample.size() - 1))];
  };
  const float low = at(0.002);
  const float high = at(0.998);
  const float scale = high > low ? 255 / (high - low) : 0;
  picture.grey.resize(means.size());
  for (std::size_t k = 0; k < means.size(); ++k) {
    const float shade = (means[k] - low) * scale;
    const float positive = shade > 0 ? shade : 0;  // no number becomes black
    picture.grey[k] = static_cast<unsigned char>(positive < 255 ? positive : 255);
  }
  return picture;
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
