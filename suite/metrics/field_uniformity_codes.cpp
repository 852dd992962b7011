// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/field_uniformity.hpp"

namespace etalon::metrics {

std::vector<Code> field_uniformity_failures() {
  return {
      {"field_uniformity.no_frames", "no image was handed in"},
      {"field_uniformity.frames_differ", "frames measured together differ in size or type"},
      {"field_uniformity.dark_differs", "the dark frames do not fit the image"},
      {"field_uniformity.region_outside", "the region reaches beyond the image"},
      {"field_uniformity.no_such_plane", "the image does not have the colour plane asked for"},
      {"field_uniformity.too_small", "fewer than 64 samples along a side"},
      {"field_uniformity.not_finite", "pixels are NaN or infinite"},
      {"field_uniformity.saturated", "more than 0.1 % of the pixels are at full scale"},
      {"field_uniformity.no_light", "the mean does not stand out from the noise"},
  };
}

std::vector<Code> field_uniformity_caveats() {
  return {
      {"field_uniformity.transfer_unknown",
       "nobody says whether pixel values are proportional to light"},
      {"field_uniformity.transfer_encoded", "the file holds a tone curve"},
      {"field_uniformity.lossy", "compressed with loss"},
      {"field_uniformity.processed",
       "processed by the camera or its software: shading correction cannot be excluded"},
      {"field_uniformity.no_dark", "neither a dark frame nor the value without light is known"},
      {"field_uniformity.saturated_few", "some pixels are at full scale, at most 0.1 %"},
      {"field_uniformity.max_at_border", "the light is strongest at the border of the field"},
      {"field_uniformity.structure",
       "texture, dirt or an object: blocks scatter by more than 1 % about the surface"},
  };
}

}  // namespace etalon::metrics
