// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/pixel_size.hpp"

namespace etalon::metrics {

std::vector<Code> pixel_size_failures() {
  return {
      {"pixel_size.no_frames", "no image was handed in"},
      {"pixel_size.frames_differ", "frames measured together differ in size or type"},
      {"pixel_size.dark_differs", "the dark frames do not fit the image"},
      {"pixel_size.flat_differs", "the flat frames do not fit the image"},
      {"pixel_size.flat_saturated", "a part of the flat field is at full scale"},
      {"pixel_size.flat_dark", "a part of the flat field has hardly any light"},
      {"pixel_size.region_outside", "the region reaches beyond the image"},
      {"pixel_size.no_such_plane", "the image does not have the colour plane asked for"},
      {"pixel_size.not_finite", "pixels are NaN or infinite"},
      {"pixel_size.saturated", "more than 1 % of the pixels are at full scale"},
      {"pixel_size.no_lines", "no parallel, equally spaced lines stand out from the noise"},
      {"pixel_size.too_fine", "the lines or dots are less than 4 px apart"},
      {"pixel_size.few_lines", "fewer than 5 lines could be located"},
      {"pixel_size.low_contrast", "contrast of the lines or dots below 2 %"},
      {"pixel_size.no_dots", "no rows and columns of dots stand out from the noise (method dots)"},
      {"pixel_size.few_dots", "fewer than 5 columns or 5 rows of whole dots could be used"},
      {"pixel_size.not_square", "rows and columns of dots are unlike by more than 25 % or oblique"},
      {"pixel_size.no_pitch", "nobody says how far apart the lines or dots of the ruler are"},
      {"pixel_size.oblique", "lines of one direction, more than 30 degrees from both axes"},
      {"pixel_size.no_target", "no two triplets of bars that belong together (method usaf)"},
      {"pixel_size.groups_unknown", "nothing says which groups of bars these are (method usaf)"},
      {"pixel_size.group_conflict", "group or stated pixel size contradict the arrangement (usaf)"},
      {"pixel_size.x_not_measured", "the ruler measures along the columns only"},
  };
}

std::vector<Code> pixel_size_caveats() {
  return {
      {"pixel_size.transfer_unknown", "nobody says whether pixel values are proportional to light"},
      {"pixel_size.transfer_encoded", "the file holds a tone curve"},
      {"pixel_size.lossy", "compressed with loss"},
      {"pixel_size.processed", "processed by the camera or its software"},
      {"pixel_size.pitch_uncertainty_unknown", "the pitch came without an uncertainty"},
      {"pixel_size.one_direction", "lines of one direction: the pixel size along one axis only"},
      {"pixel_size.lines_missing", "lines between the first and the last were not seen"},
      {"pixel_size.lines_left_out", "single lines are far off their place and were left out"},
      {"pixel_size.numbering_ambiguous", "lines may have been miscounted across a gap"},
      {"pixel_size.dots_missing", "dots between others were not seen"},
      {"pixel_size.dots_left_out", "dots are faint, unlike the others or off their place"},
      {"pixel_size.distortion", "the lines or dots are not equally spaced over the field"},
      {"pixel_size.unlike_stated", "more than 10 % off the pixel size that was stated"},
      {"pixel_size.element_by_scale", "which bars these are rests on the stated pixel size (usaf)"},
      {"pixel_size.pixel_size_disagrees", "the stated pixel size is more than 6 % off the bars"},
      {"pixel_size.target_uncertainty_unknown", "the bar target came without an uncertainty"},
      {"pixel_size.few_triplets", "fewer than three triplets of bars: distortion is not known"},
      {"pixel_size.aspect_assumed", "a grid turned by more than 30 degrees: square pixels assumed"},
  };
}

}  // namespace etalon::metrics
