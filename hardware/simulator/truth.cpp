// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/truth.hpp"

#include "hardware/simulator/image/memory.hpp"
#include "hardware/simulator/light/illumination.hpp"
#include "hardware/simulator/optics.hpp"
#include "hardware/simulator/optics/psf.hpp"
#include "hardware/simulator/scene.hpp"
#include "hardware/simulator/simulate.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::hardware {

namespace {

constexpr double kLittle = 1e-3;

/// Clear glass looks the same through every lens but a confocal one, which loses what is out of
/// focus.
LightImage lit_clear_glass(const SimulatorSettings& settings) {
  refuse_large_image(settings.field.width, settings.field.height, 1);
  const auto pixels = static_cast<std::size_t>(settings.field.width) *
                      static_cast<std::size_t>(settings.field.height);
  return lit({settings.field.width, settings.field.height, {std::vector<float>(pixels, 1.0F)}},
             settings.light, static_cast<std::uint64_t>(settings.seed));
}

}  // namespace

double true_mtf50(const SimulatorSettings& settings, Length defocus) {
  const Angle along = settings.slide.edge_angle;
  const bool confocal = settings.optics.modality == Modality::confocal;
  const double rough = std::numbers::pi *
                       (settings.slide.edge_roughness.value_or(um(0)) / settings.field.pixel_size);
  const targets::Otf seen = [&, lens = optics(settings, defocus, along)](double f) {
    // What is asked of it below multiplies by the square of a pixel, which a confocal one has not.
    const double pixel = confocal ? targets::pixel_box(f, along) : 1;
    return pixel > kLittle ? lens(f) * std::exp(-2 * rough * rough * f * f) / pixel : 0.0;
  };
  return targets::true_mtf50(seen, along);
}

FocusedMtf50 true_mtf50_over_focusing(const SimulatorSettings& settings, Length bias,
                                      Length scatter) {
  if (!(scatter > um(0))) return {true_mtf50(settings, bias), 0};
  constexpr int kSteps = 64;  // to either side
  constexpr double kWidth = 8.0 / kSteps;
  double weights = 0;
  double sum = 0;
  double squares = 0;
  for (int i = -kSteps; i <= kSteps; ++i) {
    const double u = i * kWidth;
    const double weight = std::exp(-0.5 * u * u);
    const double mtf50 = true_mtf50(settings, bias + scatter * u);
    weights += weight;
    sum += weight * mtf50;
    squares += weight * mtf50 * mtf50;
  }
  const double mean = sum / weights;
  return {mean, std::sqrt(std::max(squares / weights - mean * mean, 0.0))};
}

Ratio true_uniformity(const SimulatorSettings& settings) {
  const LightImage image = settings.optics.modality == Modality::confocal
                               ? expected_image(settings, {})
                               : lit_clear_glass(settings);
  const auto& field = image.colours.front();
  const auto [least, greatest] = std::minmax_element(field.begin(), field.end());
  return one(static_cast<double>(*least) / static_cast<double>(*greatest));
}

Length true_ruler_pitch(const SimulatorSettings& settings) {
  return settings.slide.ruler_pitch.value_or(um(10)) * (1 + settings.slide.ruler_error.in(one));
}

namespace {

/// Widths of the image of a point, without the pixel: where light is given off, not let through.
std::vector<targets::Fact> widths_of_point(const SimulatorSettings& settings) {
  if (settings.optics.modality == Modality::brightfield) return {};
  const Lens lens = lens_of(settings.optics);
  const auto light = band_about(settings.optics.wavelength, settings.optics.bandwidth);
  return {{"fwhm_x", lateral_fwhm_um(lens, light, 0), "um"},
          {"fwhm_y", lateral_fwhm_um(lens, light, std::numbers::pi / 2), "um"},
          {"fwhm_z", axial_fwhm_um(lens, light), "um"}};
}

std::vector<targets::Fact> facts_of_camera(const CameraSettings& camera) {
  return {
      {"gain", camera.gain, "DN/e"},          {"read_noise", camera.read_noise.in(electrons), "e"},
      {"offset", camera.offset.in(dn), "DN"}, {"full_well", camera.full_well.in(electrons), "e"},
      {"prnu", camera.prnu.in(percent), "%"}, {"dsnu", camera.dsnu.in(electrons), "e"}};
}

}  // namespace

std::vector<targets::Fact> truth_of(const SimulatorSettings& settings, const Recording& recording) {
  auto facts = scene_of(settings, recording.target, recording.geometry).facts;
  const Length defocus = settings.mechanics.focus_offset - recording.z;
  const std::vector<targets::Fact> own{
      {"pixel_size", settings.field.pixel_size.in(um), "um"},
      {"lens_na", settings.optics.lens_na, "1"},
      {"wavelength", settings.optics.wavelength.in(um), "um"},
      {"defocus", defocus.in(um), "um"},
      {"mtf50", true_mtf50(settings, defocus), "cycles/px"},
      {"uniformity", true_uniformity(settings).in(percent), "%"},
      {"distortion_max", 100 * (settings.field.distortion_k1 + settings.field.distortion_k2), "%"}};
  for (const auto& part : {own, widths_of_point(settings), facts_of_camera(settings.camera)}) {
    facts.insert(facts.end(), part.begin(), part.end());
  }
  return facts;
}

}  // namespace etalon::hardware
