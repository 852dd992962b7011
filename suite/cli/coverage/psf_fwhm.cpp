// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/camera/expose.hpp"
#include "hardware/simulator/image/form_image.hpp"
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/core/translate.hpp"
#include "suite/metrics/metric.hpp"
#include "targets/exact/bead_stack.hpp"

#include <cmath>
#include <utility>

namespace etalon::cli {
namespace {

constexpr std::uint64_t kStudy = 5;
constexpr double kFwhmPerSigma = 2.3548200450309493;
constexpr double kHalfRange = 30'000;     // DN
constexpr double kWidthsDifferBy = 0.01;  // between beads
// What is stated; each run draws what is true from it.
constexpr double kPixelUm = 0.1;
constexpr double kPixelUncertaintyUm = 0.0003;
constexpr double kStepUm = 0.2;
constexpr double kStepUncertaintyUm = 0.001;
constexpr double kDiameterUm = 0.2;
constexpr double kDiameterUncertaintyUm = 0.01;
constexpr double kNa = 0.8;
constexpr double kNaUncertainty = 0.008;
constexpr double kWavelengthUm = 0.525;
constexpr double kWavelengthUncertaintyUm = 0.005;

/// Pixel size and step as they are in one run.
struct TrueScale {
  double pixel_um;
  double step_um;
};

TrueScale true_scale(std::mt19937_64& generator) {
  return {kPixelUm + kPixelUncertaintyUm * normal(generator),
          kStepUm + kStepUncertaintyUm * normal(generator)};
}

/// A stack whose planes are in order, with what is stated of its scale.
Observation stack_of(std::vector<Frame> frames) {
  const auto planes = static_cast<int>(frames.size());
  Observation observation = observation_of(std::move(frames));
  for (int z = 0; z < planes; ++z) observation.places.push_back({z, 0, 0});
  observation.references.pixel_size = Uncertain<PixelSize>{
      .value = {um(kPixelUm)}, .standard_uncertainty = PixelSize{um(kPixelUncertaintyUm)}};
  observation.references.axial_step = Uncertain<AxialStep>{
      .value = {um(kStepUm)}, .standard_uncertainty = AxialStep{um(kStepUncertaintyUm)}};
  return observation;
}

hardware::CameraModel camera_for(double brightest_electrons) {
  return {.gain_dn_per_e = kHalfRange / brightest_electrons, .full_well_e = 1e9};
}

/// Sixteen beads on 100 x 100 pixels and 23 planes, of all kinds of widths.
targets::BeadStack beads_at(double bright, std::mt19937_64& generator) {
  targets::BeadStack stack;
  stack.planes = 23;
  stack.sigma_x_px = uniform(generator, 1.2, 1.6);
  stack.sigma_y_px = uniform(generator, 1.2, 1.6);
  stack.sigma_z_planes = uniform(generator, 2.2, 3);
  stack.background = electrons(bright * uniform(generator, 0.005, 0.03));
  stack.beads = targets::beads_on_grid(stack, 20, electrons(bright));
  for (targets::StackBead& bead : stack.beads) {
    bead.peak = electrons(bright * uniform(generator, 0.6, 1));
    bead.width = 1 + kWidthsDifferBy * normal(generator);
  }
  return stack;
}

Evaluation measured(const targets::BeadStack& stack, double bright, std::uint64_t seed,
                    const OptionTexts& options) {
  std::vector<Frame> frames;
  std::uint64_t plane = 0;
  for (const auto& image : targets::render(stack))
    frames.push_back(hardware::expose(image, camera_for(bright), seed, kStudy, plane++));
  return *metrics::find_metric("psf_fwhm")->evaluate(stack_of(std::move(frames)), options);
}

std::vector<std::optional<Draw>> draw_recorded(double bright, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy);
  const TrueScale scale = true_scale(generator);
  const targets::BeadStack stack = beads_at(bright, generator);
  const Evaluation e = measured(stack, bright, seed, {});
  const double long_axis = std::max(stack.sigma_x_px, stack.sigma_y_px);
  const double short_axis = std::min(stack.sigma_x_px, stack.sigma_y_px);
  return {draw_of(e, "fwhm_x", kFwhmPerSigma * stack.sigma_x_px * scale.pixel_um),
          draw_of(e, "fwhm_z", kFwhmPerSigma * stack.sigma_z_planes * scale.step_um),
          draw_of(e, "asymmetry", long_axis / short_axis)};
}

/// Beads on a camera, of which the diameter is known and the place of the dye is not: some of the
/// light comes from the surface, the rest from throughout the ball.
std::vector<std::optional<Draw>> draw_corrected(double bright, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy + 1);
  const TrueScale scale = true_scale(generator);
  targets::BeadStack stack = beads_at(bright, generator);
  const double diameter = kDiameterUm + kDiameterUncertaintyUm * normal(generator);
  stack.diameter_px = diameter / scale.pixel_um;
  stack.diameter_planes = diameter / scale.step_um;
  stack.shell_share = uniform(generator, 0, 1);
  stack.pixel_box = true;
  const Evaluation e = measured(
      stack, bright, seed,
      {{"bead_diameter", "0.2 um"}, {"bead_diameter_uncertainty", "0.01 um"}, {"dye", "unknown"}});
  return {draw_of(e, "fwhm_x_corrected", kFwhmPerSigma * stack.sigma_x_px * scale.pixel_um),
          draw_of(e, "fwhm_z_corrected", kFwhmPerSigma * stack.sigma_z_planes * scale.step_um)};
}

Instrument stated_lens() {
  Instrument instrument;
  instrument.objective.lens_na =
      Uncertain<double>{.value = kNa, .standard_uncertainty = kNaUncertainty};
  instrument.objective.immersion = Immersion::air;
  Channel channel;
  channel.mode = AcquisitionMode::widefield;
  channel.wavelength = Uncertain<Length>{.value = um(kWavelengthUm),
                                         .standard_uncertainty = um(kWavelengthUncertaintyUm)};
  instrument.channels = {channel};
  return instrument;
}

/// Points through a perfect lens whose NA and wavelength are as stated within their uncertainty:
/// the truth is 1.
std::vector<std::optional<Draw>> draw_ratio(double bright, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy + 2);
  const TrueScale scale = true_scale(generator);
  hardware::Lens lens;
  lens.modality = hardware::Modality::widefield;
  lens.na = kNa + kNaUncertainty * normal(generator);
  hardware::Field field;
  field.width = field.height = 150;
  field.pixel_um = scale.pixel_um;
  field.colours = {{.name = "green",
                    .light = {{kWavelengthUm + kWavelengthUncertaintyUm * normal(generator), 1}}}};
  targets::Scene scene;
  for (const double x : {-4.5, 0.0, 4.5})
    for (const double y : {-4.5, 0.0, 4.5})
      scene.beads.push_back({x + uniform(generator, -0.1, 0.1), y + uniform(generator, -0.1, 0.1),
                             uniform(generator, -0.1, 0.1)});
  std::vector<double> defocus;
  for (int k = -17; k <= 17; ++k) defocus.push_back(k * scale.step_um);
  std::vector<hardware::LightImage> images;
  hardware::form_stack(
      scene, lens, field, defocus, 1,
      [&](std::size_t, hardware::LightImage image) { images.push_back(std::move(image)); });
  float brightest = 0;
  for (const float light : images[17].colours[0]) brightest = std::max(brightest, light);
  std::vector<Frame> frames;
  const double factor = bright / static_cast<double>(brightest);
  for (auto& image : images) {
    for (float& light : image.colours[0]) light = light * static_cast<float>(factor) + 20.0F;
    frames.push_back(hardware::expose(image, camera_for(bright),
                                      {.seed = seed, .step = kStudy, .frame = frames.size()}));
  }
  Observation observation = stack_of(std::move(frames));
  observation.instrument = stated_lens();
  const auto e = metrics::find_metric("psf_fwhm")->evaluate(observation, {});
  return {draw_of(*e, "ratio_lateral", 1), draw_of(*e, "ratio_axial", 1)};
}

}  // namespace

std::vector<Condition> psf_fwhm_conditions() {
  using Study = std::vector<std::optional<Draw>> (*)(double bright, std::uint64_t seed);
  struct Scene {
    const char* name;
    std::vector<std::string> measurands;
    Study draw;
  };
  const std::vector<Scene> scenes{
      {tr("a stack of beads"), {"fwhm_x", "fwhm_z", "asymmetry"}, draw_recorded},
      {tr("beads on a camera"), {"fwhm_x_corrected", "fwhm_z_corrected"}, draw_corrected},
      {tr("points, perfect lens"), {"ratio_lateral", "ratio_axial"}, draw_ratio}};
  std::vector<Condition> conditions;
  for (const Scene& scene : scenes) {
    for (const LightLevel& level : light_levels()) {
      conditions.push_back({"psf_fwhm", scene.name, level.name, scene.measurands,
                            [bright = level.electrons, study = scene.draw](std::uint64_t seed) {
                              return study(bright, seed);
                            }});
    }
  }
  return conditions;
}

}  // namespace etalon::cli
