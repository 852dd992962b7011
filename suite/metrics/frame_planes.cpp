// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/frame_planes.hpp"

#include "suite/core/translate.hpp"
#include "suite/imaging/gradient.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

constexpr int kPictureSize = 640;

}  // namespace

Outcome<std::vector<int>> wanted_planes(const std::string& metric, const FrameInfo& info,
                                        const std::string& wanted) {
  std::vector<int> planes;
  std::string names;
  for (int p = 0; p < plane_count(info); ++p) {
    const std::string name = plane_name(info, p);
    if (wanted == "all" || wanted == name) planes.push_back(p);
    names += (names.empty() ? "" : ", ") + name;
  }
  if (!planes.empty()) return planes;
  return fail(
      metric + ".no_such_plane",
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

std::size_t count_not_finite(const Plane& plane, const FrameInfo& info) {
  if (info.sample_type != SampleType::f32) return 0;
  return static_cast<std::size_t>(std::count_if(plane.values.begin(), plane.values.end(),
                                                [](float v) { return !std::isfinite(v); }));
}

std::vector<Caveat> frame_caveats(const std::string& metric, const FrameInfo& info,
                                  bool declared_linear, std::size_t not_finite) {
  std::vector<Caveat> caveats;
  if (not_finite > 0) {
    caveats.push_back(
        {metric + ".not_finite",
         fmt::format(fmt::runtime(tr("{} pixels of the image are no numbers (NaN or "
                                     "infinite); what was measured keeps clear of them")),
                     not_finite)});
  }
  if (info.transfer == Transfer::encoded) {
    caveats.push_back({metric + ".transfer_encoded",
                       tr("the file holds a tone curve (sRGB or the like), so values are not "
                          "proportional to light; save raw or linear data")});
  } else if (info.transfer == Transfer::unknown && !declared_linear) {
    caveats.push_back({metric + ".transfer_unknown",
                       tr("nobody says whether pixel values are proportional to light; if you know "
                          "that they are, add --linear yes")});
  }
  if (info.lossy)
    caveats.push_back(
        {metric + ".lossy", tr("the image was compressed with loss (JPEG); save TIFF or PNG")});
  if (info.processed.value_or(false))
    caveats.push_back(
        {metric + ".processed", tr("the camera or its software has processed the image")});
  return caveats;
}

Picture picture_of(const std::string& name, const Plane& plane) {
  Picture picture;
  picture.name = name;
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

}  // namespace etalon::metrics
