// SPDX-License-Identifier: Apache-2.0
#include "reports/wording.hpp"

#include "suite/core/quantity.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace etalon::reports {
namespace {

/// How reports call a measurand. One line per measurand; those not listed are shown by their own
/// name.
struct Word {
  std::string_view measurand;
  const char* label;
  const char* explanation;
};

const std::vector<Word>& words() {
  static const std::vector<Word> table = {
      {"mtf50", tr("MTF50"), tr("fineness of detail at which half of the contrast is left")},
      {"mtf10", tr("MTF10"), tr("fineness of detail at which a tenth of the contrast is left")},
      {"mtf50_ratio", tr("MTF50 / ideal"),
       tr("MTF50 as a share of what this lens, light and pixel could give at best")},
      {"mtf50_centre", tr("MTF50 in the middle"), tr("of the field, smoothed over its edges")},
      {"mtf50_corner", tr("MTF50 towards the corners"),
       tr("at 70 % of the way to each of them, smoothed over the edges of the field")},
      {"best_focus", tr("best focus"), tr("place along z at which the image is sharpest")},
      {"best_focus_plane", tr("best focus, plane"), tr("counted from the first, which is 0")},
      {"depth_of_focus", tr("depth of focus"),
       tr("range along z in which most of the sharpness is kept")},
      {"depth_of_focus_planes", tr("depth of focus, planes"), ""},
      {"focus_tilt_x", tr("tilt of the focus, x"), tr("how the best focus rises along the rows")},
      {"focus_tilt_y", tr("tilt of the focus, y"),
       tr("how the best focus rises along the columns")},
      {"focus_curvature", tr("curvature of the field"), ""},
      {"edge_width_10_90", tr("edge 10–90 %"),
       tr("distance over which an ideal edge rises from 10 % to 90 %")},
      {"lsf_fwhm", tr("line width"), tr("full width at half maximum of the image of a thin line")},
      {"uniformity", tr("uniformity"), tr("darkest over brightest place of the field")},
      {"cv", tr("variation (CV)"),
       tr("standard deviation of the light, over the field or over time, as a share of its mean")},
      {"centring_x", tr("centre of light, x"), tr("column where the light is strongest")},
      {"centring_y", tr("centre of light, y"), tr("row where the light is strongest")},
      {"roll_off", tr("roll-off"),
       tr("light near the border of the field, as a share of its maximum")},
      {"zone", tr("share of maximum"), tr("mean of a ninth of the field over its maximum")},
      {"edge_angle", tr("edge angle"), tr("angle between the edge and the pixel grid")},
      {"illumination", tr("light over the field"), ""},
      {"profile_x", tr("light along the row through the brightest place"), ""},
      {"profile_y", tr("light along the column through the brightest place"), ""},
      {"pixel_size_x", tr("pixel size along x"), tr("length on the slide that one pixel covers")},
      {"pixel_size_y", tr("pixel size along y"), tr("length on the slide that one pixel covers")},
      {"rotation", tr("rotation of the ruler"), tr("angle between the ruler and the pixel grid")},
      {"shear", tr("shear of the grid"),
       tr("how far the two directions of a line grid are from a right angle")},
      {"fwhm_x", tr("width along x"), tr("of the image of a bead at half of its height")},
      {"fwhm_y", tr("width along y"), tr("of the image of a bead at half of its height")},
      {"fwhm_z", tr("width along z"), tr("of the image of a bead at half of its height")},
      {"fwhm_lateral", tr("lateral width"), tr("mean of the widths along x and y")},
      {"fwhm_x_corrected", tr("x, of a point"), tr("without the pixel and the bead")},
      {"fwhm_y_corrected", tr("y, of a point"), tr("without the pixel and the bead")},
      {"fwhm_z_corrected", tr("z, of a point"), tr("without the bead")},
      {"fwhm_lateral_corrected", tr("lateral, of a point"), tr("without the pixel and the bead")},
      {"asymmetry", tr("asymmetry"),
       tr("longest over shortest axis of the image of a bead; 1 is round")},
      {"ratio_lateral", tr("lateral / ideal"),
       tr("width of a point over that through a perfect lens; 1 is perfect")},
      {"ratio_axial", tr("axial / ideal"),
       tr("width of a point along z over that through a perfect lens; 1 is perfect")},
      {"beads_found", tr("beads found"), ""},
      {"beads_used", tr("beads used"), tr("beads without a flag that excludes them")},
      {"resolution_limit", tr("resolution limit"),
       tr("fineness of detail at which contrast falls below the stated threshold")},
      {"resolution_limit_min", tr("resolution limit"),
       tr("finest bars that keep the stated contrast, in the worse direction")},
      {"resolution_limit_v", tr("resolution limit, standing bars"), ""},
      {"resolution_limit_h", tr("resolution limit, lying bars"), ""},
      {"smallest_line_min", tr("finest line"), tr("width of a bar at the resolution limit")},
      {"smallest_line_v", tr("finest line, standing bars"), ""},
      {"smallest_line_h", tr("finest line, lying bars"), ""},
      {"last_resolved_v", tr("last resolved, standing"),
       tr("last element before the first that fails")},
      {"last_resolved_h", tr("last resolved, lying"),
       tr("last element before the first that fails")},
      {"contrast", tr("contrast"), ""},
      {"mtf_of_rings", tr("contrast ring by ring"), ""},
      {"mtf_of_sector", tr("contrast in one sector"), ""},
      {"spokes", tr("pairs of spokes"), tr("of a bright and a dark spoke, counted in the image")},
      {"frc_resolution", tr("FRC resolution"),
       tr("finest detail on which images of the same field agree")},
      {"frc_frequency", tr("FRC frequency"), tr("the same as a fineness of detail")},
      {"frc_locked", tr("noise of the pixels"),
       tr("correlation where no lens leaves detail; should be zero")},
      {"frc", tr("correlation of the frames"), ""},
      {"frc_smooth", tr("smooth curve"), ""},
      {"frc_threshold", tr("threshold"), ""},
      {"repeatability_x", tr("returns, x"), tr("scatter of the places to which the stage returns")},
      {"repeatability_y", tr("returns, y"), tr("scatter of the places to which the stage returns")},
      {"repeatability_z", tr("returns, z"), tr("scatter of best focus from run to run")},
      {"backlash_x", tr("backlash, x"),
       tr("place reached by moves to larger values less that by moves to smaller ones")},
      {"backlash_y", tr("backlash, y"),
       tr("place reached by moves to larger values less that by moves to smaller ones")},
      {"backlash_z", tr("backlash, z"),
       tr("best focus of runs with growing z less that of falling z")},
      {"repeatability_with_drift_x", tr("returns with drift, x"),
       tr("the same before the drift was taken out")},
      {"repeatability_with_drift_y", tr("returns with drift, y"),
       tr("the same before the drift was taken out")},
      {"repeatability_with_drift_z", tr("returns with drift, z"),
       tr("the same before the drift was taken out")},
      {"drift_x", tr("drift, x"), tr("how far the stage crept from the first to the last visit")},
      {"localisation_x", tr("reading error, x"), tr("with which a single visit was located")},
      {"drift_y", tr("drift, y"), tr("how far the stage crept from the first to the last visit")},
      {"localisation_y", tr("reading error, y"), tr("with which a single visit was located")},
      {"drift_z", tr("drift, z"), tr("how far best focus crept from the first to the last run")},
      {"localisation_z", tr("reading error, z"), tr("with which a single focus was located")},
      {"iso_bidirectional_x", tr("ISO 230-2 bidirectional, x"), tr("largest R of the places")},
      {"iso_bidirectional_y", tr("ISO 230-2 bidirectional, y"), tr("largest R of the places")},
      {"iso_unidirectional_x", tr("ISO 230-2 unidirectional, x"), tr("largest 4 s of the places")},
      {"iso_unidirectional_y", tr("ISO 230-2 unidirectional, y"), tr("largest 4 s of the places")},
      {"iso_reversal_x", tr("ISO 230-2 reversal, x"), tr("largest B of the places")},
      {"iso_reversal_y", tr("ISO 230-2 reversal, y"), tr("largest B of the places")},
      {"stage_position", tr("position"), ""},
      {"drift_velocity_x", tr("drift, x"), tr("steady velocity of the image")},
      {"drift_velocity_y", tr("drift, y"), tr("steady velocity of the image")},
      {"drift_speed", tr("drift, both axes"), tr("speed of the image; noise adds to it")},
      {"excursion", tr("excursion"), tr("greatest distance from the first frame")},
      {"displacement", tr("displacement"), tr("distance of the last frame from the first")},
      {"displacement_1h", tr("displacement in an hour"),
       tr("distance after one hour from the first frame")},
      {"rms_x", tr("rms about the course, x"), tr("positions about what was fitted")},
      {"rms_y", tr("rms about the course, y"), tr("positions about what was fitted")},
      {"settling_time", tr("settling time"),
       tr("from when on the image stays close to its last course")},
      {"drift_position", tr("position"), ""},
      {"drift_trajectory", tr("way of the image"), ""},
      {"drift_msd", tr("mean squared displacement"), ""},
      {"drift_msd_free", tr("without localisation"), ""},
      {"sharpness_through_focus", tr("sharpness"), ""},
      {"axial_fwhm", tr("optical section"),
       tr("full width at half maximum of the light of a thin layer through focus")},
      {"axial_fwhm_planes", tr("optical section, planes"), tr("the same in planes of the stack")},
      {"axial_fwhm_corrected", tr("optical section, thin layer"),
       tr("the same without the thickness of the layer")},
      {"edge_10_90", tr("optical section, thick specimen"),
       tr("from 10 to 90 % of the light at the surface of a thick specimen")},
      {"edge_10_90_planes", tr("optical section, thick specimen, planes"),
       tr("the same in planes of the stack")},
      {"axial_profile", tr("light through focus"), ""},
      {"axial_smooth", tr("smooth curve"), ""},
      {"axial_light", tr("light from plane to plane"), ""},
      {"layer_height", tr("height of the layer"), ""},
      {"line_distance", tr("line distance"), tr("distance of neighbouring lines in the image")},
      {"gain", tr("gain K"), tr("recorded value for each electron")},
      {"read_noise", tr("read noise"), tr("noise of a pixel in the dark, in electrons")},
      {"saturation_capacity", tr("saturation capacity"), tr("electrons that fill a pixel")},
      {"dynamic_range", tr("dynamic range"),
       tr("most light over least light that a pixel can tell")},
      {"snr_max", tr("best signal to noise"),
       tr("of one pixel in one frame, just before it is full")},
      {"prnu", tr("unlike response (PRNU)"), tr("how unlike pixels answer the same light")},
      {"prnu_row", tr("PRNU of rows"), ""},
      {"prnu_column", tr("PRNU of columns"), ""},
      {"prnu_pixel", tr("PRNU of single pixels"), ""},
      {"prnu_hp", tr("PRNU without shading"), tr("against the mean of the 11 × 11 pixels about")},
      {"dsnu", tr("unlike dark values (DSNU)"), tr("how unlike pixels are without light")},
      {"dsnu_row", tr("DSNU of rows"), ""},
      {"dsnu_column", tr("DSNU of columns"), ""},
      {"dsnu_pixel", tr("DSNU of single pixels"), ""},
      {"dark_current", tr("dark current"), tr("electrons that gather without light")},
      {"linearity_error_min", tr("least deviation from a line"),
       tr("of the signal over the light, 5 % to 95 % of saturation")},
      {"linearity_error_max", tr("largest deviation from a line"), ""},
      {"sensitivity_threshold", tr("sensitivity threshold"),
       tr("light that equals its noise, in electrons")},
      {"responsivity", tr("responsivity"), tr("recorded value for each photon")},
      {"quantum_efficiency", tr("quantum efficiency"), tr("electrons for each photon")},
      {"photon_transfer", tr("photon transfer"), ""},
      {"photon_transfer_fit", tr("the fitted line"), ""},
      {"snr", tr("signal to noise"), ""},
      {"snr_expected", tr("of gain, read noise"), ""},
      {"snr_photons", tr("photons alone"), ""},
      {"linearity_deviation", tr("deviation from a line over the light"), ""},
      {"dark_signal", tr("dark value over exposure"), ""},
      {"response", tr("response over the field"), ""},
      {"read_noise_median", tr("read noise, typical pixel"),
       tr("half of the pixels are noisier, as recorded")},
      {"read_noise_rms", tr("read noise, all pixels"),
       tr("root of the mean variance, as recorded")},
      {"read_noise_median_e", tr("read noise, typical pixel"), tr("in electrons")},
      {"read_noise_rms_e", tr("read noise, all pixels"), tr("in electrons")},
      {"read_noise_p999", tr("read noise, worst thousandth"),
       tr("one pixel in a thousand was seen noisier")},
      {"noise_tail", tr("noisy pixels"), tr("noisier than chance explains")},
      {"offset", tr("offset"), tr("mean value without light")},
      {"hot_pixels", tr("hot pixels"), tr("brighter without light than noise explains")},
      {"cold_pixels", tr("cold pixels"), tr("darker without light than noise explains")},
      {"dark_current_e", tr("dark current"), tr("what gathers without light, in electrons")},
      {"noise_histogram", tr("noise of the pixels"), ""},
      {"noise_expected", tr("noise of pixels that are all alike"), ""},
      {"offset_histogram", tr("offset of the pixels"), ""},
      {"offset_of_frames", tr("offset from frame to frame"), ""},
      {"offset_of_rows", tr("offset of the rows"), ""},
      {"offset_of_columns", tr("offset of the columns"), ""},
      {"stability_short", tr("S over five minutes"),
       tr("one less the range over the sum of highest and lowest; 300 readings")},
      {"stability_long", tr("S over two hours"), tr("likewise; 240 readings")},
      {"stability", tr("S"), tr("likewise; only for series of the same readings and interval")},
      {"drift", tr("drift"), tr("how fast it changes in one direction")},
      {"warm_up", tr("warm-up"), tr("time until the light stays close to its end")},
      {"linearity_slope", tr("response to set points"), tr("1 is proportional")},
      {"linearity_intercept", tr("light at set point zero"), tr("over that at the highest")},
      {"linearity_hysteresis", tr("largest difference of up and down"), ""},
      {"light", tr("light over time"), ""},
      {"allan_deviation", tr("Allan deviation"),
       tr("how means over a time differ from one time to the next")},
      {"set_points", tr("light over set points"), ""},
      {"set_points_line", tr("straight line through them"), ""},
  };
  return table;
}

const Word* find_word(std::string_view measurand) {
  const auto same = [&](const Word& word) { return word.measurand == measurand; };
  const auto found = std::find_if(words().begin(), words().end(), same);
  return found == words().end() ? nullptr : &*found;
}

const Word* find_word_or_base(std::string_view measurand) {
  const Word* word = find_word(measurand);
  return word != nullptr ? word : find_word(base_of(measurand));
}

}  // namespace

std::string base_of(std::string_view measurand) {
  for (const std::string_view suffix : {"_object", "_px", "_ratio"}) {
    if (measurand.ends_with(suffix)) measurand.remove_suffix(suffix.size());
  }
  return std::string(measurand);
}

std::string label_of(std::string_view measurand) {
  if (const Word* word = find_word_or_base(measurand)) return word->label;
  std::string label(measurand);
  std::replace(label.begin(), label.end(), '_', ' ');
  return label;
}

std::string explanation_of(std::string_view measurand) {
  const Word* word = find_word_or_base(measurand);
  return word == nullptr ? "" : word->explanation;
}

std::string subject_text(const std::map<std::string, std::string>& subject) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : subject) {
    if (key == "edge") {
      parts.insert(parts.begin(), value);
    } else if (key == "plane") {
      parts.push_back(fmt::format(fmt::runtime(tr("{} plane")), value));
    } else if (key == "bars") {
      parts.push_back(value == "v" ? tr("standing bars") : tr("lying bars"));
    } else if (key == "zone") {
      parts.push_back(value);
    } else if (key == "channel") {
      parts.push_back(fmt::format(fmt::runtime(tr("{} channel")), value));
    } else {
      parts.push_back(fmt::format("{} {}", key, value));
    }
  }
  return joined(parts, ", ");
}

std::string unit_suffix(std::string_view symbol) {
  if (symbol == "1" || symbol.empty()) return "";
  const std::string shown(display_symbol(symbol));
  return shown == "°" ? shown : " " + shown;
}

std::string date_text(const std::string& iso_8601) {
  const std::array<const char*, 12> months = {tr("January"), tr("February"), tr("March"),
                                              tr("April"),   tr("May"),      tr("June"),
                                              tr("July"),    tr("August"),   tr("September"),
                                              tr("October"), tr("November"), tr("December")};
  const auto day_and_month_known = [&] {
    if (iso_8601.size() < 10 || iso_8601[4] != '-' || iso_8601[7] != '-') return false;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return std::all_of(iso_8601.begin() + 5, iso_8601.begin() + 7, is_digit) &&
           std::all_of(iso_8601.begin() + 8, iso_8601.begin() + 10, is_digit);
  };
  if (!day_and_month_known()) return iso_8601;
  const int month = (iso_8601[5] - '0') * 10 + (iso_8601[6] - '0');
  const int day = (iso_8601[8] - '0') * 10 + (iso_8601[9] - '0');
  if (month < 1 || month > 12) return iso_8601;
  return fmt::format("{} {} {}", day, months[static_cast<std::size_t>(month - 1)],
                     iso_8601.substr(0, 4));
}

std::string printable(std::string_view text) {
  std::string clean(text);
  const auto steers = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  };
  std::replace_if(clean.begin(), clean.end(), steers, '?');
  return clean;
}

}  // namespace etalon::reports
