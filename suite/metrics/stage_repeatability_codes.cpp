// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/stage_repeatability.hpp"
#include "suite/metrics/stage_results.hpp"

namespace etalon::metrics {

namespace {

/// Both axes, in px and in the object plane.
void add_lengths(const std::string& name, const std::string& meaning, ResultKind kind,
                 std::vector<Measurand>& all) {
  for (const char* axis : {"x", "y"}) {
    all.push_back({name + "_" + axis + "_px", "px", meaning, kind});
    all.push_back({name + "_" + axis, "um", "the same in the object plane", kind});
  }
}

}  // namespace

std::vector<Measurand> stage_repeatability_measurands() {
  std::vector<Measurand> all;
  constexpr auto kEstimate = ResultKind::estimate;
  constexpr auto kStatistic = ResultKind::statistic;
  add_lengths("repeatability",
              "scatter of the returns to a place: one standard deviation (quarep_wg6) or full "
              "widths of four (iso230_2)",
              kEstimate, all);
  add_lengths("backlash",
              "mean place reached by moves to larger values less that by moves to smaller ones",
              kEstimate, all);
  add_lengths("drift", "how far it crept from the first to the last visit", kEstimate, all);
  add_lengths("repeatability_with_drift",
              "standard deviation about the mean of the place before the drift was taken out",
              kStatistic, all);
  add_lengths("localisation", "standard uncertainty with which a single visit was located",
              kStatistic, all);
  add_lengths("iso_bidirectional", "largest bidirectional repeatability R_i of the places",
              kStatistic, all);
  add_lengths("iso_unidirectional", "largest four standard deviations of the places", kStatistic,
              all);
  add_lengths("iso_reversal", "largest reversal value B_i of the places", kStatistic, all);
  for (const char* axis : {"x", "y"}) {
    all.push_back({std::string("scale_error_") + axis, "%",
                   "how much further than commanded the stage goes", kEstimate});
    all.push_back({std::string("accuracy_") + axis, "um",
                   "range of the deviations from the commanded places", kStatistic});
  }
  return all;
}

std::vector<Method> stage_repeatability_methods() {
  return {
      {kQuarepWg6, 1, "one standard deviation, of all approaches and of each"},
      {kIso230, 1, "full widths of four standard deviations with the reversal"},
  };
}

std::vector<Code> stage_repeatability_failures() {
  return {
      {"stage_repeatability.no_frames", "there is no image"},
      {"stage_repeatability.few_visits", "too few returns to a place"},
      {"stage_repeatability.settings_incomplete",
       "place or time is known of some frames and not of others"},
      {"stage_repeatability.not_in_order", "times go back from one frame to the next"},
      {"stage_repeatability.no_time", "no time passes between the visits"},
      {"stage_repeatability.no_texture", "no frame shows more than noise"},
      {"stage_repeatability.not_same_place",
       "most visits share no texture with the others of their place"},
      {"stage_repeatability.ambiguous", "the texture repeats and shifts may be whole periods off"},
      {"stage_repeatability.below_localisation",
       "the scatter cannot be seen beside that of the registration"},
      {"stage_repeatability.one_sided", "no place was approached from both sides"},
      {"stage_repeatability.frames_differ", "frames differ in size or type"},
      {"stage_repeatability.no_such_plane", "the image lacks the colour plane asked for"},
      {"stage_repeatability.region_outside", "the region reaches beyond the image"},
      {"stage_repeatability.too_small", "fewer than 32 samples along a side"},
      {"stage_repeatability.not_finite", "some pixels are no numbers"},
      {"stage_repeatability.dark_differs", "the dark frames do not fit the image"},
      {"stage_repeatability.flat_differs", "the flat frames do not fit the image"},
      {"stage_repeatability.flat_saturated", "a flat frame is saturated"},
      {"stage_repeatability.flat_dark", "part of the flat field has hardly any light"},
  };
}

std::vector<Code> stage_repeatability_caveats() {
  return {
      {"stage_repeatability.pixel_size_unknown", "lengths are in pixels"},
      {"stage_repeatability.pixel_size_uncertainty_unknown",
       "the interval leaves out the pixel size"},
      {"stage_repeatability.time_unknown", "visits are taken to be at equal intervals"},
      {"stage_repeatability.approach_unknown", "nobody said where the stage was sent"},
      {"stage_repeatability.axes_assumed",
       "the axes of the stage are taken to be those of the image"},
      {"stage_repeatability.axis_not_moved", "the stage was never sent along this axis"},
      {"stage_repeatability.few_approaches", "fewer than five approaches from one side"},
      {"stage_repeatability.visits_left_out",
       "some visits show another place, or too little of it, or fit elsewhere as well"},
      {"stage_repeatability.still_pattern",
       "something stays where it is while the slide moves: dust, a pattern of the camera"},
      {"stage_repeatability.outlier", "one visit lies far from the others"},
      {"stage_repeatability.drift_dominates", "it crept further than it scatters"},
      {"stage_repeatability.drift_not_steady", "the drift changed during the test"},
      {"stage_repeatability.near_localisation",
       "the scatter cannot be told from that of the registration"},
      {"stage_repeatability.repeated_frame", "some frames are the same, down to their noise"},
      {"stage_repeatability.saturated", "many pixels of some frames are at full scale"},
      {"stage_repeatability.transfer_encoded", "the values went through a tone curve"},
      {"stage_repeatability.lossy", "the images were compressed with loss"},
      {"stage_repeatability.processed", "the images were processed"},
  };
}

}  // namespace etalon::metrics
