// SPDX-License-Identifier: Apache-2.0
#include "protocols/circumstances.hpp"
#include "protocols/minimum_record.hpp"
#include "protocols/requirements.hpp"
#include "protocols/scope_file.hpp"
#include "protocols/stated_settings.hpp"
#include "reports/wording.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/consent.hpp"
#include "suite/cli/hints.hpp"
#include "suite/cli/questions.hpp"
#include "suite/cli/scope_devices.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>

namespace etalon::cli {
namespace {

using protocols::ScopeFile;

/// "0.4, u = 0.0069"; a value whose uncertainty nobody stated says so.
std::string with_uncertainty(const Uncertain<double>& input) {
  const std::string value = number_to_text(input.value);
  if (!input.standard_uncertainty) return value + tr(", uncertainty unknown");
  return fmt::format(fmt::runtime(tr("{}, standard uncertainty {:.2g}")), value,
                     *input.standard_uncertainty);
}

std::string objective_line(const Objective& objective) {
  std::string text = objective.nominal_magnification
                         ? number_to_text(*objective.nominal_magnification) + "x"
                         : tr("magnification unknown");
  text += ", " + fmt::format(fmt::runtime(tr("immersion {}")), to_text(objective.immersion));
  if (objective.lens_na) {
    return text + ", " +
           fmt::format(fmt::runtime(tr("aperture {}")), with_uncertainty(*objective.lens_na));
  }
  return text + tr(", aperture unknown: sharpness cannot be compared with the ideal");
}

std::string condenser_line(const std::optional<Uncertain<double>>& na) {
  if (na) return fmt::format(fmt::runtime(tr("aperture {}")), with_uncertainty(*na));
  return tr("aperture unknown: a nearly closed one raises the sharpness; results carry a caveat");
}

std::string light_line(const std::vector<Channel>& channels) {
  if (channels.empty() || !channels.front().wavelength) {
    return tr("wavelength unknown: sharpness cannot be compared with the ideal");
  }
  const auto& wavelength = *channels.front().wavelength;
  std::string text = fmt::format("{:.4g} nm", wavelength.value.in(nm));
  if (!wavelength.standard_uncertainty) return text + tr(", uncertainty unknown");
  return text + fmt::format(fmt::runtime(tr(", standard uncertainty {:.2g} nm")),
                            wavelength.standard_uncertainty->in(nm));
}

std::string scale_line(const std::optional<Uncertain<PixelSize>>& size) {
  if (!size) {
    return tr("pixel size unknown: results in pixels only, unless the images or a ruler tell it");
  }
  const std::string value = to_text(size->value.per_px);
  if (!size->standard_uncertainty) {
    return fmt::format(fmt::runtime(tr("{} per pixel without uncertainty: grades are indicative, "
                                       "unless a ruler is measured")),
                       value);
  }
  return fmt::format(fmt::runtime(tr("{} per pixel, standard uncertainty {:.2g} %")), value,
                     100 * (size->standard_uncertainty->per_px / size->value.per_px));
}

/// The role before this one that the same device plays; simulators say little and are said again.
std::string played_also(const ScopeFile& scope, const std::string& role) {
  for (const std::string& other : protocols::role_words()) {
    if (other == role) return {};
    const auto device = scope.devices.find(other);
    if (device != scope.devices.end() && device->second == scope.devices.at(role)) return other;
  }
  return {};
}

std::string device_line(const ScopeFile& scope, const std::string& role, const char* without) {
  const auto device = scope.devices.find(role);
  if (device == scope.devices.end()) return without;
  const std::string other = played_also(scope, role);
  if (!other.empty() && device->second.size() > 1 + scope.simulator.size()) {
    return fmt::format(fmt::runtime(tr("the device that is the {}")), other);
  }
  std::string text = device->second.at("driver");
  for (const auto& [key, value] : device->second) {
    const auto shared = scope.simulator.find(key);
    if (key == "driver" || (shared != scope.simulator.end() && shared->second == value)) continue;
    text += ", " + key + " " + value;
  }
  return text;
}

std::string slides_line(const ScopeFile& scope) {
  std::string text;
  for (const auto& [step, slide] : scope.slides) {
    text += (text.empty() ? "" : ", ") + step + ": " + slide.slide;
  }
  return text.empty() ? tr("none stated: grades are indicative") : text;
}

/// Whether its devices tell a setting with each frame, or the run does that sets it.
bool is_told_by_devices(const ScopeFile& scope, const std::string& setting) {
  const auto camera = scope.devices.find("camera");
  const bool takes = camera != scope.devices.end() && camera->second.at("driver") != "folder";
  return (setting == "exposure" && takes) ||
         (setting == "light" && scope.devices.contains("light"));
}

/// What the record of a run would lack; what a run asks is not among it.
std::vector<std::string> missing_from(const ScopeFile& scope) {
  auto missing = protocols::missing_of_instrument(scope.instrument);
  for (const auto& setting : protocols::stated_settings()) {
    if (!scope.conditions.contains(protocols::condition_of(setting)) &&
        !is_told_by_devices(scope, setting.name))
      missing.push_back("settings." + setting.name);
  }
  if (scope.pixel_size && scope.pixel_size->standard_uncertainty && scope.pixel_size->id.empty())
    missing.push_back("pixel_size.source");
  for (const auto& [step, slide] : scope.slides) {
    const auto more = protocols::missing_of_slide(step, slide);
    missing.insert(missing.end(), more.begin(), more.end());
  }
  return missing;
}

/// What a run still asks, or is told by options.
std::string asked_line(const ScopeFile& scope) {
  std::string text = "operator";
  for (const auto& circumstance : protocols::circumstances())
    if (!scope.conditions.contains(circumstance.name)) text += ", " + circumstance.name;
  return text + tr(" (by each run, or its options)");
}

std::string joined_words(const std::string& first, const std::string& second) {
  return first + (first.empty() || second.empty() ? "" : " ") + second;
}

void print(const ScopeFile& scope) {
  const auto& instrument = scope.instrument;
  const std::string maker = joined_words(instrument.manufacturer, instrument.model);
  std::cout << reports::printable(
                   fmt::format("✔ {}: {}, {}", scope.path, scope.id,
                               maker.empty() ? tr("maker and model unknown") : maker))
            << "\n";
  const auto line = [](const char* what, const std::string& text) {
    std::cout << fmt::format("  {:<10} {}\n", what, reports::printable(text));
  };
  line(tr("objective"), objective_line(instrument.objective));
  line(tr("condenser"), condenser_line(instrument.condenser_na));
  line(tr("light"), light_line(instrument.channels));
  line(tr("scale"), scale_line(scope.pixel_size));
  line(tr("camera"), device_line(scope, "camera", tr("none: runs need --from FOLDER")));
  line(tr("person"), device_line(scope, "operator", tr("none: nobody is asked to do anything")));
  for (const char* role : {"stage", "focus", "light", "turret"}) {
    if (scope.devices.contains(role)) line(role, device_line(scope, role, ""));
  }
  line(tr("slides"), slides_line(scope));
  if (!instrument.absent.empty())
    line(tr("none"), fmt::format("{}", fmt::join(instrument.absent, ", ")));
  const auto missing = missing_from(scope);
  if (!missing.empty())
    line(tr("missing"),
         fmt::format(
             fmt::runtime(tr("{}: grades are indicative, unless the camera or the images tell it")),
             fmt::join(missing, ", ")));
  line(tr("asked"), asked_line(scope));
}

int check(const std::vector<std::string>& files, bool file_only, bool move) {
  if (files.empty()) throw UsageError(tr("scope check: no file named") + see_help("scope"));
  int code = kOk;
  for (const auto& file : files) {
    try {
      const ScopeFile scope = protocols::read_scope_file(protocols::find_scope(file));
      print(scope);
      if (!file_only && !try_devices(scope, move)) code = kWorldFailed;
    } catch (const Error& error) {
      std::cerr << "etalon: " << reports::printable(error.what()) << std::endl;
      const bool absent = dynamic_cast<const hardware::NotBuilt*>(&error) != nullptr;
      code = absent ? kMissingComponent : kWorldFailed;
    }
  }
  return code;
}

int trust(const std::vector<std::string>& files) {
  if (files.empty()) throw UsageError(tr("scope trust: no file named") + see_help("scope"));
  for (const auto& file : files) {
    give_consent(protocols::read_scope_file(protocols::find_scope(file)));
  }
  return kOk;
}

int write_new(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::exists(file, error)) {
    throw FileError(file.string(), tr("this file exists, and is not written over. Name another."));
  }
  std::cerr << tr("Six questions about the microscope (Enter keeps the suggestion).") << "\n";
  const auto path = write_scope(ask_about_microscope(std::cin, std::cerr), file, std::cerr);
  print(protocols::read_scope_file(path));
  return kOk;
}

}  // namespace

int scope_command(const Arguments& arguments) {
  std::string action;
  std::string output;
  std::string format = "text";
  bool file_only = false;
  bool move = false;
  std::vector<std::string> files;
  CommandLine line("scope",
                   tr("Describe a microscope: write a scope file, check one and its devices, or "
                      "see what is connected."));
  line.positional("ACTION", action, tr("new, check, probe or trust"));
  line.positionals("FILE", files, tr("scope files to check or trust"));
  line.option("-o,--output", output, "FILE",
              tr("where `new` writes [named after maker and model; never over a file]"));
  line.flag("--file-only", file_only, tr("check the file, and open no device"));
  line.flag("--move", move, tr("check moves stage and focus a little without asking"));
  line.format(format, {"text", "json"});
  line.footer(tr(
      "Examples:\n"
      "  etalon scope new\n"
      "  etalon scope new -o ofm-07.yaml\n"
      "  etalon scope probe\n"
      "  etalon scope check ofm-07.yaml\n"
      "  etalon scope check ofm-07.yaml --file-only\n"
      "  etalon scope trust ofm-07.yaml\n\n"
      "`new` asks six questions, one line each. `check` says what was understood, and what is\n"
      "unknown and what that costs; an error names file, line, column and key. `missing` lists\n"
      "what the record of a run would lack for a grade, such as settings.gain: write what neither\n"
      "camera nor images tell under settings, or none where it does not apply. It then tries the\n"
      "devices: takes frames at two exposures, moves stage (10 um) and focus (4 um) and back,\n"
      "switches the light, and reads back what was set. It asks before a motor moves.\n"
      "`trust` lets a scope file start its programs without asking, until they change.\n"
      "`probe` lists what is connected, with the lines for a scope file (--format text or json).\n"
      "Exit code: 0, 64 usage, 69 a driver was not built, 74 a file is wrong or cannot be\n"
      "written, or a device does not do what it promises."));
  if (!line.parse(arguments)) return kOk;
  if (action == "check") {
    if (!output.empty()) throw UsageError(tr("scope check: -o belongs to new") + see_help("scope"));
    return check(files, file_only, move);
  }
  if (action == "trust") return trust(files);
  if (action == "new") {
    if (!files.empty()) throw UsageError(tr("scope new: name the file by -o") + see_help("scope"));
    return write_new(output);
  }
  if (action == "probe") {
    if (!files.empty()) throw UsageError(tr("scope probe: names no file") + see_help("scope"));
    return probe_devices(format);
  }
  throw UsageError(fmt::format(fmt::runtime(tr("scope: unknown action {}{}{}")), action,
                               did_you_mean(action, {"new", "check", "probe", "trust"}),
                               see_help("scope")));
}

}  // namespace etalon::cli
