// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/camera/camera_settings.hpp"

#include "hardware/driver_settings.hpp"
#include "hardware/simulator/demands.hpp"
#include "hardware/simulator/option_words.hpp"
#include "suite/core/translate.hpp"

namespace etalon {
Outcome<Mosaic> OptionText<Mosaic>::parse(const std::string& text) {
  return hardware::parse_word(text, hardware::mosaic_words(), type());
}
std::string OptionText<Mosaic>::print(Mosaic value) {
  return hardware::print_word(value, hardware::mosaic_words());
}

namespace hardware {
namespace {

using S = CameraSettings;

void add_sensor(OptionSet<S>& all) {
  all.add("exposure", &S::exposure, "Exposure time when nobody asks for another.")
      .add("quantum_efficiency", &S::quantum_efficiency, "Electrons per photon.")
      .add("gain", &S::gain, "Digital numbers per electron.")
      .add("read_noise", &S::read_noise, "Read noise, root mean square over the pixels.")
      .add("read_noise_spread", &S::read_noise_spread, "Relative scatter of it between pixels.")
      .add("offset", &S::offset, "Recorded value without light.")
      .add("dsnu", &S::dsnu, "Scatter of the offset between pixels.")
      .add("prnu", &S::prnu, "Relative scatter of the response between pixels.")
      .add("row_offset", &S::row_offset, "Scatter of the offset between rows.")
      .add("column_offset", &S::column_offset, "Scatter of the offset between columns.")
      .add("column_gain", &S::column_gain, "Relative scatter of the gain between columns.")
      .add("full_well", &S::full_well, "Electrons that a pixel holds.")
      .add("nonlinearity", &S::nonlinearity, "Share of the signal that is missing at full well.")
      .add("bits", &S::bits, "Bits of the converter.")
      .add("noise", &S::noise, "no: photons and camera without noise.");
}

void add_dark(OptionSet<S>& all) {
  all.add("dark_current", &S::dark_current, "Dark electrons per second at 25 degC.")
      .add("dark_current_spread", &S::dark_current_spread, "Relative scatter between pixels.")
      .add("dark_doubling", &S::dark_doubling, "Degrees that double the dark current.")
      .add("temperature", &S::temperature, "Temperature of the sensor.")
      .add("hot_pixels", &S::hot_pixels, "Share of pixels with much more dark current.")
      .add("hot_current", &S::hot_current, "Their electrons per second at 25 degC.")
      .add("dead_pixels", &S::dead_pixels, "Share of pixels that see no light.");
}

void add_numbers(OptionSet<S>& all) {
  all.add("mosaic", &S::mosaic, "Colour filters on the pixels.")
      .add("corner_gain", &S::corner_gain, "Lens-shading correction: the gain in the corners.")
      .add("demosaic", &S::demosaic, "yes: the camera makes three colours of a mosaic.")
      .add("denoise", &S::denoise, "yes: the camera smooths the noise away.")
      .add("sharpening", &S::sharpening, "How much the camera sharpens; 0: not at all.")
      .add("gamma", &S::gamma, "Exponent of a tone curve; 1: none, 0.45 typical.")
      .add("eight_bit", &S::eight_bit, "yes: the upper eight bits are kept.")
      .add("jpeg_quality", &S::jpeg_quality, "Quality of a lossy compression; 0: none.")
      .add("shifted_bits", &S::shifted_bits, "Bits by which samples are shifted to the left.")
      .add("describes_itself", &S::describes_itself, "no: files do not say what was done to them.");
}

}  // namespace

const OptionSet<S>& camera_options() {
  static const OptionSet<S> set = [] {
    OptionSet<S> all;
    add_sensor(all);
    add_dark(all);
    add_numbers(all);
    return all;
  }();
  return set;
}

std::string objection_to(const S& s) {
  const std::string own = first_unmet(
      {{within(s.exposure, us(10), etalon::s(10)), tr("exposure: expected 10 us to 10 s.")},
       {s.quantum_efficiency > one(0) && s.quantum_efficiency <= one(1),
        tr("quantum_efficiency: expected more than 0 %, at most 100 %.")},
       {s.gain > 0, tr("gain: expected a number above zero, in DN/e.")},
       {s.read_noise >= electrons(0), tr("read_noise: must not be negative.")},
       {s.full_well > electrons(0), tr("full_well: expected electrons above zero.")}});
  return own.empty() ? objection(camera_model_of(s, 1)) : own;
}

CameraModel camera_model_of(const S& s, std::uint64_t sensor_seed) {
  CameraModel model;
  model.gain_dn_per_e = s.gain;
  model.offset_dn = s.offset.in(dn);
  model.read_noise_e = s.read_noise.in(electrons);
  model.bits = s.bits;
  model.full_well_e = s.full_well.in(electrons);
  model.noise = s.noise;
  model.sensor_seed = sensor_seed;
  model.mosaic = s.mosaic;
  model.quantum_efficiency.fill(s.quantum_efficiency.in(one));
  model.prnu = s.prnu.in(one);
  model.dead_pixels = s.dead_pixels.in(one);
  model.nonlinearity = s.nonlinearity.in(one);
  model.read_noise_spread = s.read_noise_spread.in(one);
  model.dsnu_e = s.dsnu.in(electrons);
  model.row_offset_e = s.row_offset.in(electrons);
  model.column_offset_e = s.column_offset.in(electrons);
  model.column_gain = s.column_gain.in(one);
  model.dark_current_e_per_s = s.dark_current.in(electrons);
  model.dark_current_spread = s.dark_current_spread.in(one);
  model.hot_pixels = s.hot_pixels.in(one);
  model.hot_current_e_per_s = s.hot_current.in(electrons);
  model.temperature_c = s.temperature.in(celsius);
  model.doubling_c = s.dark_doubling;
  model.in_camera.corner_gain.fill(s.corner_gain);
  model.in_camera.demosaic = s.demosaic;
  model.in_camera.denoise = s.denoise;
  model.in_camera.sharpening = s.sharpening;
  model.in_camera.gamma = s.gamma;
  model.in_camera.eight_bit = s.eight_bit;
  model.in_camera.jpeg_quality = s.jpeg_quality;
  model.in_camera.shifted_bits = s.shifted_bits;
  model.in_camera.describes_itself = s.describes_itself;
  return model;
}

}  // namespace hardware
}  // namespace etalon
