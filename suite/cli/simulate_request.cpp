// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/simulate_request.hpp"

#include "hardware/simulator/scene.hpp"
#include "protocols/slide_file.hpp"
#include "suite/cli/hints.hpp"
#include "suite/cli/observe.hpp"
#include "suite/cli/virtual_scope.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace etalon::cli {
namespace {

int count_argument(const std::string& option, const std::string& text, int least) {
  const auto count = OptionText<int>::parse(text);
  if (count && *count >= least) return *count;
  throw UsageError(fmt::format(fmt::runtime(tr("{}: \"{}\" is not a whole number from {} on.")),
                               option, text, least));
}

std::size_t thread_count(const std::string& text) {
  if (text.empty()) return std::max(1U, std::thread::hardware_concurrency());
  return static_cast<std::size_t>(count_argument("--threads", text, 1));
}

hardware::DriverSettings settings_asked(const SimulateRequest& asked) {
  hardware::DriverSettings settings;
  for (const auto& text : asked.settings) {
    const auto [key, value] = key_and_value("--set", text);
    settings[key] = value;
  }
  if (!asked.seed.empty()) settings["seed"] = asked.seed;
  return settings;
}

/// Options of a shape that are settings of the microscope too, for runs of protocols.
struct Shared {
  const char* option;
  const char* setting;
};
std::vector<Shared> shared_with(const targets::Target& shape) {
  if (shape.id == "slanted_edge") {
    return {{"angle", "edge_angle"}, {"roughness", "edge_roughness"}};
  }
  if (hardware::is_ruler(shape.id)) return {{"angle", "ruler_angle"}, {"pitch", "ruler_pitch"}};
  return {};
}

/// Every option with its value: the command line ranks before the settings of the microscope, these
/// before the slide, and that before the default. Shared settings follow, so that all agree.
OptionTexts geometry_of(const SimulateRequest& asked, const ChosenTarget& target,
                        hardware::DriverSettings& settings) {
  OptionTexts geometry = asked.options;
  const auto known = hardware::simulator_setting_names();
  for (const auto& [option, setting] : shared_with(*target.shape)) {
    const auto given = settings.find(setting);
    if (given != settings.end()) geometry.try_emplace(option, given->second);
  }
  geometry.insert(target.draw.begin(), target.draw.end());
  for (const auto& option : target.shape->options) {
    if (!option.default_value.empty()) geometry.try_emplace(option.name, option.default_value);
  }
  for (const auto& [option, setting] : shared_with(*target.shape)) {
    const bool is_known = std::find(known.begin(), known.end(), setting) != known.end();
    const auto value = geometry.find(option);
    if (is_known && value != geometry.end()) settings[setting] = value->second;
  }
  return geometry;
}

/// A wrong option is refused before anything is rendered.
void check_geometry(const targets::Target& shape, const OptionTexts& geometry) {
  const auto scene = shape.lay_out(geometry, 0);
  if (scene) return;
  const Failure& failure = scene.error();
  throw UsageError(shape.id + ": " + failure.detail +
                   (failure.advice.empty() ? "" : " " + failure.advice));
}

hardware::SimulatorSettings settings_of(const hardware::DriverSettings& texts, bool asked) {
  try {
    return hardware::simulator_settings(texts);
  } catch (const DeviceError& problem) {
    if (!asked) throw;
    throw UsageError(problem.what());
  }
}

hardware::Recording recording_of(const SimulateRequest& asked,
                                 const hardware::SimulatorSettings& settings) {
  hardware::Recording recording;
  recording.z = quantity_argument<kind::ObjectLength>("--z", asked.z);
  recording.planes = count_argument("--planes", asked.planes, 1);
  recording.frames = count_argument("--frames", asked.frames, 1);
  if (recording.planes > 1 && recording.frames > 1) {
    throw UsageError(tr("simulate: --planes and --frames exclude each other."));
  }
  if (!asked.z_step.empty()) {
    if (recording.planes == 1) throw UsageError(tr("simulate: --z-step belongs to --planes."));
    recording.z_step = quantity_argument<kind::ObjectLength>("--z-step", asked.z_step);
  }
  if (!asked.interval.empty()) {
    if (recording.frames == 1) throw UsageError(tr("simulate: --interval belongs to --frames."));
    recording.interval = quantity_argument<kind::Time>("--interval", asked.interval);
  }
  recording.exposure = asked.exposure.empty()
                           ? settings.camera.exposure
                           : quantity_argument<kind::Time>("--exposure", asked.exposure);
  recording.light = !asked.dark;
  hardware::expect_recording(recording);
  return recording;
}

/// What the owner believes: the scope file, and what was set on the command line. Faults are not
/// known to him.
imagefiles::ImageMetadata believed(const protocols::ScopeFile& scope,
                                   const hardware::SimulatorSettings& settings,
                                   const hardware::DriverSettings& set,
                                   const hardware::Recording& recording) {
  imagefiles::ImageMetadata about;
  about.instrument = scope.instrument;
  const Instrument simulated = hardware::instrument_of(settings);
  auto& objective = about.instrument.objective;
  if (!objective.lens_na || set.contains("lens_na"))
    objective.lens_na = simulated.objective.lens_na;
  if (!objective.nominal_magnification || set.contains("magnification")) {
    objective.nominal_magnification = simulated.objective.nominal_magnification;
  }
  if (objective.immersion == Immersion::unknown || set.contains("immersion_index")) {
    objective.immersion = simulated.objective.immersion;
  }
  if (!objective.refractive_index || set.contains("immersion_index")) {
    objective.refractive_index = simulated.objective.refractive_index;
  }
  if (about.instrument.channels.empty() || set.contains("wavelength")) {
    about.instrument.channels = simulated.channels;
  }
  for (Channel& channel : about.instrument.channels) {
    const Channel& as_simulated = simulated.channels.front();
    channel.mode = as_simulated.mode;
    channel.pinhole = as_simulated.pinhole;
    if (!channel.excitation || set.contains("excitation"))
      channel.excitation = as_simulated.excitation;
  }
  if (scope.pixel_size) about.pixel_size_x = scope.pixel_size->value;
  if (set.contains("pixel_size")) about.pixel_size_x = PixelSize{settings.field.pixel_size};
  about.pixel_size_y = about.pixel_size_x;
  about.size_z = recording.planes;
  about.size_t = recording.frames;
  if (recording.planes > 1) about.axial_step = AxialStep{recording.z_step};
  if (recording.frames > 1) about.time_increment = recording.interval;
  for (int i = 0; i < std::max(recording.planes, recording.frames); ++i) {
    about.planes.push_back(recording.planes > 1 ? FramePlace{.z = i} : FramePlace{.t = i});
  }
  return about;
}

}  // namespace

ChosenTarget target_named(const std::string& name) {
  if (const auto* target = targets::find_target(name)) return {target, {}};
  std::vector<std::string> known;
  for (const auto& path : protocols::slide_catalogue()) {
    known.push_back(path.stem().string());
    if (known.back() != name) continue;
    const auto slide = protocols::read_slide_file(path);
    if (const auto* shape = targets::find_target(slide.shape)) return {shape, slide.draw};
    throw UsageError(fmt::format(
        fmt::runtime(tr("simulate: what the slide {} looks like is not known.")), name));
  }
  for (const auto& target : targets::target_table()) known.push_back(target.id);
  throw UsageError(fmt::format(fmt::runtime(tr("simulate: there is no target {}{} (see: etalon "
                                               "list targets)")),
                               name, did_you_mean(name, known)));
}

Simulation simulation_of(const SimulateRequest& asked, const ChosenTarget& target) {
  const auto scope = virtual_scope(asked.scope);
  const auto set = settings_asked(asked);
  auto texts = scope.settings;
  for (const auto& [key, value] : set) texts[key] = value;
  const OptionTexts geometry = geometry_of(asked, target, texts);
  check_geometry(*target.shape, geometry);
  const auto healthy = settings_of(texts, !set.empty());
  Simulation simulation;
  simulation.scope = scope.file.id;
  simulation.scope_sha256 = scope.file.sha256;
  simulation.settings = with_faults(healthy, asked.faults);
  simulation.faults = asked.faults;
  simulation.asked_target = asked.target;
  simulation.recording = recording_of(asked, simulation.settings);
  simulation.recording.target = target.shape->id;
  simulation.recording.geometry = geometry;
  simulation.about = believed(scope.file, healthy, set, simulation.recording);
  simulation.image = asked.output;
  simulation.over_existing = asked.force;
  simulation.threads = thread_count(asked.threads);
  return simulation;
}

}  // namespace etalon::cli
