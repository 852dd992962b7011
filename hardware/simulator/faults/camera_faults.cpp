// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/faults/fault_groups.hpp"

#include <algorithm>

namespace etalon::hardware {
namespace {

using S = SimulatorSettings;

/// Cameras with colour filters make three colours before they compress.
void lossy_compression(S& s, const std::string& size) {
  s.camera.demosaic = s.camera.mosaic != Mosaic::none;
  s.camera.shifted_bits = 0;
  s.camera.jpeg_quality = size_of<int>(size);
}

/// As the camera was taught in the light that is there.
void shading_correction(S& s, const std::string& /*size*/) {
  s.camera.corner_gain = 1 / s.light.corner_brightness.in(one);
}

void gamma(S& s, const std::string& size) { s.camera.gamma = size_of<double>(size); }

void hot_camera(S& s, const std::string& size) {
  s.camera.temperature = size_of<Temperature>(size);
  // A camera that was specified without dark current has some, too.
  s.camera.dark_current = std::max(s.camera.dark_current, electrons(500));
  s.camera.hot_pixels = std::max(s.camera.hot_pixels, percent(0.1));
}

void left_shifted_bits(S& s, const std::string& size) {
  s.camera.shifted_bits = size_of<int>(size);
}

void patterned_camera(S& s, const std::string& size) {
  s.camera.prnu = s.camera.prnu + size_of<Ratio>(size);
}

}  // namespace

std::vector<Fault> camera_faults() {
  return {
      {"lossy_compression", tr("images are saved as JPEG"), OptionText<int>::type(), "60",
       tr("Blocks of 8 by 8 pixels and rims along edges show when the image is enlarged; noise is "
          "smoothed away unevenly."),
       tr("Save TIFF or PNG, or raw data; JPEG only for showing."), lossy_compression},
      {"shading_correction", tr("the camera evens out the light by itself"), "", "",
       tr("An empty field looks perfectly even, but noise grows towards the corners."),
       tr("Switch shading correction (lens correction, flat field) off for measuring."),
       shading_correction},
      {"gamma", tr("the camera applies a tone curve"), OptionText<double>::type(), "0.45",
       tr("Twice the exposure does not give twice the number; dark places are lifted."),
       tr("Set gamma to 1 (linear), or save raw data."), gamma},
      {"hot_camera", tr("the sensor is too warm"), OptionText<Temperature>::type(), "55 degC",
       tr("Dark frames are grainy and rise with the exposure time; single pixels glow, always the "
          "same ones."),
       tr("Cool the camera or let it breathe, keep exposures short, and subtract dark frames of "
          "the same exposure."),
       hot_camera},
      {"left_shifted_bits", tr("the camera stores its numbers shifted to the left"),
       OptionText<int>::type(), "4",
       tr("All numbers are multiples of 16 (or another power of two), and the gain looks that much "
          "larger."),
       tr("Set the camera to unshifted data, or state its bits where images are read."),
       left_shifted_bits},
      {"patterned_camera", tr("the pixels respond differently"), OptionText<Ratio>::type(), "3 %",
       tr("A grainy pattern stays in place from frame to frame and grows with the light; averaging "
          "frames does not remove it."),
       tr("Divide by a flat field, or replace the camera."), patterned_camera}};
}

}  // namespace etalon::hardware
