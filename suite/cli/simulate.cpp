// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/scene.hpp"
#include "protocols/slide_file.hpp"
#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/hints.hpp"
#include "suite/cli/observe.hpp"
#include "suite/cli/option_help.hpp"
#include "suite/cli/simulation.hpp"
#include "suite/cli/virtual_scope.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "targets/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <thread>

namespace etalon::cli {
namespace {

struct Asked {
  std::string scope;
  std::string target;
  OptionTexts options;  ///< of the target
  std::string seed;
  std::vector<std::string> faults;
  std::vector<std::string> settings;
  std::string z = "0 um";
  std::string planes = "1";
  std::string z_step;
  std::string frames = "1";
  std::string interval;
  std::string exposure;
  std::string threads;
  std::string output;
  bool dark = false;
  bool force = false;
};

// Figures on the screen: those of a target with many parts would push away all others.
constexpr std::size_t kMostShown = 20;

constexpr const char* kExamples =
    "Examples:\n"
    "  etalon simulate openflexure-40x slanted_edge -o edge.ome.tif\n"
    "  etalon simulate openflexure-40x slanted_edge --fault defocus=2um -o soft.ome.tif\n"
    "  etalon simulate my-scope.yaml usaf_1951 --set lens_na=0.25 --seed 7 -o usaf.ome.tif\n"
    "  etalon simulate research-widefield-60x bead_field --planes 61 --z-step 0.1um -o "
    "beads.ome.tif\n"
    "  etalon simulate openflexure-40x blank_field --frames 20 --interval 1s -o series.ome.tif\n";

std::string general_help() {
  return tr("Render what a virtual microscope records of a target, with the truth beside it.\n\n"
            "Usage: etalon simulate SCOPE TARGET [OPTIONS] -o IMAGE\n\n"
            "SCOPE   a built-in virtual microscope (see: etalon list scopes) or a scope file\n"
            "TARGET  a shape (see: etalon list targets) or a slide of the catalogue\n\n"
            "etalon simulate SCOPE TARGET --help shows all options, also those of the "
            "target.\n\n") +
         std::string(kExamples) +
         tr("\nExit code: 0, 64 usage, 74 a file, or what cannot be rendered.\n");
}

/// What lies under the objective: a shape, with the options with which its slide is drawn.
struct Chosen {
  const targets::Target* shape = nullptr;
  OptionTexts draw;
};

/// A shape by its id, or the one that a slide of the catalogue carries.
Chosen target_named(const std::string& name) {
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

void declare(CommandLine& line, const targets::Target& shape, Asked& asked) {
  line.option("-o,--output", asked.output, "IMAGE",
              tr(".ome.tif, .tif or, for one frame, .png; the truth goes to NAME.truth.json"));
  line.option("--seed", asked.seed, "N", tr("of everything random [that of the scope file]"));
  line.options("--fault", asked.faults, "NAME[=SIZE]",
               tr("what is wrong with the microscope (see: etalon list faults)"));
  line.options("--set", asked.settings, "KEY=VALUE",
               tr("a setting of the microscope (docs/drivers/simulator.md)"));
  line.option("--z", asked.z, "LENGTH", tr("from the best focus, away from the objective"));
  line.option("--planes", asked.planes, "N", tr("of a stack about that z"));
  line.option("--z-step", asked.z_step, "LENGTH", tr("between two planes"));
  line.option("--frames", asked.frames, "N", tr("of a series in time"));
  line.option("--interval", asked.interval, "TIME", tr("between two frames"));
  line.option("--exposure", asked.exposure, "TIME", tr("[that of the scope]"));
  line.flag("--no-light", asked.dark, tr("without light: dark frames"));
  line.flag("--force", asked.force, tr("write over files that exist"));
  line.option("--threads", asked.threads, "N", tr("the image is the same for any N"));
  for (const auto& option : shape.options) {
    line.option(
        flag_names(option.name),
        [&asked, name = option.name](const std::string& text) { asked.options[name] = text; },
        "(" + option.type + ")", meaning_with_default(option),
        fmt::format(fmt::runtime(tr("Options of {}")), shape.id));
  }
  line.footer(std::string(kExamples) +
              tr("\nThe same command gives the same bytes. Exit code: 0, 64 usage, 74 a file, or "
                 "what cannot be rendered."));
}

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

hardware::DriverSettings settings_asked(const Asked& asked) {
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
OptionTexts geometry_of(const Asked& asked, const Chosen& target,
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

hardware::Recording recording_of(const Asked& asked, const hardware::SimulatorSettings& settings) {
  hardware::Recording recording;
  recording.z = quantity_argument<kind::ObjectLength>("--z", asked.z);
  recording.planes = count_argument("--planes", asked.planes, 1);
  recording.frames = count_argument("--frames", asked.frames, 1);
  if (recording.planes > 1 && recording.frames > 1) {
    throw UsageError(tr("simulate: --planes and --frames exclude each other."));
  }
  if (!asked.z_step.empty()) {
    recording.z_step = quantity_argument<kind::ObjectLength>("--z-step", asked.z_step);
  }
  if (!asked.interval.empty()) {
    recording.interval = quantity_argument<kind::Time>("--interval", asked.interval);
  }
  recording.exposure = asked.exposure.empty()
                           ? settings.camera.exposure
                           : quantity_argument<kind::Time>("--exposure", asked.exposure);
  recording.light = !asked.dark;
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
  if (about.instrument.channels.empty() || set.contains("wavelength")) {
    about.instrument.channels = simulated.channels;
  }
  if (scope.pixel_size) about.pixel_size_x = scope.pixel_size->value;
  if (set.contains("pixel_size")) about.pixel_size_x = PixelSize{settings.field.pixel_size};
  about.pixel_size_y = about.pixel_size_x;
  about.size_z = recording.planes;
  about.size_t = recording.frames;
  if (recording.planes > 1) about.axial_step = AxialStep{recording.z_step};
  if (recording.frames > 1) about.time_increment = recording.interval;
  for (int i = 0; i < std::max(recording.planes, recording.frames); ++i) {
    about.planes.push_back(recording.planes > 1 ? imagefiles::PlanePosition{.z = i}
                                                : imagefiles::PlanePosition{.t = i});
  }
  return about;
}

/// Without what changes no pixel, so that the same image comes with the same truth.
std::string command_of(const Arguments& arguments) {
  std::string text = "etalon simulate";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word == "--force" || word.starts_with("--threads=")) continue;
    if (word == "--threads") {
      ++i;
      continue;
    }
    text += word.find(' ') == std::string::npos ? " " + word : " '" + word + "'";
  }
  return text;
}

void print(const Simulation& simulation, const FrameInfo& info,
           const std::vector<targets::Fact>& truth) {
  const int frames = std::max(simulation.recording.planes, simulation.recording.frames);
  std::cout << reports::printable(simulation.image.string())
            << fmt::format(fmt::runtime(tr("   {} × {} px · {} bits · frames: {}\n")), info.width,
                           info.height, info.significant_bits, frames)
            << reports::printable(truth_path(simulation.image).string()) << tr("   the truth:\n\n");
  std::size_t left_out = 0;
  if (truth.size() > kMostShown) {
    left_out = truth.size() - kMostShown;
    std::cout << fmt::format(fmt::runtime(tr("  of the target: {} figures, in the file\n")),
                             left_out);
  }
  for (std::size_t i = left_out; i < truth.size(); ++i) {
    const auto& fact = truth[i];
    std::cout << fmt::format("  {:<28} {:>12}{}\n", reports::label_of(fact.name),
                             reports::significant(fact.value, 6), reports::unit_suffix(fact.unit));
  }
}

int simulate(const Asked& asked, const Chosen& target, const Arguments& arguments) {
  if (asked.output.empty()) {
    throw UsageError(tr("simulate: name the image by -o IMAGE") + see_help("simulate"));
  }
  const auto scope = virtual_scope(asked.scope);
  const auto set = settings_asked(asked);
  auto texts = scope.settings;
  for (const auto& [key, value] : set) texts[key] = value;
  const OptionTexts geometry = geometry_of(asked, target, texts);
  check_geometry(*target.shape, geometry);
  const auto healthy = settings_of(texts, !set.empty());
  Simulation simulation;
  simulation.command = command_of(arguments);
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
  check_output(simulation);
  const auto truth = hardware::truth_of(simulation.settings, simulation.recording);
  const FrameInfo info = write_simulation(simulation, truth);
  print(simulation, info, truth);
  return kOk;
}

}  // namespace

int simulate_command(const Arguments& arguments) {
  const auto is_word = [&](std::size_t i) {
    return arguments.size() > i && !arguments[i].starts_with("-");
  };
  if (!is_word(0) || !is_word(1)) {
    const auto asks = [](const std::string& word) { return word == "--help" || word == "-h"; };
    if (std::any_of(arguments.begin(), arguments.end(), asks)) {
      std::cout << general_help();
      return kOk;
    }
    throw UsageError(tr("simulate: name SCOPE and TARGET first") + see_help("simulate"));
  }
  Asked asked;
  asked.scope = arguments[0];
  asked.target = arguments[1];
  const Chosen target = target_named(asked.target);
  CommandLine line(fmt::format("simulate SCOPE {}", asked.target), target.shape->title);
  declare(line, *target.shape, asked);
  if (!line.parse(Arguments(arguments.begin() + 2, arguments.end()))) return kOk;
  return simulate(asked, target, arguments);
}

}  // namespace etalon::cli
