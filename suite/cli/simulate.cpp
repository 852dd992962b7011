// SPDX-License-Identifier: Apache-2.0
#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/hints.hpp"
#include "suite/cli/option_help.hpp"
#include "suite/cli/simulate_request.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

namespace etalon::cli {
namespace {

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

void declare(CommandLine& line, const targets::Target& shape, SimulateRequest& asked) {
  line.option("-o,--output", asked.output, "IMAGE",
              tr(".ome.tif, .tif or, for one frame, .png; the truth goes to NAME.truth.json"));
  line.option("--seed", asked.seed, "N", tr("of everything random [that of the scope file]"));
  line.options("--fault", asked.faults, "NAME[=SIZE]",
               tr("what is wrong with the microscope (see: etalon list faults)"));
  line.options("--set", asked.settings, "KEY=VALUE",
               tr("a setting of the microscope (docs/drivers/simulator.md)"));
  line.option("--z", asked.z, "LENGTH", tr("from the best focus, away from the objective"));
  line.option("--planes", asked.planes, "N", tr("of a stack about that z"));
  line.option("--z-step", asked.z_step, "LENGTH", tr("between two planes [0.2 um]"));
  line.option("--frames", asked.frames, "N", tr("of a series in time"));
  line.option("--interval", asked.interval, "TIME", tr("between two frames [1 s]"));
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

int simulate(const SimulateRequest& asked, const ChosenTarget& target, const Arguments& arguments) {
  if (asked.output.empty()) {
    throw UsageError(tr("simulate: name the image by -o IMAGE") + see_help("simulate"));
  }
  Simulation simulation = simulation_of(asked, target);
  simulation.command = command_of(arguments);
  check_output(simulation);
  if (target.shape->fluorescent &&
      simulation.settings.optics.modality == hardware::Modality::brightfield) {
    std::cerr << tr(
        "simulate: this target gives light itself; it is shown as if the bright-field "
        "microscope had no lamp and collected that light.\n");
  }
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
  SimulateRequest asked;
  asked.scope = arguments[0];
  asked.target = arguments[1];
  const ChosenTarget target = target_named(asked.target);
  CommandLine line(fmt::format("simulate SCOPE {}", asked.target), target.shape->title);
  declare(line, *target.shape, asked);
  if (!line.parse(Arguments(arguments.begin() + 2, arguments.end()))) return kOk;
  return simulate(asked, target, arguments);
}

}  // namespace etalon::cli
