// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/faults/fault_groups.hpp"

namespace etalon::hardware {
namespace {

using S = SimulatorSettings;

void off_centre_lamp(S& s, const std::string& size) {
  s.light.light_x = s.light.light_x + size_of<Pixels>(size);
}

void overexposed(S& s, const std::string& size) {
  s.light.brightness = s.light.brightness * size_of<double>(size);
}

void lamp_flicker(S& s, const std::string& size) { s.light.lamp_flicker = size_of<Ratio>(size); }

void lamp_ripple(S& s, const std::string& size) { s.light.lamp_ripple = size_of<Ratio>(size); }

void lamp_decay(S& s, const std::string& size) { s.light.lamp_half_life = size_of<Time>(size); }

}  // namespace

std::vector<Fault> light_faults() {
  return {
      {"off_centre_lamp", tr("the lamp or condenser is not centred"), OptionText<Pixels>::type(),
       "250 px",
       tr("An empty field is bright on one side and dark on the other; the brightest place is far "
          "from the middle."),
       tr("Centre the condenser on its closed field diaphragm, then the lamp (Koehler)."),
       off_centre_lamp},
      {"overexposed", tr("so much more light than the camera can take"), OptionText<double>::type(),
       "6", tr("Bright places all have the largest number, and the image has no shades there."),
       tr("Turn the lamp down or expose for a shorter time until nothing is white."), overexposed},
      {"lamp_flicker", tr("the lamp flickers"), OptionText<Ratio>::type(), "5 %",
       tr("Frames of a series differ in brightness by some per cent, without a trend."),
       tr("Let the lamp warm up, use a stabilised supply or a LED; divide each frame by its mean "
          "where only shapes count."),
       lamp_flicker},
      {"lamp_ripple", tr("the lamp follows the mains"), OptionText<Ratio>::type(), "20 %",
       tr("With short exposures the brightness of frames jumps; with exposures of whole periods "
          "(10 ms at 50 Hz) it is steady."),
       tr("Use a lamp with a direct-current supply, or expose for whole periods."), lamp_ripple},
      {"lamp_decay", tr("the light fades (an old lamp, a bleaching slide)"),
       OptionText<Time>::type(), "20 min",
       tr("Each frame is darker than the one before; the shape of the image stays."),
       tr("Replace the lamp; against bleaching use less light or another slide."), lamp_decay}};
}

}  // namespace etalon::hardware
