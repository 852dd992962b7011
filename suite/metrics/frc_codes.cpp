// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/frc.hpp"

namespace etalon::metrics {

std::vector<Code> frc_failures() {
  return {
      {"frc.no_frames", "no image was handed in"},
      {"frc.one_frame", "one image only; two of the same field are compared"},
      {"frc.frames_differ", "the frames differ in size or type"},
      {"frc.dark_differs", "the dark frames do not fit the images"},
      {"frc.flat_differs", "the flat frames do not fit the images"},
      {"frc.flat_saturated", "a part of the flat field is at full scale"},
      {"frc.flat_dark", "a part of the flat field has hardly any light"},
      {"frc.region_outside", "the region reaches beyond the image"},
      {"frc.no_such_plane", "the image does not have the colour plane asked for"},
      {"frc.too_small", "fewer than 64 samples along a side"},
      {"frc.not_finite", "pixels are NaN or infinite"},
      {"frc.saturated", "more than 0.1 % of the pixels are at full scale"},
      {"frc.identical", "the same image twice, up to brightness"},
      {"frc.moved", "the field moved by more than a quarter of a side between the frames"},
      {"frc.no_structure", "the frames have no detail in common, at most shading"},
      {"frc.sampling_limited", "the correlation stays above the threshold up to 2/3 of Nyquist"},
      {"frc.fixed_pattern", "the frames share noise that belongs to the pixels of the sensor"},
      {"frc.uncertain", "where the correlation falls through the threshold is known to 20 % only"},
  };
}

std::vector<Code> frc_caveats() {
  return {
      {"frc.depends_on_light", "a property of these images, not of the microscope alone"},
      {"frc.transfer_unknown", "nobody says whether pixel values are proportional to light"},
      {"frc.transfer_encoded", "the file holds a tone curve"},
      {"frc.lossy", "compressed with loss, which makes neighbouring pixels share their noise"},
      {"frc.processed", "processed by the camera or its software: noise may not be white"},
      {"frc.drift", "the frames were shifted by more than half a pixel, which was undone"},
      {"frc.brightness_differs", "the means of the frames differ by more than a fifth"},
      {"frc.saturated_few", "some pixels are at full scale, at most 0.1 %"},
      {"frc.frames_unused", "more than eight frames were given"},
      {"frc.slight_pattern", "the frames share a little noise of the pixels"},
      {"frc.uneven_curve", "rings scatter about the smooth curve more than noise explains"},
      {"frc.pixel_size_uncertainty_unknown", "the pixel size came without an uncertainty"},
  };
}

}  // namespace etalon::metrics
