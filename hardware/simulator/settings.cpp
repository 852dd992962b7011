// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/settings.hpp"

#include "hardware/simulator/draws.hpp"
#include "suite/core/random.hpp"
#include "suite/core/translate.hpp"
#include "targets/exact/otf.hpp"

#include <random>
#include <utility>

namespace etalon::hardware {
namespace {

using S = SimulatorSettings;

const OptionSet<S>& options() {
  static const OptionSet<S> set = [] {
    OptionSet<S> all;
    all.add("seed", &S::seed, "Of everything random.")
        .add("width", &S::width, "Columns of a frame.")
        .add("height", &S::height, "Rows of a frame.")
        .add("lens_na", &S::lens_na, "Numerical aperture of the objective, in air.")
        .add("wavelength", &S::wavelength, "Wavelength of the light.")
        .add("pixel_size", &S::pixel_size, "True pixel size in the object plane.")
        .add("edge_angle", &S::edge_angle, "Angle of an edge's normal to the rows.")
        .add("ruler", &S::ruler, "Whether there is a ruler to put under the objective.")
        .add("ruler_pitch", &S::ruler_pitch, "Nominal distance of its lines.")
        .add("ruler_error", &S::ruler_error, "Relative error of that distance.")
        .add("ruler_angle", &S::ruler_angle, "Angle of the ruler to the rows.")
        .add("exposure", &S::exposure, "Exposure time when nobody asks for another.")
        .add("lamp_level", &S::lamp_level, "Level of the lamp until it is set.")
        .add("brightness", &S::brightness, "Electrons per pixel in 20 ms of the full lamp.")
        .add("corner_brightness", &S::corner_brightness,
             "Brightness half a diagonal away from the centre of the light.")
        .add("light_x", &S::light_x, "Centre of the light, right of the centre of the image.")
        .add("light_y", &S::light_y, "Centre of the light, below the centre of the image.")
        .add("best_focus", &S::best_focus, "z of the slide; drawn from the seed when not given.")
        .add("focus_error", &S::focus_error, "Standard deviation of a focusing.")
        .add("focus_step", &S::focus_step, "Smallest step of the focus drive.")
        .add("backlash", &S::backlash, "Play of the focus drive.")
        .add("gain", &S::gain, "Digital numbers per electron.")
        .add("read_noise", &S::read_noise, "Read noise.")
        .add("offset", &S::offset, "Recorded value without light.")
        .add("bits", &S::bits, "Bits of the converter.")
        .add("full_well", &S::full_well, "Electrons that a pixel holds.")
        .add("noise", &S::noise, "no: photons and camera without noise.");
    return all;
  }();
  return set;
}

bool is_share(Ratio ratio) { return ratio >= one(0) && ratio <= one(1); }

/// Why these settings make no microscope; empty when they make one.
std::string objection(const S& s) {
  const std::vector<std::pair<bool, const char*>> demands{
      {s.seed >= 0, tr("seed: expected a whole number from 0 on.")},
      {s.width >= 32 && s.width <= 8192 && s.height >= 32 && s.height <= 8192,
       tr("width, height: expected 32 to 8192 px.")},
      {s.lens_na >= 0.02 && s.lens_na <= 0.95,
       tr("lens_na: expected 0.02 to 0.95, an objective in air.")},
      {s.wavelength >= nm(100) && s.wavelength <= um(20),
       tr("wavelength: expected 100 nm to 20 um.")},
      {s.pixel_size > um(0), tr("pixel_size: expected a length above zero.")},
      {2 * s.lens_na * (s.pixel_size / s.wavelength) <= targets::kHighestFrequency,
       tr("pixel_size: too coarse for this objective to be rendered; expected at most "
          "8 wavelength/lens_na.")},
      {s.ruler_pitch >= 4 * s.pixel_size && s.ruler_pitch <= mm(1),
       tr("ruler_pitch: expected 4 times the pixel_size to 1 mm.")},
      {s.ruler_error > percent(-50) && s.ruler_error < percent(50),
       tr("ruler_error: expected -50 % to 50 %.")},
      {s.exposure >= us(10) && s.exposure <= etalon::s(10),
       tr("exposure: expected 10 us to 10 s.")},
      {is_share(s.lamp_level), tr("lamp_level: expected 0 % to 100 %.")},
      {s.brightness >= electrons(0) && s.brightness <= electrons(1e9),
       tr("brightness: expected 0 e to 1e9 e.")},
      {s.corner_brightness > one(0) && s.corner_brightness <= one(1),
       tr("corner_brightness: expected more than 0 %, at most 100 %.")},
      {!s.best_focus || (*s.best_focus >= um(-100) && *s.best_focus <= um(100)),
       tr("best_focus: expected -100 um to 100 um.")},
      {s.focus_error >= um(0) && s.focus_step >= um(0) && s.backlash >= um(0),
       tr("focus_error, focus_step, backlash: must not be negative.")},
      {s.gain > 0, tr("gain: expected a number above zero, in DN/e.")},
      {s.read_noise >= electrons(0), tr("read_noise: must not be negative.")},
      {s.bits >= 8 && s.bits <= 16, tr("bits: expected 8 to 16.")},
      {s.full_well > electrons(0), tr("full_well: expected electrons above zero.")}};
  for (const auto& [met, sentence] : demands) {
    if (!met) return sentence;
  }
  return "";
}

}  // namespace

std::vector<std::string> simulator_setting_names() {
  std::vector<std::string> names;
  for (const auto& declaration : options().declarations()) names.push_back(declaration.name);
  return names;
}

SimulatorSettings simulator_settings(const DriverSettings& texts) {
  const auto settings = options().parse(texts);
  if (!settings) {
    const Failure& failure = settings.error();
    throw DeviceError("simulator", failure.detail + ". " + failure.advice);
  }
  const std::string problem = objection(*settings);
  if (!problem.empty()) throw DeviceError("simulator", problem);
  return *settings;
}

CameraModel camera_of(const SimulatorSettings& settings) {
  return {.gain_dn_per_e = settings.gain,
          .offset_dn = settings.offset.in(dn),
          .read_noise_e = settings.read_noise.in(electrons),
          .bits = settings.bits,
          .full_well_e = settings.full_well.in(electrons),
          .noise = settings.noise};
}

Length best_focus_of(const SimulatorSettings& settings) {
  if (settings.best_focus) return *settings.best_focus;
  auto generator =
      generator_for(static_cast<std::uint64_t>(settings.seed), draw_key(Draw::best_focus, {}), 0);
  return um(std::uniform_real_distribution<double>(-5, 5)(generator));
}

}  // namespace etalon::hardware
