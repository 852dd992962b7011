// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/settings.hpp"

#include "hardware/simulator/demands.hpp"
#include "hardware/simulator/draws.hpp"
#include "suite/core/random.hpp"
#include "suite/core/translate.hpp"

#include <algorithm>
#include <random>

namespace etalon::hardware {
namespace {

constexpr const char* kDevice = "simulator";
// Coarser pixels would alias more than the rendering of edges is true for.
constexpr double kHighestFrequency = 16;

struct General {
  int seed = 1;
};

const OptionSet<General>& general_options() {
  static const OptionSet<General> set =
      OptionSet<General>().add("seed", &General::seed, "Of everything random.");
  return set;
}

/// Calls visit(options, member) for each group.
template <class Visit>
void for_each_group(const Visit& visit) {
  using S = SimulatorSettings;
  visit(optics_options(), &S::optics);
  visit(field_options(), &S::field);
  visit(light_options(), &S::light);
  visit(camera_options(), &S::camera);
  visit(mechanics_options(), &S::mechanics);
  visit(clock_options(), &S::clock);
  visit(slide_options(), &S::slide);
}

[[noreturn]] void refuse(const Failure& failure) {
  throw DeviceError(
      kDevice, failure.advice.empty() ? failure.detail : failure.detail + ". " + failure.advice);
}

/// The settings of one group among all.
template <class Group>
Group read_group(const OptionSet<Group>& options, const OptionTexts& texts) {
  OptionTexts own;
  for (const auto& declaration : options.declarations()) {
    const auto text = texts.find(declaration.name);
    if (text != texts.end()) own.insert(*text);
  }
  const auto group = options.parse(own);
  if (!group) refuse(group.error());
  return *group;
}

void expect_known(const OptionTexts& texts) {
  const auto known = simulator_setting_declarations();
  for (const auto& [name, text] : texts) {
    const auto same = [&, wanted = name](const OptionDeclaration& declaration) {
      return declaration.name == wanted;
    };
    if (std::none_of(known.begin(), known.end(), same)) refuse(unknown_option(name, known));
  }
}

/// What only several groups together show.
std::string objection_to_whole(const SimulatorSettings& s) {
  const double cutoff = 2 * s.optics.lens_na * (s.field.pixel_size / s.optics.wavelength);
  return first_unmet(
      {{s.seed >= 0, tr("seed: expected a whole number from 0 on.")},
       {cutoff <= kHighestFrequency,
        tr("pixel_size: too coarse for this objective to be rendered; expected at most "
           "8 wavelength/lens_na.")},
       {!s.slide.ruler_pitch || *s.slide.ruler_pitch >= 4 * s.field.pixel_size,
        tr("ruler_pitch: expected 4 times the pixel_size to 1 mm.")}});
}

}  // namespace

std::vector<OptionDeclaration> simulator_setting_declarations() {
  std::vector<OptionDeclaration> all = general_options().declarations();
  for_each_group([&](const auto& options, auto /*member*/) {
    const auto group = options.declarations();
    all.insert(all.end(), group.begin(), group.end());
  });
  return all;
}

std::vector<std::string> simulator_setting_names() {
  std::vector<std::string> names;
  for (const auto& declaration : simulator_setting_declarations())
    names.push_back(declaration.name);
  return names;
}

SimulatorSettings simulator_settings(const DriverSettings& texts) {
  expect_known(texts);
  SimulatorSettings settings;
  settings.seed = read_group(general_options(), texts).seed;
  for_each_group(
      [&](const auto& options, auto member) { settings.*member = read_group(options, texts); });
  expect_microscope(settings);
  return settings;
}

OptionTexts texts_of(const SimulatorSettings& settings) {
  OptionTexts all = general_options().texts({settings.seed});
  for_each_group(
      [&](const auto& options, auto member) { all.merge(options.texts(settings.*member)); });
  return all;
}

std::string objection_to(const SimulatorSettings& settings) {
  std::string objection;
  for_each_group([&](const auto& /*options*/, auto member) {
    if (objection.empty()) objection = objection_to(settings.*member);
  });
  return objection.empty() ? objection_to_whole(settings) : objection;
}

void expect_microscope(const SimulatorSettings& settings) {
  const std::string objection = objection_to(settings);
  if (!objection.empty()) throw DeviceError(kDevice, objection);
}

Length best_focus_of(const SimulatorSettings& settings) {
  if (settings.mechanics.best_focus) return *settings.mechanics.best_focus;
  auto generator =
      generator_for(static_cast<std::uint64_t>(settings.seed), draw_key(Draw::best_focus, {}), 0);
  return um(std::uniform_real_distribution<double>(-5, 5)(generator));
}

CameraModel camera_of(const SimulatorSettings& settings) {
  return camera_model_of(settings.camera, static_cast<std::uint64_t>(settings.seed));
}

}  // namespace etalon::hardware
