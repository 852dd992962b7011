// SPDX-License-Identifier: Apache-2.0
#include "protocols/procedure.hpp"
#include "reports/wording.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/hints.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>

namespace etalon::cli {
namespace {

using protocols::Procedure;
using protocols::Step;

std::string levels_text(const char* sentence, const std::vector<protocols::ExposureLevel>& levels) {
  const auto text = [](const protocols::ExposureLevel& level) {
    return level.time ? to_text(*level.time) : fmt::format("{:.3g} %", level.share.in(percent));
  };
  // A level with frames of its own stands at the end.
  const bool more = levels.back().frames != levels.front().frames;
  const auto& last = more ? levels[levels.size() - 2] : levels.back();
  std::string all = fmt::format(fmt::runtime(sentence), levels.front().frames,
                                levels.size() - (more ? 1 : 0), text(levels.front()), text(last));
  if (more) {
    all +=
        fmt::format(fmt::runtime(tr(", and {} at {}")), levels.back().frames, text(levels.back()));
  }
  return all;
}

std::string tour_text(const protocols::StageTour& tour) {
  if (tour.fields > 0) {
    return fmt::format(fmt::runtime(tr("     moves the stage to {} fields in a row, {} apart; "
                                       "without a motor by hand")),
                       tour.fields, to_text(tour.way));
  }
  std::string text =
      tour.diagonals
          ? fmt::format(fmt::runtime(tr("     moves the stage {} away along the diagonals and "
                                        "back, {} rounds")),
                        to_text(tour.way), tour.rounds)
          : fmt::format(fmt::runtime(tr("     moves the stage to {} places over {}, from either "
                                        "side, along x and y, {} rounds")),
                        tour.targets, to_text(tour.way), tour.rounds);
  if (tour.by_hand > 0) {
    text += fmt::format(fmt::runtime(tr("; without a motor {} returns by hand")), tour.by_hand);
  }
  return text;
}

std::string series_text(const protocols::Acquire& acquire) {
  std::string text;
  if (acquire.tour) text = tour_text(*acquire.tour);
  if (acquire.stack) {
    text = fmt::format(fmt::runtime(tr("     goes {} times up and down through {} planes, {} "
                                       "apart")),
                       acquire.stack->runs, acquire.stack->planes, to_text(acquire.stack->z_step));
  }
  if (!acquire.exposures.empty()) {
    text = levels_text(tr("     acquires {} frames at each of {} exposures, {} to {}"),
                       acquire.exposures);
  }
  if (!acquire.levels.empty()) {
    text += levels_text(acquire.exposures.empty()
                            ? tr("     acquires {} frames at each of {} levels of the lamp, {} "
                                 "to {}")
                            : tr("; where exposures cannot be set, {} at each of {} levels of "
                                 "the lamp, {} to {}"),
                        acquire.levels);
  }
  if (text.empty()) text = fmt::format(fmt::runtime(tr("     acquires {} frames")), acquire.frames);
  if (acquire.interval) {
    text += fmt::format(fmt::runtime(tr(", every {}")), to_text(*acquire.interval));
  }
  return text;
}

/// A folder has a number of frames of its own; a camera takes one (Acquire::frames).
std::string acquires_text(const protocols::Acquire& acquire) {
  if (protocols::is_series(acquire)) return series_text(acquire);
  if (acquire.stack) {
    return fmt::format(fmt::runtime(tr("     acquires {} planes, {} apart")), acquire.stack->planes,
                       to_text(acquire.stack->z_step));
  }
  if (acquire.frames == 0) return tr("     acquires every frame that there is");
  return fmt::format(fmt::runtime(tr("     acquires {} frames")), acquire.frames);
}

std::string described(const Step& step) {
  std::string text = step.id;
  if (step.optional) text += tr(" (optional)");
  if (step.repeat > 1) text += fmt::format(fmt::runtime(tr(", {} times")), step.repeat);
  text += "\n";
  if (!step.instruct.empty())
    text += fmt::format(fmt::runtime(tr("     asks: {}\n")), step.instruct);
  if (step.hands_on > s(0)) {
    text += fmt::format(fmt::runtime(tr("     takes about {} of your hands\n")),
                        to_text(step.hands_on));
  }
  if (!step.light) text += tr("     with the lamp off\n");
  if (step.expose) {
    text += fmt::format(fmt::runtime(tr("     exposes for {:.0f} % of full scale\n")),
                        step.expose->in(percent));
  }
  if (step.focusing == protocols::Focusing::once) text += tr("     focuses\n");
  if (step.focusing == protocols::Focusing::again) text += tr("     focuses anew each time\n");
  if (step.acquire) {
    text += acquires_text(*step.acquire);
    if (step.acquire->exposure) text += ", " + to_text(*step.acquire->exposure);
    text += "\n";
  }
  for (const auto& measure : step.measures) {
    text += fmt::format(fmt::runtime(tr("     measures {}")), measure.metric);
    if (!measure.dark.empty()) {
      text += fmt::format(fmt::runtime(tr(", dark frames of step {}")), measure.dark);
    }
    if (!measure.flat.empty()) {
      text += fmt::format(fmt::runtime(tr(", flat frames of step {}")), measure.flat);
    }
    for (const auto& [name, value] : measure.options) text += fmt::format(", {}: {}", name, value);
    text += "\n";
  }
  return text;
}

void print(const Procedure& procedure) {
  std::cout << fmt::format(fmt::runtime(tr("✔ {}: {}, version {}: {}\n")), procedure.path,
                           procedure.id, procedure.version, procedure.title);
  if (!procedure.based_on.empty()) {
    std::cout << fmt::format(fmt::runtime(tr("  based on {}\n")),
                             fmt::join(procedure.based_on, ", "));
  }
  for (const auto& [what, value] : procedure.requires_) {
    std::cout << fmt::format(fmt::runtime(tr("  requires {}: {}\n")), what, value);
  }
  for (const auto& [role, slides] : procedure.slides) {
    std::cout << fmt::format(fmt::runtime(tr("  slide {}: {}\n")), role,
                             fmt::join(slides, tr(" or ")));
  }
  if (!procedure.judge.empty()) {
    std::cout << fmt::format(fmt::runtime(tr("  judged by {}\n")),
                             fmt::join(procedure.judge, ", "));
  }
  const auto hands = protocols::hands_on(procedure);
  if (hands > s(0)) {
    std::cout << fmt::format(fmt::runtime(tr("  about {:.0f} minutes of your hands\n")),
                             std::max(1.0, hands.in(minutes)));
  }
  int number = 0;
  for (const auto& step : procedure.steps) {
    std::cout << fmt::format("  {}. {}", ++number, described(step));
  }
}

}  // namespace

int protocol_command(const Arguments& arguments) {
  std::string action;
  std::vector<std::string> files;
  CommandLine line("protocol",
                   tr("Check protocol files and say what they would do, or show their text."));
  line.positional("ACTION", action, "check, show");
  line.positionals("PROTOCOL", files, tr("files, or names (see: etalon list protocols)"));
  line.footer(
      tr("Examples:\n"
         "  etalon protocol check my-protocol.yaml\n"
         "  etalon protocol check edge-check\n"
         "  etalon protocol show camera-noise > my-protocol.yaml\n\n"
         "An error names file, line, column and key. Exit code: 0 all are right, 64 usage, "
         "74 one is wrong."));
  if (!line.parse(arguments)) return kOk;
  if (action != "check" && action != "show") {
    throw UsageError(fmt::format(fmt::runtime(tr("protocol: unknown action {}{}{}")), action,
                                 did_you_mean(action, {"check", "show"}), see_help("protocol")));
  }
  if (files.empty()) throw UsageError(tr("protocol: no protocol named") + see_help("protocol"));
  int code = kOk;
  for (const auto& file : files) {
    try {
      const auto procedure = protocols::read_procedure(protocols::find_procedure(file));
      if (action == "check") print(procedure);
      if (action == "show") std::cout << procedure.text;
    } catch (const FileError& error) {
      std::cerr << "etalon: " << reports::printable(error.what()) << std::endl;
      code = kWorldFailed;
    }
  }
  return code;
}

}  // namespace etalon::cli
