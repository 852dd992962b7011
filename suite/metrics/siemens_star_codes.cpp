// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/siemens_star.hpp"

namespace etalon::metrics {

std::vector<Code> siemens_star_failures() {
  return {
      {"siemens_star.no_frames", "no image was handed in"},
      {"siemens_star.frames_differ", "frames measured together differ in size or type"},
      {"siemens_star.dark_differs", "the dark frames do not fit the image"},
      {"siemens_star.flat_differs", "the flat frames do not fit the image"},
      {"siemens_star.flat_saturated", "a part of the flat field is at full scale"},
      {"siemens_star.flat_dark", "a part of the flat field has hardly any light"},
      {"siemens_star.region_outside", "the region reaches beyond the image"},
      {"siemens_star.no_such_plane", "the image does not have the colour plane asked for"},
      {"siemens_star.not_finite", "pixels are NaN or infinite"},
      {"siemens_star.saturated", "more than 1 % of the star is at full scale"},
      {"siemens_star.no_star", "no star of spokes stands out from the noise"},
      {"siemens_star.spokes_broken", "the spokes do not fit one star: gaps, distortion"},
      {"siemens_star.no_light", "bright and dark together are not positive everywhere"},
      {"siemens_star.low_contrast", "contrast of the coarse spokes below 2 %"},
      {"siemens_star.dirty", "more than a quarter of the star does not show its spokes"},
      {"siemens_star.centre_uncertain", "the centre is known to more than 0.1 px only"},
      {"siemens_star.too_small", "too few rings for a curve"},
      {"siemens_star.too_blurred", "already the coarsest spokes have lost 40 % of their contrast"},
      {"siemens_star.no_crossing", "the modulation does not fall to 50 % within the star"},
      {"siemens_star.too_noisy", "MTF50 would be more uncertain than max_relative_uncertainty"},
      {"siemens_star.limit_not_reached",
       "beside results: the modulation does not fall to the threshold, or to 10 %, within the "
       "star"},
  };
}

std::vector<Code> siemens_star_caveats() {
  return {
      {"siemens_star.transfer_unknown",
       "nobody says whether pixel values are proportional to light"},
      {"siemens_star.transfer_encoded", "the file holds a tone curve"},
      {"siemens_star.not_finite", "pixels are NaN or infinite and were left out"},
      {"siemens_star.lossy", "compressed with loss"},
      {"siemens_star.processed", "processed by the camera or its software"},
      {"siemens_star.partly_visible", "a part of the circle of spokes is not in the picture"},
      {"siemens_star.dirt", "more than 1 % of the star does not show its spokes"},
      {"siemens_star.elliptic", "the star is not round: tilt, or pixels that are not square"},
      {"siemens_star.distorted", "spokes lie more than 0.15 px off their place"},
      {"siemens_star.uneven_light", "the light changes by more than 20 % over the star"},
      {"siemens_star.unequal_spokes", "bright and dark spokes are not equally wide"},
      {"siemens_star.reversed_contrast", "fine spokes are seen with bright and dark exchanged"},
      {"siemens_star.partially_coherent", "the condenser is well below the objective's NA"},
      {"siemens_star.pixel_size_uncertainty_unknown", "the pixel size came without an uncertainty"},
  };
}

}  // namespace etalon::metrics
