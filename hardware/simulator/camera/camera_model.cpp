// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/camera/camera_model.hpp"

#include "suite/core/translate.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace etalon::hardware {
namespace {

struct Demand {
  bool met;
  const char* sentence;
};

std::string first_unmet(std::initializer_list<Demand> demands) {
  for (const Demand& demand : demands) {
    if (!demand.met) return demand.sentence;
  }
  return "";
}

/// False for what is not a number, too.
bool within(double value, double lowest, double highest) {
  return value >= lowest && value <= highest;
}

bool all_within(std::initializer_list<double> values, double lowest, double highest) {
  return std::all_of(values.begin(), values.end(),
                     [&](double value) { return within(value, lowest, highest); });
}

std::string objection_to_sensor(const CameraModel& m) {
  const auto& qe = m.quantum_efficiency;
  return first_unmet({
      {within(m.gain_dn_per_e, 1e-9, 1e6), tr("gain: expected 1e-9 to 1e6 DN/e.")},
      {within(m.offset_dn, -65535, 65535), tr("offset: expected -65535 to 65535 DN.")},
      {within(m.bits, 8, 16), tr("bits: expected 8 to 16.")},
      {m.offset_dn < std::exp2(m.bits) - 1,
       tr("offset: nothing is left of the range of the converter.")},
      {within(m.full_well_e, 1, 1e12), tr("full well: expected 1 to 1e12 e.")},
      {all_within({m.read_noise_e, m.dsnu_e, m.row_offset_e, m.column_offset_e}, 0, 1e7),
       tr("read noise, DSNU, offsets of rows and columns: expected 0 to 1e7 e.")},
      {all_within({qe[0], qe[1], qe[2]}, 0, 1), tr("quantum efficiency: expected 0 to 1.")},
      {all_within({m.prnu, m.column_gain}, 0, 0.5),
       tr("PRNU, gain of columns: expected 0 % to 50 %.")},
      {all_within({m.dead_pixels, m.hot_pixels}, 0, 1),
       tr("dead pixels, hot pixels: expected a share of 0 to 1.")},
      {within(m.nonlinearity, -0.5, 0.5), tr("non-linearity: expected -50 % to 50 %.")},
      {all_within({m.read_noise_spread, m.dark_current_spread}, 0, 10),
       tr("spread of read noise and dark current: expected 0 to 10.")},
      {all_within({m.dark_current_e_per_s, m.hot_current_e_per_s}, 0, 1e9),
       tr("dark current: expected 0 to 1e9 e/s.")},
      {all_within({m.temperature_c, m.reference_temperature_c}, -200, 150),
       tr("temperature: expected -200 to 150 degC.")},
      {within(m.doubling_c, 1, 100),
       tr("doubling temperature of the dark current: expected 1 to 100 degC.")},
  });
}

std::string objection_to_processing(const CameraModel& m) {
  const InCamera& p = m.in_camera;
  const bool bytes = p.eight_bit || p.jpeg_quality > 0;
  const bool raw_mosaic = m.mosaic != Mosaic::none && !p.demosaic;
  return first_unmet({
      {all_within({p.corner_gain[0], p.corner_gain[1], p.corner_gain[2]}, 0, 100),
       tr("lens-shading correction: expected a gain of 0 to 100 in the corners.")},
      {!p.demosaic || m.mosaic != Mosaic::none,
       tr("demosaicking: the sensor has no colour filters.")},
      {!raw_mosaic || !(p.denoise || p.sharpening > 0 || p.jpeg_quality > 0),
       tr("denoising, sharpening and JPEG need an image: demosaic it first.")},
      {within(p.sharpening, 0, 20), tr("sharpening: expected 0 to 20.")},
      {within(p.gamma, 0.1, 10), tr("gamma: expected 0.1 to 10.")},
      {within(p.jpeg_quality, 0, 100), tr("JPEG quality: expected 1 to 100, or 0 for none.")},
      {within(p.shifted_bits, 0, 16 - m.bits),
       tr("shifted bits: expected 0 or more, with the bits of the converter at most 16.")},
      {p.shifted_bits == 0 || !bytes, tr("shifted bits: bytes have no room for them.")},
  });
}

}  // namespace

std::string objection(const CameraModel& model) {
  std::string problem = objection_to_sensor(model);
  return problem.empty() ? objection_to_processing(model) : problem;
}

}  // namespace etalon::hardware
