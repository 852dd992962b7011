// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/faults/fault_groups.hpp"

#include <algorithm>

namespace etalon::hardware {
namespace {

using S = SimulatorSettings;

void defocus(S& s, const std::string& size) {
  s.mechanics.focus_offset = s.mechanics.focus_offset + size_of<Length>(size);
}

void tilted_slide(S& s, const std::string& size) {
  s.field.tilt_x = s.field.tilt_x + size_of<Angle>(size);
}

void vibration(S& s, const std::string& size) { s.mechanics.vibration = size_of<Length>(size); }

void sticky_focus(S& s, const std::string& size) {
  const Length play = size_of<Length>(size);
  s.mechanics.backlash = play;
  // What sticks lets go by chance: it stops within a third of its play.
  s.mechanics.focus_error = std::max(s.mechanics.focus_error, play / 3);
}

void drifting_stage(S& s, const std::string& size) {
  s.mechanics.drift_x_per_hour = size_of<Length>(size);
}

void drifting_focus(S& s, const std::string& size) {
  s.mechanics.drift_z_per_hour = size_of<Length>(size);
}

const std::string kLength = OptionText<Length>::type();

}  // namespace

std::vector<Fault> mechanics_faults() {
  return {
      {"defocus", tr("the slide is out of focus"), kLength, "2 um",
       tr("Everything is soft, the same in every direction; a search for the focus finds a "
          "sharper place."),
       tr("Focus again on the image of the camera, not through the eyepiece."), defocus},
      {"tilted_slide", tr("the slide lies askew"), OptionText<Angle>::type(), "1 deg",
       tr("Sharp along a band, soft to both sides of it; through the focus the band wanders "
          "across the field."),
       tr("Clean the stage, seat the slide flat, and fasten its clips."), tilted_slide},
      {"vibration", tr("something shakes the microscope during an exposure"), kLength, "0.5 um",
       tr("Everything is soft, more with long exposures; refocusing does not help."),
       tr("Take fans, pumps and elbows off the table, put the microscope on something soft and "
          "heavy, expose for a shorter time."),
       vibration},
      {"sticky_focus", tr("the focus drive has play and sticks"), kLength, "2 um",
       tr("Sharpness differs from one focusing to the next; the same z from above and from below "
          "gives two images."),
       tr("Approach the focus always from one side; clean and tighten the drive."), sticky_focus},
      {"drifting_stage", tr("the stage drifts sideways"), kLength, "50 um",
       tr("From frame to frame the image wanders one way, steadily."),
       tr("Let the microscope warm up for an hour, fasten the slide, and keep draughts away."),
       drifting_stage},
      {"drifting_focus", tr("the focus drifts"), kLength, "20 um",
       tr("An image that was sharp becomes soft within minutes."),
       tr("Let the microscope warm up; tighten the coarse drive; focus again for each image."),
       drifting_focus}};
}

}  // namespace etalon::hardware
