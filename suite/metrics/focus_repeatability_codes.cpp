// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/focus_repeatability.hpp"

namespace etalon::metrics {

std::vector<Code> focus_repeatability_failures() {
  return {
      {"focus_repeatability.no_frames", "there is no image"},
      {"focus_repeatability.no_z", "nobody says where the focus was sent"},
      {"focus_repeatability.settings_incomplete",
       "z or time is known of some frames and not of others"},
      {"focus_repeatability.not_in_order", "times go back from one frame to the next"},
      {"focus_repeatability.no_time", "no time passes between the runs"},
      {"focus_repeatability.few_runs", "too few runs through focus"},
      {"focus_repeatability.few_planes", "most runs have fewer than five planes about focus"},
      {"focus_repeatability.no_texture", "no frame shows more than noise"},
      {"focus_repeatability.focus_outside", "most runs do not reach beyond focus"},
      {"focus_repeatability.no_peak", "sharpness has no clear peak in most runs"},
      {"focus_repeatability.below_localisation",
       "the scatter cannot be seen beside what the noise of the images adds"},
      {"focus_repeatability.frames_differ", "frames differ in size or type"},
      {"focus_repeatability.no_such_plane", "the image lacks the colour plane asked for"},
      {"focus_repeatability.region_outside", "the region reaches beyond the image"},
      {"focus_repeatability.too_small", "fewer than 32 samples along a side"},
      {"focus_repeatability.not_finite", "some pixels are no numbers"},
      {"focus_repeatability.dark_differs", "the dark frames do not fit the image"},
      {"focus_repeatability.flat_differs", "the flat frames do not fit the image"},
      {"focus_repeatability.flat_saturated", "a flat frame is saturated"},
      {"focus_repeatability.flat_dark", "part of the flat field has hardly any light"},
  };
}

std::vector<Code> focus_repeatability_caveats() {
  return {
      {"focus_repeatability.time_unknown", "frames are taken to be at equal intervals"},
      {"focus_repeatability.one_direction", "all runs go the same way"},
      {"focus_repeatability.few_runs_used", "fewer than ten runs"},
      {"focus_repeatability.runs_left_out", "some runs have no best focus"},
      {"focus_repeatability.drift_dominates", "it crept further than it scatters"},
      {"focus_repeatability.drift_not_steady", "the drift changed during the test"},
      {"focus_repeatability.near_localisation",
       "the scatter cannot be told from what the noise of the images adds"},
      {"focus_repeatability.repeated_frame", "some frames are the same, down to their noise"},
      {"focus_repeatability.saturated", "many pixels of some frames are at full scale"},
      {"focus_repeatability.transfer_encoded", "the values went through a tone curve"},
      {"focus_repeatability.lossy", "the images were compressed with loss"},
      {"focus_repeatability.processed", "the images were processed"},
  };
}

}  // namespace etalon::metrics
