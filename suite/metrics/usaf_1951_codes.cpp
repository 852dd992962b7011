// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/usaf_1951.hpp"

namespace etalon::metrics {

std::vector<Code> usaf_1951_failures() {
  return {
      {"usaf_1951.no_frames", "no image was handed in"},
      {"usaf_1951.frames_differ", "frames measured together differ in size or type"},
      {"usaf_1951.dark_differs", "the dark frames do not fit the image"},
      {"usaf_1951.flat_differs", "the flat frames do not fit the image"},
      {"usaf_1951.flat_saturated", "a part of the flat field is at full scale"},
      {"usaf_1951.flat_dark", "a part of the flat field has hardly any light"},
      {"usaf_1951.region_outside", "the region reaches beyond the image"},
      {"usaf_1951.no_such_plane", "the image does not have the colour plane asked for"},
      {"usaf_1951.not_finite", "pixels are NaN or infinite"},
      {"usaf_1951.saturated", "more than 1 % of the pixels are at full scale"},
      {"usaf_1951.no_target", "no two triplets of bars that belong together"},
      {"usaf_1951.low_contrast", "contrast of the largest element below 2 %"},
      {"usaf_1951.one_direction", "bars of one direction only: the other limit is not known"},
      {"usaf_1951.few_elements", "fewer than two usable elements of a direction"},
      {"usaf_1951.not_limited", "every element that was seen is resolved: the limit is finer"},
      {"usaf_1951.elements_missing", "the elements about the limit were not seen or not usable"},
      {"usaf_1951.not_three_bars", "the first element that fails has contrast, but not three bars"},
      {"usaf_1951.groups_unknown", "nothing says which groups these are: no line pairs per mm"},
      {"usaf_1951.group_conflict", "the group or the pixel size contradicts the arrangement"},
  };
}

std::vector<Code> usaf_1951_caveats() {
  return {
      {"usaf_1951.transfer_unknown", "nobody says whether pixel values are proportional to light"},
      {"usaf_1951.transfer_encoded", "the file holds a tone curve"},
      {"usaf_1951.lossy", "compressed with loss"},
      {"usaf_1951.processed", "processed by the camera or its software"},
      {"usaf_1951.offset_unknown", "the recorded value without light is not known"},
      {"usaf_1951.mirrored", "the target is seen in a mirror: upside down, or the camera flips"},
      {"usaf_1951.element_by_scale", "which elements these are rests on the pixel size alone"},
      {"usaf_1951.pixel_size_disagrees", "the stated pixel size is more than 6 % off the bars"},
      {"usaf_1951.target_uncertainty_unknown", "the target came without an uncertainty"},
      {"usaf_1951.sampling_limited", "the pixels, not the optics, set the limit or hide it"},
      {"usaf_1951.reference_near_limit", "the largest element is itself blurred"},
      {"usaf_1951.not_monotone", "a finer element has more contrast than a coarser one"},
      {"usaf_1951.spurious_resolution", "contrast comes back beyond the limit and does not count"},
      {"usaf_1951.distortion",
       "the pixel size changes over the field, or bars are off their place"},
      {"usaf_1951.one_direction", "bars of one direction: pixels are taken to be square"},
      {"usaf_1951.few_triplets", "fewer than three triplets: distortion is not known"},
  };
}

}  // namespace etalon::metrics
