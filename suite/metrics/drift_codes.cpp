// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/drift.hpp"

namespace etalon::metrics {

namespace {

void add(const std::string& name, const std::string& meaning, std::vector<Measurand>& all) {
  all.push_back({name + "_px", "px", meaning, ResultKind::statistic});
  all.push_back({name, "um", "the same in the object plane", ResultKind::statistic});
}

}  // namespace

std::vector<Measurand> drift_measurands() {
  std::vector<Measurand> all;
  for (const std::string axis : {"x", "y"}) {
    all.push_back({"drift_velocity_" + axis + "_px", "px/h",
                   "steady velocity of the image, right and down positive"});
    all.push_back({"drift_velocity_" + axis, "um/h", "the same in the object plane"});
  }
  all.push_back(
      {"drift_speed_px", "px/h", "of both axes together; noise adds", ResultKind::statistic});
  all.push_back({"drift_speed", "um/h", "the same in the object plane", ResultKind::statistic});
  add("excursion", "greatest distance from the first frame", all);
  add("displacement", "distance of the last frame from the first", all);
  add("displacement_1h", "distance from the first frame after one hour", all);
  for (const std::string axis : {"x", "y"}) {
    add("rms_" + axis, "positions about the fitted course, root of the mean square", all);
    add("localisation_" + axis, "standard uncertainty with which one frame was located", all);
  }
  all.push_back({"settling_time", "s", "from when on the image stays close to its last course",
                 ResultKind::statistic});
  return all;
}

std::vector<Code> drift_failures() {
  return {
      {"drift.no_frames", "there is no image"},
      {"drift.few_frames", "one frame says nothing, and a velocity needs twenty"},
      {"drift.no_time", "nobody said when the frames were taken"},
      {"drift.settings_incomplete", "times are known of some frames and not of others"},
      {"drift.not_in_order", "times do not grow from frame to frame"},
      {"drift.not_one_plane", "the series holds several planes or channels"},
      {"drift.no_texture", "no frame shows more than noise"},
      {"drift.not_same_place", "most frames share no texture with the first"},
      {"drift.frozen", "all frames are the same"},
      {"drift.ambiguous", "the texture repeats and shifts may be whole periods off"},
      {"drift.not_settled", "the image was still settling at the end"},
      {"drift.frames_differ", "frames differ in size or type"},
      {"drift.no_such_plane", "the image lacks the colour plane asked for"},
      {"drift.region_outside", "the region reaches beyond the image"},
      {"drift.too_small", "fewer than 32 samples along a side"},
      {"drift.not_finite", "some pixels are no numbers"},
      {"drift.dark_differs", "the dark frames do not fit the image"},
      {"drift.flat_differs", "the flat frames do not fit the image"},
      {"drift.flat_saturated", "a flat frame is saturated"},
      {"drift.flat_dark", "part of the flat field has hardly any light"},
  };
}

std::vector<Code> drift_caveats() {
  return {
      {"drift.pixel_size_unknown", "lengths are in pixels"},
      {"drift.pixel_size_uncertainty_unknown", "the interval leaves out the pixel size"},
      {"drift.frames_left_out", "some frames show something else"},
      {"drift.still_pattern", "something stays where it is while the image moves"},
      {"drift.grows_unlike", "the frames agree less and less with the first"},
      {"drift.jump", "the image jumped between two frames"},
      {"drift.wandering", "the image wanders, which makes the interval long"},
      {"drift.wander_undecided", "a wander cannot be told from noise"},
      {"drift.settling", "the image settled at the begin"},
      {"drift.repeated_frame", "some frames are the same, down to their noise"},
      {"drift.saturated", "many pixels of some frames are at full scale"},
      {"drift.transfer_encoded", "the values went through a tone curve"},
      {"drift.lossy", "the images were compressed with loss"},
      {"drift.processed", "the images were processed"},
  };
}

}  // namespace etalon::metrics
