// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/camera/camera_settings.hpp"

#include "hardware/simulator/demands.hpp"
#include "hardware/simulator/option_words.hpp"
#include "suite/core/translate.hpp"

namespace etalon {
namespace {

const hardware::Words<Mosaic> kMosaics{{"none", Mosaic::none},
                                       {"rggb", Mosaic::rggb},
                                       {"bggr", Mosaic::bggr},
                                       {"grbg", Mosaic::grbg},
                                       {"gbrg", Mosaic::gbrg}};

}  // namespace

Outcome<Mosaic> OptionText<Mosaic>::parse(const std::string& text) {
  return hardware::parse_word(text, kMosaics, type());
}
std::string OptionText<Mosaic>::print(Mosaic value) {
  return hardware::print_word(value, kMosaics);
}

namespace hardware {
namespace {

using S = CameraSettings;

void add_sensor(OptionSet<S>& all) {
  all.add("exposure", &S::exposure, "Exposure time when nobody asks for another.")
      .add("quantum_efficiency", &S::quantum_efficiency, "Electrons per photon.")
      .add("gain", &S::gain, "Digital numbers per electron.")
      .add("read_noise", &S::read_noise, "Read noise.")
      .add("read_noise_spread", &S::read_noise_spread, "Relative scatter of it between pixels.")
      .add("offset", &S::offset, "Recorded value without light.")
      .add("dsnu", &S::dsnu, "Scatter of the offset between pixels.")
      .add("prnu", &S::prnu, "Relative scatter of the response between pixels.")
      .add("row_pattern", &S::row_pattern, "Scatter of the offset between rows.")
      .add("column_pattern", &S::column_pattern, "Scatter of the offset between columns.")
      .add("dark_current", &S::dark_current, "Dark electrons per second at 25 degC.")
      .add("dark_doubling", &S::dark_doubling, "Degrees that double the dark current.")
      .add("temperature", &S::temperature, "Temperature of the sensor.")
      .add("hot_pixels", &S::hot_pixels, "Share of pixels with much more dark current.")
      .add("hot_pixel_current", &S::hot_pixel_current, "Their electrons per second at 25 degC.")
      .add("nonlinearity", &S::nonlinearity, "Signal that is missing near full well.")
      .add("full_well", &S::full_well, "Electrons that a pixel holds.");
}

void add_numbers(OptionSet<S>& all) {
  all.add("bits", &S::bits, "Bits of the converter.")
      .add("shifted_bits", &S::shifted_bits, "Bits by which samples are shifted to the left.")
      .add("mosaic", &S::mosaic, "Colour filters on the pixels.")
      .add("gamma", &S::gamma, "Exponent of a tone curve; 1: none.")
      .add("jpeg_quality", &S::jpeg_quality, "Quality of a lossy compression; 0: none.")
      .add("shading_correction", &S::shading_correction, "yes: the camera evens out the light.")
      .add("noise", &S::noise, "no: photons and camera without noise.");
}

bool is_part(Ratio ratio) { return within(ratio, one(0), percent(50)); }
bool are_counts(std::initializer_list<Electrons> all) {
  for (const Electrons count : all) {
    if (!within(count, electrons(0), electrons(1e7))) return false;
  }
  return true;
}

}  // namespace

const OptionSet<S>& camera_options() {
  static const OptionSet<S> set = [] {
    OptionSet<S> all;
    add_sensor(all);
    add_numbers(all);
    return all;
  }();
  return set;
}

std::string objection_to(const S& s) {
  return first_unmet(
      {{within(s.exposure, us(10), etalon::s(10)), tr("exposure: expected 10 us to 10 s.")},
       {s.quantum_efficiency > one(0) && s.quantum_efficiency <= one(1),
        tr("quantum_efficiency: expected more than 0 %, at most 100 %.")},
       {s.gain > 0 && s.gain <= 1e4, tr("gain: expected a number above zero, in DN/e.")},
       {are_counts({s.read_noise}), tr("read_noise: must not be negative, nor above 1e7 e.")},
       {are_counts({s.dsnu, s.row_pattern, s.column_pattern}),
        tr("dsnu, row_pattern, column_pattern: expected 0 e to 1e7 e.")},
       {are_counts({s.dark_current, s.hot_pixel_current}),
        tr("dark_current, hot_pixel_current: expected 0 e to 1e7 e.")},
       {within(s.offset, dn(-65535), dn(65535)), tr("offset: expected -65535 DN to 65535 DN.")},
       {is_part(s.prnu) && within(s.read_noise_spread, one(0), percent(200)) &&
            is_part(s.hot_pixels),
        tr("prnu, hot_pixels: expected 0 % to 50 %; read_noise_spread 0 % to 200 %.")},
       {within(s.dark_doubling, 1.0, 100.0), tr("dark_doubling: expected 1 to 100 degrees.")},
       {within(s.temperature, celsius(-100), celsius(100)),
        tr("temperature: expected -100 degC to 100 degC.")},
       {within(s.nonlinearity, percent(-30), percent(30)),
        tr("nonlinearity: expected -30 % to 30 %.")},
       {within(s.full_well, electrons(1), electrons(1e9)),
        tr("full_well: expected electrons above zero, at most 1e9 e.")},
       {within(s.bits, 8, 16), tr("bits: expected 8 to 16.")},
       {s.shifted_bits >= 0 && s.bits + s.shifted_bits <= 16,
        tr("shifted_bits: expected 0 or more, with bits at most 16.")},
       {within(s.gamma, 0.2, 3.0), tr("gamma: expected 0.2 to 3.")},
       {within(s.jpeg_quality, 0, 100), tr("jpeg_quality: expected 0 (none) to 100.")},
       {s.jpeg_quality == 0 || (s.bits == 8 && s.shifted_bits == 0),
        tr("jpeg_quality: such files hold 8 bits; set bits: 8.")}});
}

}  // namespace hardware
}  // namespace etalon
