// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/scene.hpp"

#include "hardware/simulator/image/form_image.hpp"
#include "hardware/simulator/light/illumination.hpp"
#include "suite/core/translate.hpp"
#include "targets/target.hpp"

#include <fmt/format.h>

#include <utility>

namespace etalon::hardware {
namespace {

constexpr const char* kBlank = "blank_field";
// Where the red and the blue of a colour camera lie, over the green: 605 and 465 nm to 540 nm.
constexpr double kRed = 1.12;
constexpr double kBlue = 0.86;

/// The pitch that a ruler has when nobody says another.
Length nominal_pitch(const SimulatorSettings& settings, const targets::Target& target,
                     const OptionTexts& draw) {
  if (settings.slide.ruler_pitch) return *settings.slide.ruler_pitch;
  const auto written = draw.find("pitch");
  std::string text = written == draw.end() ? "" : written->second;
  for (const OptionDeclaration& option : target.options) {
    if (text.empty() && option.name == "pitch") text = option.default_value;
  }
  return parse_quantity<kind::ObjectLength>(text).value_or(um(10));
}

/// The options of the slide, overridden by how it was put under the objective.
OptionTexts as_laid(const SimulatorSettings& settings, const targets::Target& target,
                    OptionTexts draw) {
  if (is_ruler(target.id)) {
    const Length pitch = nominal_pitch(settings, target, draw);
    draw["pitch"] = to_text(pitch * (1 + settings.slide.ruler_error.in(one)));
    draw["angle"] = to_text(settings.slide.ruler_angle);
  } else if (target.id == "slanted_edge") {
    draw["angle"] = to_text(settings.slide.edge_angle);
    if (settings.slide.edge_roughness) draw["roughness"] = to_text(*settings.slide.edge_roughness);
  }
  return draw;
}

Colour colour_of(const SimulatorSettings& settings, const std::string& name, double wavelength,
                 double side) {
  Colour colour;
  colour.name = name;
  colour.light = band_about(settings.optics.wavelength * wavelength, settings.optics.bandwidth);
  colour.magnification = 1 + side * settings.field.lateral_colour.in(one);
  colour.axial_shift_um = side * settings.field.axial_colour.in(um);
  return colour;
}

std::vector<Colour> colours_of(const SimulatorSettings& settings) {
  if (settings.camera.mosaic == Mosaic::none) return {colour_of(settings, "", 1, 0)};
  Colour red = colour_of(settings, "red", kRed, 1);
  red.shift_x_px = settings.field.filter_shift_x.in(px);
  red.shift_y_px = settings.field.filter_shift_y.in(px);
  return {std::move(red), colour_of(settings, "green", 1, 0),
          colour_of(settings, "blue", kBlue, -1)};
}

}  // namespace

bool is_ruler(const std::string& shape) {
  return shape == "line_grid" || shape == "ronchi_ruling" || shape == "stage_micrometer";
}

targets::Scene scene_of(const SimulatorSettings& settings, const std::string& shape,
                        const OptionTexts& draw) {
  const targets::Target* target = targets::find_target(shape.empty() ? kBlank : shape);
  if (target == nullptr) {
    std::string known;
    for (const auto& row : targets::target_table()) known += (known.empty() ? "" : ", ") + row.id;
    throw DeviceError(
        "simulator", fmt::format(fmt::runtime(tr("what the slide {} looks like is not known; known "
                                                 "are {}.")),
                                 shape, known));
  }
  auto scene =
      target->lay_out(as_laid(settings, *target, draw), static_cast<std::uint64_t>(settings.seed));
  if (!scene) {
    const Failure& failure = scene.error();
    throw DeviceError("simulator", target->id + ": " + failure.detail +
                                       (failure.advice.empty() ? "" : ". " + failure.advice));
  }
  return std::move(*scene);
}

Field field_of(const SimulatorSettings& settings) {
  const FieldSettings& from = settings.field;
  Field field;
  field.width = from.width;
  field.height = from.height;
  field.pixel_um = from.pixel_size.in(um);
  field.k1 = from.distortion_k1;
  field.k2 = from.distortion_k2;
  field.tilt_x_rad = from.tilt_x.in(rad);
  field.tilt_y_rad = from.tilt_y.in(rad);
  field.curvature_um = from.field_curvature.in(um);
  field.field_coma_waves = from.field_coma;
  field.field_astigmatism_waves = from.field_astigmatism;
  field.shake_um = settings.mechanics.vibration.in(um);
  field.colours = colours_of(settings);
  return field;
}

LightImage expected_image(const SimulatorSettings& settings, const View& view,
                          std::size_t threads) {
  LightImage only;
  expected_stack(settings, view, {view.defocus}, threads,
                 [&](std::size_t, LightImage image) { only = std::move(image); });
  return only;
}

void expected_stack(const SimulatorSettings& settings, const View& view,
                    const std::vector<Length>& defocus, std::size_t threads,
                    const std::function<void(std::size_t plane, LightImage image)>& deliver) {
  Field field = field_of(settings);
  field.x_um = view.x.in(um);
  field.y_um = view.y.in(um);
  std::vector<double> planes_um;
  for (const Length z : defocus) planes_um.push_back(z.in(um));
  form_stack(scene_of(settings, view.shape, view.draw), lens_of(settings.optics), field, planes_um,
             threads, [&](std::size_t plane, LightImage image) {
               deliver(plane, lit(std::move(image), settings.light,
                                  static_cast<std::uint64_t>(settings.seed), threads));
             });
}

}  // namespace etalon::hardware
