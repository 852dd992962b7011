// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/bench.hpp"

#include "protocols/scope_file.hpp"
#include "suite/cli/consent.hpp"
#include "suite/cli/virtual_scope.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/core/version.hpp"
#include "suite/imagefiles/image_file.hpp"

#include <fmt/format.h>
#include <strings.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iostream>

namespace etalon::cli {
namespace {

namespace fs = std::filesystem;

// Events of the journal that say where a run's microscope came from.
constexpr const char* kScopeNote = "scope_file";
constexpr const char* kFolderNote = "images_from";
constexpr const char* kPatternNote = "images_pattern";
constexpr const char* kSlideNote = "slide";

std::shared_ptr<hardware::Camera> folder_camera(const std::string& folder,
                                                const std::string& pattern) {
  hardware::DriverSettings settings{{"path", folder}};
  if (!pattern.empty()) settings["pattern"] = pattern;
  return std::dynamic_pointer_cast<hardware::Camera>(hardware::make_device("folder", settings));
}

/// "edge=razor_blade"
void add_slide(const std::string& choice, protocols::RunContext& context) {
  const auto equals = choice.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == choice.size()) {
    throw UsageError(fmt::format(
        fmt::runtime(tr("--slide: \"{}\" is not STEP=SLIDE, such as edge=razor_blade.")), choice));
  }
  const std::string step = choice.substr(0, equals);
  context.slides[step] = protocols::uncertified_slide(choice.substr(equals + 1));
  context.sources["slide." + step] = Source::person;
}

void use_scope(const protocols::ScopeFile& scope, bool with_devices, Bench& bench) {
  bench.context.documents.push_back({"scope", scope.id, "", scope.sha256, scope.text});
  bench.context.notes[kScopeNote] = fs::absolute(scope.path).string();
  // What was said at the call ranks before.
  if (bench.context.site.empty()) bench.context.site = scope.site;
  bench.context.sources.try_emplace("site", Source::scope_file);
  bench.context.conditions.insert(scope.conditions.begin(), scope.conditions.end());
  for (const auto& [name, value] : scope.conditions)
    bench.context.sources.try_emplace(name, Source::scope_file);
  bench.context.slides = scope.slides;
  for (const auto& [step, slide] : scope.slides)
    bench.context.sources["slide." + step] = Source::scope_file;
  if (with_devices) {
    expect_consent(scope);
    bench.microscope = protocols::make_microscope(scope);
  } else {
    bench.microscope.instrument = scope.instrument;
    bench.microscope.pixel_size = scope.pixel_size;
  }
}

void use_folder(const RunRequest& request, Bench& bench) {
  bench.microscope.camera = folder_camera(request.folder, request.pattern);
  bench.context.notes[kFolderNote] = fs::absolute(request.folder).string();
  if (!request.pattern.empty()) bench.context.notes[kPatternNote] = request.pattern;
}

Bench empty_bench(const RunRequest& request) {
  Bench bench;
  bench.context.site = request.site;
  bench.context.operator_name = request.operator_name;
  bench.context.conditions = request.conditions;
  if (!request.site.empty()) bench.context.sources["site"] = Source::person;
  bench.context.sources["operator"] = Source::person;
  for (const auto& [name, value] : request.conditions) bench.context.sources[name] = Source::person;
  bench.context.etalon_version = kVersion;
  bench.context.etalon_build = kBuild;
  return bench;
}

void use_slides(const std::vector<std::string>& choices, Bench& bench) {
  std::string note;
  for (const auto& choice : choices) {
    add_slide(choice, bench.context);
    note += (note.empty() ? "" : " ") + choice;
  }
  if (!note.empty()) bench.context.notes[kSlideNote] = note;
}

/// What the run noted at its start; empty when it noted nothing of the kind.
std::string noted(const records::RunDetail& run, const std::string& event) {
  for (const auto& entry : run.journal) {
    if (entry.event == event && entry.step.empty()) return entry.detail;
  }
  return {};
}

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> all(1);
  for (const char c : text) {
    if (c == ' ') {
      all.emplace_back();
    } else {
      all.back() += c;
    }
  }
  std::erase(all, "");
  return all;
}

bool is_image(const std::filesystem::path& file) {
  std::string extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension == ".tif" || extension == ".tiff" || extension == ".png" ||
         extension == ".jpg" || extension == ".jpeg";
}

std::vector<std::string> image_names(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.is_regular_file(error) && is_image(entry.path())) {
      names.push_back(entry.path().filename().string());
    }
  }
  return names;
}

/// Files of several pages count with each of them: none is left out silently.
std::size_t frames_in(const std::string& folder, const std::vector<std::string>& names) {
  std::size_t frames = 0;
  for (const auto& name : names) {
    frames += imagefiles::open_image(std::filesystem::path(folder) / name, {.hash = false})
                  .frames->size();
  }
  return frames;
}

}  // namespace

void take_every_image(protocols::Procedure& procedure, RunRequest& request) {
  const auto acquires = [](const protocols::Step& s) { return s.acquire.has_value(); };
  const auto names = image_names(request.folder);
  const auto is_named = [&](const protocols::Step& step) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return strncasecmp(name.c_str(), step.id.c_str(), step.id.size()) == 0;
    });
  };
  const auto required =
      std::count_if(procedure.steps.begin(), procedure.steps.end(),
                    [&](const protocols::Step& s) { return acquires(s) && !s.optional; });
  if (names.empty() || required != 1 ||
      std::any_of(procedure.steps.begin(), procedure.steps.end(),
                  [&](const protocols::Step& s) { return acquires(s) && is_named(s); })) {
    return;
  }
  std::erase_if(procedure.steps,
                [&](const protocols::Step& s) { return acquires(s) && s.optional; });
  for (auto& step : procedure.steps) {
    for (auto& measure : step.measures) measure.dark.clear();
    if (!step.acquire) continue;
    if (protocols::is_series(*step.acquire)) continue;  // all of them together
    step.acquire->frames = 1;
    step.repeat = static_cast<int>(frames_in(request.folder, names));
    std::cerr << fmt::format(fmt::runtime(tr(
                                 "No image is named after a step: each of the {} images is taken "
                                 "for step {} by itself.")),
                             step.repeat, step.id)
              << std::endl;
  }
  request.pattern = "*";
}

Bench bench_for(const RunRequest& request) {
  if (request.scope.empty() && request.folder.empty()) {
    throw UsageError(
        tr("run: neither a microscope nor images are named. Give --scope FILE, or --from "
           "FOLDER with images (see: etalon run --help)"));
  }
  if (request.folder.empty() && !request.pattern.empty()) {
    throw UsageError(
        tr("run: --pattern says which images of a folder are taken; it needs --from."));
  }
  Bench bench = empty_bench(request);
  if (!request.scope.empty()) {
    auto scope = protocols::read_scope_file(protocols::find_scope(request.scope));
    if (request.simulator) scope = with_settings(std::move(scope), *request.simulator);
    use_scope(scope, request.folder.empty(), bench);
  }
  if (!request.folder.empty()) use_folder(request, bench);
  use_slides(request.slides, bench);
  return bench;
}

Bench bench_for(const RunRequest& request, const records::RunDetail& interrupted) {
  Bench bench = empty_bench(request);
  RunRequest asked = request;
  if (asked.folder.empty()) asked.folder = noted(interrupted, kFolderNote);
  if (asked.pattern.empty()) asked.pattern = noted(interrupted, kPatternNote);
  const auto& documents = interrupted.start.documents;
  const auto scope = std::find_if(documents.begin(), documents.end(),
                                  [](const auto& document) { return document.kind == "scope"; });
  if (!asked.scope.empty()) {
    use_scope(protocols::read_scope_file(protocols::find_scope(asked.scope)), asked.folder.empty(),
              bench);
  } else if (scope != documents.end()) {
    use_scope(protocols::read_scope_text(scope->text, noted(interrupted, kScopeNote)),
              asked.folder.empty(), bench);
  }
  if (!asked.folder.empty()) use_folder(asked, bench);
  use_slides(asked.slides.empty() ? words(noted(interrupted, kSlideNote)) : asked.slides, bench);
  return bench;
}

}  // namespace etalon::cli
