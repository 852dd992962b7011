// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/faults/fault_groups.hpp"

namespace etalon::hardware {
namespace {

using S = SimulatorSettings;

void dirty_lens(S& s, const std::string& size) {
  s.light.veil = s.light.veil + size_of<Ratio>(size);
  s.light.specks += 12;
}

void wrong_cover_glass(S& s, const std::string& size) {
  s.optics.cover_glass_error = s.optics.cover_glass_error + size_of<Length>(size);
}

void correction_collar(S& s, const std::string& size) {
  s.optics.spherical += size_of<double>(size);
}

void decentred_lens(S& s, const std::string& size) { s.optics.coma_x += size_of<double>(size); }

void astigmatism(S& s, const std::string& size) { s.optics.astigmatism += size_of<double>(size); }

void condenser_closed(S& s, const std::string& size) {
  expect_possible(s.optics.modality == Modality::brightfield,
                  tr("a condenser belongs to a brightfield microscope."));
  s.optics.condenser_na = size_of<double>(size);
}

void pinhole_open(S& s, const std::string& size) {
  expect_possible(s.optics.modality == Modality::confocal,
                  tr("only a confocal microscope has a pinhole."));
  s.optics.pinhole = size_of<double>(size);
}

void wrong_tube_lens(S& s, const std::string& size) {
  s.field.pixel_size = s.field.pixel_size * (1 + size_of<Ratio>(size).in(one));
}

void distortion(S& s, const std::string& size) {
  s.field.distortion_k1 += size_of<Ratio>(size).in(one);
}

void misaligned_filter_cube(S& s, const std::string& size) {
  s.field.filter_shift_x = s.field.filter_shift_x + size_of<Pixels>(size);
}

const std::string kWaves = OptionText<double>::type();

}  // namespace

std::vector<Fault> optics_faults() {
  return {
      {"dirty_lens", tr("grease or dust on the front lens or near the camera"),
       OptionText<Ratio>::type(), "15 %",
       tr("Dark places of the slide are grey, contrast is low everywhere, round soft shadows stay "
          "in place when the slide moves."),
       tr("Clean the front lens with lens paper and a drop of ethanol, then the glass before the "
          "camera; look again at an empty field."),
       dirty_lens},
      {"wrong_cover_glass", tr("a cover glass of another thickness than the objective wants"),
       OptionText<Length>::type(), "50 um",
       tr("The image is soft at every focus, and above and below the focus it looks different: "
          "rings on one side, a haze on the other."),
       tr("Use cover glasses of the thickness engraved on the objective (0.17 mm: No. 1.5), or set "
          "the correction collar."),
       wrong_cover_glass},
      {"correction_collar", tr("the correction collar stands wrong (spherical aberration)"), kWaves,
       "0.12",
       tr("Contrast is low at best focus, and above and below the focus the image looks "
          "different."),
       tr("Turn the collar a little, focus again, and keep the setting with the best contrast."),
       correction_collar},
      {"decentred_lens", tr("a lens of the objective sits beside the axis (coma)"), kWaves, "0.15",
       tr("Points and edges have a tail to one side, the same over the whole field; edges are "
          "softer on one side."),
       tr("Screw the objective in straight and tight; if the tail turns with the objective, it is "
          "the objective: have it repaired."),
       decentred_lens},
      {"astigmatism", tr("a lens or mirror is bent or tilted (astigmatism)"), kWaves, "0.12",
       tr("Vertical and horizontal lines are sharp at different focus; points are crosses or "
          "streaks that turn by 90 degrees through the focus."),
       tr("Loosen clamped mirrors and filters, take slide clips away that bend the slide, and "
          "look again."),
       astigmatism},
      {"condenser_closed", tr("the aperture diaphragm of the condenser is closed too far"),
       OptionText<double>::type(), "0.1",
       tr("The image is contrasty with bright and dark seams along edges, and fine detail is "
          "missing: MTF is high at coarse and cut off at fine structures."),
       tr("Open the aperture diaphragm to two thirds of the objective's aperture or more; it is "
          "not there for setting the brightness."),
       condenser_closed},
      {"pinhole_open", tr("the confocal pinhole is too wide"), OptionText<double>::type(), "4",
       tr("Sharpness in the plane stays, but the sections become thick: out-of-focus haze comes "
          "through."),
       tr("Set the pinhole to 1 Airy unit for this wavelength and objective."), pinhole_open},
      {"wrong_tube_lens", tr("tube lens or camera adapter of another focal length than thought"),
       OptionText<Ratio>::type(), "6 %",
       tr("A ruler gives another pixel size than the scope file states; all lengths are wrong by "
          "one factor."),
       tr("Measure the pixel size with a ruler, and put that in the scope file."), wrong_tube_lens},
      {"distortion", tr("the optics magnify the corners differently (barrel or pincushion)"),
       OptionText<Ratio>::type(), "-4 %",
       tr("Straight lines near the border are bent, and a grid is narrower at the border than in "
          "the middle, or wider."),
       tr("Use the middle of the field for measuring lengths, or correct the images by a grid."),
       distortion},
      {"misaligned_filter_cube", tr("a filter cube sits askew and shifts its colour"),
       OptionText<Pixels>::type(), "3 px",
       tr("Red and green images of the same thing lie side by side, by the same way everywhere."),
       tr("Seat the cube firmly; shift the colours by what multicolour beads show."),
       misaligned_filter_cube}};
}

}  // namespace etalon::hardware
