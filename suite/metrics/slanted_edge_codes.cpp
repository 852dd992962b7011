// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/edge_planes.hpp"

namespace etalon::metrics {

std::vector<Measurand> slanted_edge_measurands() {
  return {
      {"mtf50", "cycles/px", "spatial frequency at which the modulation transfer falls to 50 %"},
      {"mtf10", "cycles/px", "spatial frequency at which the modulation transfer falls to 10 %"},
      {"mtf50_object", "cycles/mm", "mtf50 in the object plane (needs the pixel size)"},
      {"mtf10_object", "cycles/mm", "mtf10 in the object plane (needs the pixel size)"},
      {"edge_width_10_90_px", "px", "distance over which the edge rises from 10 % to 90 %"},
      {"edge_width_10_90", "um", "the same in the object plane (needs the pixel size)"},
      {"lsf_fwhm_px", "px", "full width of the line spread at half maximum"},
      {"lsf_fwhm", "um", "the same in the object plane (needs the pixel size)"},
      {"edge_angle", "deg", "angle between the edge and the nearest pixel axis"},
      {"mtf50_ratio", "1",
       "mtf50 over that of a perfect lens of the same NA, wavelength and pixel (needs all three)"},
      {"mtf50_centre", "cycles/px", "mtf50 in the middle of the field, of the edges of a chart"},
      {"mtf50_corner", "cycles/px",
       "mean of mtf50 at 70 % of the way from the middle to each corner, of the edges of a chart"},
      {"best_focus_plane", "1",
       "of a stack: place of the highest mtf50, in planes from the first, which is 0"},
      {"best_focus", "um", "of a stack: the same from the first plane (needs the axial step)"},
      {"depth_of_focus_planes", "1",
       "of a stack: range within which mtf50 is 80 % of its highest or more, in planes"},
      {"depth_of_focus", "um", "of a stack: the same in the object (needs the axial step)"},
      {"focus_tilt_x", "um",
       "of a stack: best focus at 70 % of the half width to the right less that to the left"},
      {"focus_tilt_y", "um",
       "of a stack: best focus at 70 % of the half height downwards less that upwards"},
      {"focus_curvature", "um",
       "of a stack: mean best focus at 70 % of the way to the four corners less that in the "
       "middle"},
  };
}

std::vector<Method> slanted_edge_methods() {
  return {
      {"slanted_edge/spline", 1,
       "profile along the normal, penalised spline with restricted likelihood, no window, no "
       "assumed line spread"},
      {"slanted_edge/iso12233_2023", 1,
       "quarter-pixel bins, central difference, Tukey window, based on ISO 12233:2023"},
      {"slanted_edge/spline_through_focus", 1,
       "of a stack: mtf50 at best focus, by the peak of its course, from slanted_edge/spline"},
      {"slanted_edge/iso12233_2023_through_focus", 1,
       "of a stack: the same from slanted_edge/iso12233_2023"},
      {"slanted_edge/spline_refocused", 1,
       "of a run: expectation over focusings, one-sided model of the loss, from "
       "slanted_edge/spline"},
      {"slanted_edge/iso12233_2023_refocused", 1,
       "of a run: the same from slanted_edge/iso12233_2023"},
  };
}

std::vector<Code> slanted_edge_failures() {
  return {
      {"slanted_edge.no_frames", "no image was handed in"},
      {"slanted_edge.frames_differ", "frames measured together differ in size or type"},
      {"slanted_edge.dark_differs", "the dark frames do not fit the image"},
      {"slanted_edge.flat_differs", "the flat frames do not fit the image"},
      {"slanted_edge.flat_saturated", "a part of the flat field is at full scale"},
      {"slanted_edge.flat_dark", "a part of the flat field has hardly any light"},
      {"slanted_edge.region_outside", "the region reaches beyond the image"},
      {"slanted_edge.no_such_plane", "the image does not have the colour plane asked for"},
      {"slanted_edge.no_edge", "no straight edge stands out from the noise"},
      {"slanted_edge.crowded", "an edge has no free space beside it or is too short"},
      {"slanted_edge.not_finite", "pixels beside the edge are NaN or infinite"},
      {"slanted_edge.saturated", "the bright side is at full scale"},
      {"slanted_edge.low_contrast", "contrast below 5 %"},
      {"slanted_edge.angle", "the pixels meet the edge in too few phases (0, 26.57, 45 degrees)"},
      {"slanted_edge.no_crossing", "the modulation does not fall to 50 % below 1 cycle/px"},
      {"slanted_edge.too_noisy", "MTF50 would be more uncertain than max_relative_uncertainty"},
      {"slanted_edge.several_channels", "of a stack: several channels in one file"},
      {"slanted_edge.stack_incomplete", "of a stack: planes are missing or there twice"},
      {"slanted_edge.few_planes", "of a stack: fewer than five planes about best focus"},
      {"slanted_edge.focus_outside", "of a stack: best focus is at its end or beyond"},
      {"slanted_edge.no_focus_peak", "of a stack: mtf50 does not rise and fall"},
      {"slanted_edge.depth_outside", "of a stack: it ends before mtf50 falls to 80 %"},
      {"slanted_edge.stacks_not_combined", "of a run: the repeats are stacks"},
      {"slanted_edge.too_few_focusings", "of a run: fewer than two focusings show the edge"},
      {"slanted_edge.focusing_left_out", "of a run: a focusing shows no such edge at this place"},
      {"slanted_edge.not_in_every_focusing", "of a run: some focusings lack this measurand"},
      {"slanted_edge.repeats_differ", "of a run: focusings measured by different methods"},
  };
}

std::vector<Code> slanted_edge_caveats() {
  return {
      {"slanted_edge.transfer_unknown",
       "nobody says whether pixel values are proportional to light"},
      {"slanted_edge.transfer_encoded", "the file holds a tone curve"},
      {"slanted_edge.not_finite", "pixels elsewhere in the image are NaN or infinite"},
      {"slanted_edge.lossy", "compressed with loss"},
      {"slanted_edge.processed", "processed by the camera or its software"},
      {"slanted_edge.low_contrast", "contrast below 20 % (ISO 12233)"},
      {"slanted_edge.few_phase_cycles", "fewer than 10 pixel columns are crossed"},
      {"slanted_edge.curved_edge", "the edge is curved by more than half a pixel"},
      {"slanted_edge.rough_edge", "more than 2 % of the rows are out of line"},
      {"slanted_edge.narrow_region", "less than 6 sigma are free beside the edge"},
      {"slanted_edge.uneven_light",
       "the light along the edge changes by more than 10 % of the step"},
      {"slanted_edge.black_clipped", "dark pixels are cut off at zero"},
      {"slanted_edge.overshoot", "modulation above 1: sharpening or a coherent condenser"},
      {"slanted_edge.undersampled", "more than 20 % modulation at the Nyquist limit"},
      {"slanted_edge.above_ideal",
       "mtf50_ratio above 1 beyond its interval: an input must be wrong"},
      {"slanted_edge.pixel_size_uncertainty_unknown", "the pixel size came without an uncertainty"},
      {"slanted_edge.input_uncertainty_unknown", "NA or wavelength came without an uncertainty"},
      {"slanted_edge.condenser_na_unknown",
       "a coherent condenser can raise MTF above its true value"},
      {"slanted_edge.partially_coherent", "the condenser is well below the objective's NA"},
      {"slanted_edge.asymmetric_focus", "of a stack: mtf50 falls faster on one side of best focus"},
      {"slanted_edge.axial_step_uncertainty_unknown",
       "of a stack: the axial step came without an uncertainty"},
      {"slanted_edge.few_focusings", "of a run: fewer than five focusings, so a wide interval"},
      {"slanted_edge.large_defocus",
       "of a run: focus costs more than 3 % of MTF50, too far for the model of MTF10 and line "
       "width"},
  };
}

}  // namespace etalon::metrics
