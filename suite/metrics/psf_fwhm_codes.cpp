// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/psf_fwhm.hpp"

namespace etalon::metrics {

std::vector<Code> psf_fwhm_failures() {
  return {
      {"psf_fwhm.no_frames", "no image was handed in"},
      {"psf_fwhm.frames_differ", "frames measured together differ in size or type"},
      {"psf_fwhm.no_such_plane", "the image does not have the colour plane asked for"},
      {"psf_fwhm.not_finite", "pixels are NaN or infinite"},
      {"psf_fwhm.blank", "all pixels have one value"},
      {"psf_fwhm.no_bead", "nothing looks like a bead"},
      {"psf_fwhm.saturated", "every bead is saturated"},
      {"psf_fwhm.no_usable_bead", "beads were found, but each has a flag that excludes it"},
      {"psf_fwhm.too_narrow", "many beads are narrower than the pixels can tell"},
      {"psf_fwhm.no_stack", "fewer than five planes: no width along the axis"},
      {"psf_fwhm.no_pixel_size", "nobody says how large a pixel is: widths in pixels only"},
  };
}

std::vector<Code> psf_fwhm_caveats() {
  return {
      {"psf_fwhm.not_finite", "some pixels are no numbers"},
      {"psf_fwhm.transfer_unknown", "nobody says whether pixel values are proportional to light"},
      {"psf_fwhm.transfer_encoded", "the file holds a tone curve"},
      {"psf_fwhm.lossy", "compressed with loss"},
      {"psf_fwhm.processed", "processed by the camera or its software"},
      {"psf_fwhm.order_assumed", "nobody says what the frames are; taken as planes in their order"},
      {"psf_fwhm.first_time", "a series of stacks: the first one was measured"},
      {"psf_fwhm.noise_estimated", "gain and read noise were estimated from the image itself"},
      {"psf_fwhm.poor_model", "the beads differ from the fitted shape by more than noise"},
      {"psf_fwhm.one_bead", "a single bead: its noise only, nothing of how beads differ"},
      {"psf_fwhm.few_beads", "fewer than five beads"},
      {"psf_fwhm.undersampled_xy", "pixels too large for the resolution"},
      {"psf_fwhm.undersampled_z", "steps too long for the resolution"},
      {"psf_fwhm.pixel_size_uncertainty_unknown", "the pixel size came without an uncertainty"},
      {"psf_fwhm.axial_step_unknown", "nobody says how far apart the planes are"},
      {"psf_fwhm.axial_step_uncertainty_unknown", "the axial step came without an uncertainty"},
      {"psf_fwhm.bead_diameter_unknown", "the bead could not be taken out"},
      {"psf_fwhm.bead_diameter_uncertainty_unknown",
       "the bead diameter came without an uncertainty"},
      {"psf_fwhm.bead_too_large", "the bead is wider than what was read: not corrected"},
      {"psf_fwhm.bead_large", "the bead is more than half as wide as its image"},
      {"psf_fwhm.no_theory", "no ratio: NA or wavelength is not known"},
      {"psf_fwhm.modality_assumed", "the kind of microscope is not known; taken as widefield"},
      {"psf_fwhm.index_assumed", "the immersion medium is not known"},
      {"psf_fwhm.pinhole_unknown", "the pinhole is not known; taken as wide open"},
      {"psf_fwhm.input_uncertainty_unknown", "an input of the theory came without an uncertainty"},
      {"psf_fwhm.above_ideal", "sharper than a perfect lens can be"},
  };
}

}  // namespace etalon::metrics
