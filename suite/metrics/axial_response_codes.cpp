// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/axial_response.hpp"

namespace etalon::metrics {

std::vector<Code> axial_response_failures() {
  return {
      {"axial_response.no_frames", "no image was handed in"},
      {"axial_response.no_stack", "the images are not known to be planes of a stack"},
      {"axial_response.incomplete", "planes of the stack are missing or come twice"},
      {"axial_response.frames_differ", "the frames differ in size or type"},
      {"axial_response.dark_differs", "the dark frames do not fit the images"},
      {"axial_response.flat_differs", "the flat frames do not fit the images"},
      {"axial_response.flat_saturated", "a part of the flat field is at full scale"},
      {"axial_response.flat_dark", "a part of the flat field has hardly any light"},
      {"axial_response.region_outside", "the region reaches beyond the image"},
      {"axial_response.no_such_plane", "the image does not have the colour plane asked for"},
      {"axial_response.too_small", "fewer than 24 samples along a side"},
      {"axial_response.not_finite", "pixels are NaN or infinite"},
      {"axial_response.saturated", "more than 0.1 % of the pixels of a plane are at full scale"},
      {"axial_response.no_light", "no plane stands out from the dark"},
      {"axial_response.no_change",
       "the light is the same in all planes, and the level without light is not known"},
      {"axial_response.no_sectioning", "the light never falls to half on either side: widefield"},
      {"axial_response.peak_at_end", "the stack ends before the light has fallen to half"},
      {"axial_response.step", "one side stays up: edge_10_90 is stated in place of axial_fwhm"},
      {"axial_response.step_incomplete",
       "one side stays up, and the stack ends before it is level"},
      {"axial_response.uneven_plateau", "one side stays up and changes by more than a tenth there"},
      {"axial_response.few_planes", "fewer than 3 planes in the step, or 11 in the stack"},
      {"axial_response.too_few_planes", "fewer than 7 planes within the peak"},
      {"axial_response.few_zones", "fewer than five of the nine zones could be measured"},
      {"axial_response.uncertain", "the width is known to 20 % only, or not at all"},
      {"axial_response.layer_too_thick", "the layer is thicker than the width that was recorded"},
  };
}

std::vector<Code> axial_response_caveats() {
  return {
      {"axial_response.no_axial_step",
       "the step between planes is not known: width in planes only"},
      {"axial_response.axial_step_uncertainty_unknown",
       "the step between planes came without an uncertainty"},
      {"axial_response.transfer_unknown",
       "nobody says whether pixel values are proportional to light"},
      {"axial_response.transfer_encoded", "the file holds a tone curve"},
      {"axial_response.lossy", "compressed with loss"},
      {"axial_response.processed", "processed by the camera or its software"},
      {"axial_response.no_dark",
       "neither a dark frame nor the value without light is known; it was taken from the ends"},
      {"axial_response.asymmetric",
       "one side is steeper: spherical aberration, or dye that bleaches during the stack"},
      {"axial_response.uneven_plateau",
       "the light of a thick specimen changes by more than 2 % within it"},
      {"axial_response.zones_left_out", "not all of the nine zones could be measured"},
      {"axial_response.tilted", "the layer rises by more than a quarter of the width in a zone"},
      {"axial_response.thick_layer", "the thickness makes up more than a tenth of the width"},
      {"axial_response.saturated_few", "some pixels are at full scale, at most 0.1 %"},
  };
}

}  // namespace etalon::metrics
