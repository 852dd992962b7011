// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/usaf_ruler.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/frame_planes.hpp"
#include "suite/metrics/usaf_results.hpp"

namespace etalon::metrics {

void append_usaf_ruler(const Observation& observation, const MeanPlane& mean,
                       const std::optional<int>& largest_group, const std::vector<Caveat>& caveats,
                       Evaluation& evaluation) {
  const UsafSurvey survey = survey_usaf(mean.plane);
  UsafReading reading{.survey = survey,
                      .plane = mean.plane,
                      .identity = {},
                      .target = {},
                      .frames = mean.frames,
                      .caveats = caveats};
  if (!survey.triplets.empty()) {
    reading.identity = identify_usaf(
        "pixel_size", survey, {largest_group, std::nullopt, observation.references.pixel_size},
        mean.plane.pitch);
  }
  if (observation.pictures) {
    Picture picture = picture_of("triplets", mean.plane);
    draw_triplets(reading, picture);
    evaluation.pictures.push_back(std::move(picture));
  }
  if (survey.triplets.empty()) {
    evaluation.failures.push_back(
        {"pixel_size.no_target", tr("no two triplets of bars belong to one target"),
         tr("Is the target in focus, with several whole elements in the picture?")});
    return;
  }
  if (reading.identity.rung) {
    reading.target =
        UsafTarget{*reading.identity.rung, std::nullopt, observation.references.certificate};
  }
  reading.caveats.insert(reading.caveats.end(), reading.identity.caveats.begin(),
                         reading.identity.caveats.end());
  append_usaf_scale("pixel_size", survey, view_of(mean.plane, mean.info), mean.plane.pitch,
                    reading.target, mean.frames, reading.caveats, evaluation);
  if (reading.identity.failure) evaluation.failures.push_back(*reading.identity.failure);
}

}  // namespace etalon::metrics
