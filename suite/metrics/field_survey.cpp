// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/field_survey.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/field_peers.hpp"
#include "suite/metrics/field_results.hpp"
#include "suite/metrics/frame_planes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

const std::string kMetric = "field_uniformity";
constexpr double kSaturatedShare = 0.001;
constexpr double kLargestOffset = 0.1;  // of full scale; cameras have up to 1/16

/// One plane while the frames are read.
struct PlaneSeries {
  int index = 0;
  Plane geometry;
  SampleRange range;
  Highlights highlights;  ///< of all frames together
};

/// What is subtracted without a dark frame, and how well it is known.
struct DarkLevel {
  double value = 0;
  double uncertainty = 0;
  bool known = true;
};

/// Frames, planes and dark frames of one observation.
class FieldSurvey {
 public:
  FieldSurvey(const Observation& observation, const FieldUniformityOptions& options,
              Evaluation& evaluation)
      : observation_(observation), options_(options), evaluation_(evaluation) {}

  void run() {
    if (!observation_.frames || observation_.frames->size() == 0) {
      refuse({kMetric + ".no_frames", tr("there is no image to measure"),
              tr("Name at least one image file.")});
      return;
    }
    for (std::size_t i = 0; i < observation_.frames->size(); ++i) {
      if (!add(observation_.frames->read(i), i == 0)) return;
    }
    if (!add_dark()) return;
    if (observation_.pictures) evaluation_.pictures.push_back(picture_of("field", reference()));
    for (const PlaneSeries& plane : planes_) measure(plane);
    if (options_.peers && !evaluation_.results.empty())
      evaluation_.peers = field_peers(reference(), whole_numbers());
  }

 private:
  bool refuse(Failure failure) {
    evaluation_.failures.push_back(std::move(failure));
    return false;
  }

  bool whole_numbers() const { return light_.info().sample_type != SampleType::f32; }

  bool add(Frame frame, bool first) {
    if (first && !prepare(frame.info)) return false;
    if (!first && !(frame.info == light_.info())) {
      return refuse({kMetric + ".frames_differ", tr("the frames differ in size or type"),
                     tr("Measure them one by one.")});
    }
    for (PlaneSeries& plane : planes_) {
      const Highlights found = highlights_of(frame, plane.index, plane.range);
      if (first) {
        plane.highlights = found;
        continue;
      }
      plane.highlights.at_level += found.at_level;
      plane.highlights.not_finite += found.not_finite;
      plane.highlights.lowest = std::min(plane.highlights.lowest, found.lowest);
      if (found.level) plane.highlights.level = found.level;
    }
    light_.add(std::move(frame));
    return true;
  }

  bool prepare(const FrameInfo& info) {
    if (options_.region && !inside(*options_.region, info)) {
      return refuse(
          {kMetric + ".region_outside",
           fmt::format(fmt::runtime(tr("the region {} reaches beyond the image of {} x {} px")),
                       OptionText<Region>::print(*options_.region), info.width, info.height),
           tr("Give --region as x,y,width,height inside the image.")});
    }
    const auto wanted = wanted_planes(kMetric, info, options_.plane);
    if (!wanted) return refuse(wanted.error());
    for (const int index : *wanted) {
      PlaneSeries plane;
      plane.index = index;
      plane.geometry = plane_geometry(info, index);
      plane.range = samples_of(plane.geometry, options_.region);
      if (!block_size(plane.range)) {
        return refuse({kMetric + ".too_small",
                       fmt::format(fmt::runtime(tr("{} x {} samples are too few for a surface; 64 "
                                                   "along each side are needed")),
                                   plane.range.width(), plane.range.height()),
                       tr("Measure the whole image of the camera, without binning.")});
      }
      planes_.push_back(std::move(plane));
    }
    return true;
  }

  bool add_dark() {
    if (!observation_.dark) return true;
    const FrameInfo& info = light_.info();
    for (std::size_t i = 0; i < observation_.dark->size(); ++i) {
      Frame frame = observation_.dark->read(i);
      if (frame.info.width != info.width || frame.info.height != info.height ||
          plane_count(frame.info) != plane_count(info) || frame.info.mosaic != info.mosaic) {
        return refuse(
            {kMetric + ".dark_differs",
             fmt::format(fmt::runtime(tr("the dark frame has {} x {} px, the image {} x {}, or "
                                         "their colours differ")),
                         frame.info.width, frame.info.height, info.width, info.height),
             tr("Take dark frames with the camera settings of the image.")});
      }
      dark_.add(std::move(frame));
    }
    return true;
  }

  bool has_dark() const { return dark_.frames() > 0; }

  DarkLevel dark_level(const PlaneSeries& plane) const {
    const double rounding = whole_numbers() ? standard_from_half_width(0.5) : 0;
    if (has_dark()) return {};
    if (observation_.offset) return {observation_.offset->in(dn), rounding, true};
    if (light_.info().black_level) return {*light_.info().black_level, rounding, true};
    double largest = std::max(0.0, plane.highlights.lowest);
    if (const auto full = full_scale(light_.info()))
      largest = std::min(largest, kLargestOffset * *full);
    return {0, largest / std::sqrt(3.0), false};
  }

  /// The plane for people and peers: grey or green, the mean of the frames as recorded.
  Plane reference() const {
    const PlaneSeries& series = planes_[planes_.size() > 1 ? 1 : 0];
    const SampleRange& range = series.range;
    Plane plane = series.geometry;
    plane.x0 += plane.pitch * range.x0;
    plane.y0 += plane.pitch * range.y0;
    std::vector<float> row(static_cast<std::size_t>(plane.width));
    plane.width = range.width();
    plane.height = range.height();
    plane.values.reserve(static_cast<std::size_t>(plane.width) *
                         static_cast<std::size_t>(plane.height));
    for (int y = range.y0; y < range.y1; ++y) {
      light_.copy_row(series.index, y, row);
      plane.values.insert(plane.values.end(), row.begin() + range.x0, row.begin() + range.x1);
    }
    return plane;
  }

  /// Refusals name the plane where there are several.
  bool refuse_plane(const PlaneSeries& plane, Failure failure) {
    if (!plane.geometry.name.empty()) {
      failure.detail =
          fmt::format(fmt::runtime(tr("{} plane: {}")), plane.geometry.name, failure.detail);
    }
    return refuse(std::move(failure));
  }

  bool usable(const PlaneSeries& plane) {
    const Highlights& seen = plane.highlights;
    const double all =
        static_cast<double>(light_.frames()) * plane.range.width() * plane.range.height();
    if (seen.not_finite > 0) {
      return refuse_plane(
          plane, {kMetric + ".not_finite",
                  fmt::format(fmt::runtime(tr("{} pixels are no numbers (NaN or infinite)")),
                              seen.not_finite),
                  tr("Export the image without masking, or measure a part of it with --region.")});
    }
    const double share = static_cast<double>(seen.at_level) / all;
    if (share > kSaturatedShare) {
      return refuse_plane(
          plane, {kMetric + ".saturated",
                  fmt::format(fmt::runtime(tr("{:.3g} % of the pixels are at full scale ({:.0f} "
                                              "DN)")),
                              100 * share, *seen.level),
                  tr("Shorten the exposure or dim the lamp until the brightest pixels stay below "
                     "80 % of full scale.")});
    }
    return true;
  }

  std::vector<Caveat> caveats_of(const PlaneSeries& plane, const DarkLevel& dark) const {
    auto caveats = frame_caveats(kMetric, light_.info(), options_.linear, 0);
    for (Caveat& caveat : caveats) {
      if (caveat.code == kMetric + ".processed")
        caveat.detail += tr("; that it corrected the shading cannot be excluded");
    }
    if (!dark.known) {
      caveats.push_back({kMetric + ".no_dark",
                         tr("the value without light is not known, and any offset makes the field "
                            "look more even; add --dark FILE or --offset VALUE")});
    }
    if (plane.highlights.at_level > 0) {
      caveats.push_back(
          {kMetric + ".saturated_few",
           fmt::format(fmt::runtime(tr("{} pixels are at full scale ({:.0f} DN); shorten the "
                                       "exposure")),
                       plane.highlights.at_level, *plane.highlights.level)});
    }
    return caveats;
  }

  void measure(const PlaneSeries& plane) {
    if (!usable(plane)) return;
    const DarkLevel level = dark_level(plane);
    const int block = *block_size(plane.range);
    const FieldBlocks blocks = field_blocks(light_, has_dark() ? &dark_ : nullptr, plane.index,
                                            level.value, plane.range, block);
    if (!shows_light(blocks)) {
      refuse_plane(plane, {kMetric + ".no_light",
                           tr("the mean of the image does not stand out from its noise"),
                           tr("Was the lamp on and the shutter open? Is the dark frame really "
                              "dark, and the offset right?")});
      return;
    }
    const FieldMeasurement field =
        measure_field(blocks, plane.range, block,
                      {level.uncertainty, whole_numbers() ? 1.0 : 0.0, light_.frames()});
    FieldPlane place;
    place.pitch = plane.geometry.pitch;
    place.x0 = plane.geometry.x0 + place.pitch * plane.range.x0;
    place.y0 = plane.geometry.y0 + place.pitch * plane.range.y0;
    place.frames = light_.frames();
    if (!plane.geometry.name.empty()) place.subject["plane"] = plane.geometry.name;
    place.caveats = caveats_of(plane, level);
    append_field(field, place, evaluation_);
  }

  const Observation& observation_;
  const FieldUniformityOptions& options_;
  Evaluation& evaluation_;
  std::vector<PlaneSeries> planes_;
  MeanFrame light_;
  MeanFrame dark_;
};

}  // namespace

void survey_field(const Observation& observation, const FieldUniformityOptions& options,
                  Evaluation& evaluation) {
  FieldSurvey(observation, options, evaluation).run();
}

}  // namespace etalon::metrics
