// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/session.hpp"

#include "hardware/microscope.hpp"
#include "protocols/procedure.hpp"
#include "protocols/runner.hpp"
#include "protocols/scope_file.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/core/version.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "suite/metrics/metric.hpp"

#include <fmt/format.h>
#include <strings.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <iostream>

namespace etalon::cli {
namespace {

std::shared_ptr<hardware::Camera> folder_camera(const std::string& folder,
                                                const std::string& pattern) {
  hardware::DriverSettings settings{{"path", folder}};
  if (!pattern.empty()) settings["pattern"] = pattern;
  return std::dynamic_pointer_cast<hardware::Camera>(hardware::make_device("folder", settings));
}

hardware::Microscope microscope_for(const RunRequest& request, protocols::RunContext& context) {
  if (request.scope.empty() && request.folder.empty()) {
    throw UsageError(
        tr("run: neither a microscope nor images are named. Give --scope FILE, or --from "
           "FOLDER with images (see: etalon run --help)"));
  }
  if (request.folder.empty() && !request.pattern.empty()) {
    throw UsageError(
        tr("run: --pattern says which images of a folder are taken; it needs --from."));
  }
  hardware::Microscope microscope;
  if (!request.scope.empty()) {
    const auto scope = protocols::read_scope_file(request.scope);
    context.documents.push_back({"scope", scope.id, "", scope.sha256, scope.text});
    if (context.site.empty()) context.site = scope.site;
    if (request.folder.empty()) {
      microscope = protocols::make_microscope(scope);
    } else {
      microscope.instrument = scope.instrument;
      microscope.pixel_size = scope.pixel_size;
    }
  }
  if (!request.folder.empty()) microscope.camera = folder_camera(request.folder, request.pattern);
  return microscope;
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

/// Somebody's folder of images whose names know nothing of steps: when the protocol needs images
/// for one step only, every image is taken for it, each measured by itself. Steps that may be left
/// out are.
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

protocols::RunObserver narrator() {
  protocols::RunObserver observer;
  observer.on_step = [](const protocols::Step& step, std::size_t index, std::size_t steps,
                        int repeat) {
    std::string text =
        fmt::format(fmt::runtime(tr("step {} of {}: {}")), index + 1, steps, step.id);
    if (step.repeat > 1) {
      text += fmt::format(fmt::runtime(tr(" ({} of {})")), repeat + 1, step.repeat);
    }
    std::cerr << text << std::endl;
  };
  observer.on_evaluation = [](const std::string&, const Evaluation& evaluation) {
    for (const auto& failure : evaluation.failures) {
      std::cerr << fmt::format("  {}: {} → {}\n", failure.code, failure.detail, failure.advice);
    }
  };
  return observer;
}

bool gave_first_measurand(const Evaluation& evaluation) {
  const auto* metric = metrics::find_metric(evaluation.metric);
  return metric != nullptr && find_result(evaluation, metric->measurands.front().name) != nullptr;
}

/// Every repeat of every measure of the steps that are not optional.
bool all_measured(const protocols::Procedure& procedure, const records::RunDetail& run) {
  return std::all_of(
      procedure.steps.begin(), procedure.steps.end(), [&](const protocols::Step& step) {
        if (step.optional) return true;
        const auto good = std::count_if(run.evaluations.begin(), run.evaluations.end(),
                                        [&](const records::RecordedEvaluation& e) {
                                          return e.step == step.id && !e.superseded_by &&
                                                 gave_first_measurand(e.evaluation);
                                        });
        return good >= static_cast<std::ptrdiff_t>(step.measures.size()) * step.repeat;
      });
}

}  // namespace

std::filesystem::path database_path(const std::string& asked) {
  if (!asked.empty()) return asked;
  const char* from_environment = std::getenv("ETALON_DATABASE");
  return from_environment == nullptr || *from_environment == '\0' ? "lab.etalon" : from_environment;
}

std::string short_id(const records::Store& store, const std::string& id) {
  // The first 13 digits of a UUIDv7 are its millisecond: a later run cannot share them.
  std::size_t length = 14;
  for (const auto& run : store.runs()) {
    if (run.id == id) continue;
    const auto differs = std::mismatch(id.begin(), id.end(), run.id.begin(), run.id.end());
    length = std::max(length, static_cast<std::size_t>(differs.first - id.begin()) + 1);
  }
  return id.substr(0, length);
}

FinishedRun carry_out(const RunRequest& asked) {
  RunRequest request = asked;
  auto procedure = protocols::read_procedure(protocols::find_procedure(request.protocol));
  if (!request.folder.empty() && request.pattern.empty()) take_every_image(procedure, request);
  protocols::RunContext context;
  context.site = request.site;
  context.operator_name = request.operator_name;
  context.etalon_version = kVersion;
  context.etalon_build = kBuild;
  auto microscope = microscope_for(request, context);
  records::Store store(request.database, {records::OpenMode::create, request.wait});
  const std::string id =
      protocols::run_procedure(procedure, microscope, store, context, narrator());
  FinishedRun finished;
  finished.detail = store.load_run(id);
  finished.short_id = short_id(store, id);
  finished.measured = all_measured(procedure, finished.detail);
  return finished;
}

}  // namespace etalon::cli
