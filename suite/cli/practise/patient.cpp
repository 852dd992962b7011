// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/practise/patient.hpp"

#include "hardware/simulator/faults/fault_table.hpp"
#include "protocols/procedure.hpp"
#include "suite/cli/process.hpp"
#include "suite/cli/reporting.hpp"
#include "suite/cli/session.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "suite/imagefiles/temporary_folder.hpp"
#include "suite/metrics/frame_planes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <set>
#include <utility>

namespace etalon::cli {
namespace {

namespace fs = std::filesystem;

// What changes from the middle of the field to its corners. No fault of a lesson is among it, and
// without it a lesson takes seconds and not an hour: a run looks through a hundred focus positions.
constexpr const char* kOverTheField[] = {"field_curvature", "field_coma", "field_astigmatism",
                                         "tilt_x",          "tilt_y",     "distortion_k1",
                                         "distortion_k2"};

hardware::SimulatorSettings healthy_settings(const LessonRequest& request) {
  auto texts = virtual_scope(request.scope).settings;
  for (const char* setting : kOverTheField) texts.erase(setting);
  texts["seed"] = std::to_string(request.seed);
  return hardware::simulator_settings(texts);
}

/// What lies under the objective in each step, where the scope file does not say.
std::vector<std::string> slides_for(const protocols::Procedure& procedure,
                                    const protocols::ScopeFile& scope) {
  std::vector<std::string> slides;
  for (const auto& [step, allowed] : procedure.slides) {
    if (!scope.slides.contains(step)) slides.push_back(step + "=" + allowed.front());
  }
  return slides;
}

FinishedRun measured(const LessonRequest& request, const std::string& database,
                     hardware::SimulatorSettings settings) {
  RunRequest run;
  run.protocol = request.protocol;
  run.scope = request.scope;
  run.database = request.folder / database;
  run.simulator = std::move(settings);
  run.slides = slides_for(protocols::read_procedure(protocols::find_procedure(request.protocol)),
                          protocols::read_scope_file(protocols::find_scope(request.scope)));
  run.narrated = false;
  return carry_out(run);
}

hardware::SimulatorSettings with(const std::string& fault, hardware::SimulatorSettings settings) {
  return fault == kNothing ? settings : hardware::with_fault(std::move(settings), fault);
}

void say(const std::string& what) { std::cerr << what << std::endl; }

void write_picture(const fs::path& image, const fs::path& picture) {
  const auto file = imagefiles::open_image(image, {.hash = false});
  const Frame recorded = file.frames->read(0);
  const auto seen = metrics::picture_of("", extract_plane(recorded, 0));
  Frame frame;
  frame.info.width = seen.width;
  frame.info.height = seen.height;
  frame.info.sample_type = SampleType::u8;
  frame.info.significant_bits = 8;
  frame.samples = std::vector<std::uint8_t>(seen.grey.begin(), seen.grey.end());
  imagefiles::write_png(picture, frame);
}

/// The first kept frame of each step.
std::vector<fs::path> write_pictures(const LessonRequest& request, const fs::path& database,
                                     const records::RunDetail& run) {
  std::vector<fs::path> pictures;
  std::set<std::string> done;
  const fs::path frames = fs::path(database).replace_extension(".frames");
  for (const auto& frame : run.frames) {
    if (!done.insert(frame.step).second) continue;
    pictures.push_back(request.folder / (frame.step + ".png"));
    write_picture(frames / frame.path, pictures.back());
  }
  return pictures;
}

[[noreturn]] void refuse_lesson(const LessonRequest& request) {
  throw UsageError(
      fmt::format(fmt::runtime(tr("practise: what {} measures shows none of the faults of {}.")),
                  request.protocol, request.scope));
}

/// As many faults of different looks as a lesson without a fault wants; measured one by one.
std::vector<AskedFault> those_that_show(const LessonRequest& request,
                                        const std::vector<AskedFault>& askable,
                                        const records::RunDetail& healthy) {
  const Level level = level_of(request.level);
  const imagefiles::TemporaryFolder scratch;
  LessonRequest trial = request;
  trial.folder = scratch.path();
  std::vector<AskedFault> showing;
  std::set<std::string> looks;
  for (const auto& name : candidates(askable, {}, static_cast<std::uint64_t>(request.seed))) {
    const auto fault = std::find_if(askable.begin(), askable.end(),
                                    [&](const auto& known) { return known.name == name; });
    if (showing.size() == distractors_wanted(level, kNothing)) break;
    if (looks.contains(fault->look)) continue;
    say(tr("Measuring the microscope of this lesson ..."));
    const auto settings = with(name, healthy_settings(request));
    if (!shows(evidence_of(healthy, measured(trial, "trial.etalon", settings).detail))) continue;
    looks.insert(fault->look);
    showing.push_back(*fault);
  }
  return showing;
}

}  // namespace

std::vector<AskedFault> askable_for(const LessonRequest& request) {
  const auto procedure = protocols::read_procedure(protocols::find_procedure(request.protocol));
  return askable(procedure, healthy_settings(request));
}

Patient examine(const LessonRequest& request) {
  const Level level = level_of(request.level);
  const auto seed = static_cast<std::uint64_t>(request.seed);
  const auto all = askable_for(request);
  const auto healthy_microscope = healthy_settings(request);
  if (choices(kNothing, all, level, seed).size() < 2) refuse_lesson(request);
  make_folder(request.folder);
  say(tr("Measuring how the microscope is when healthy ..."));
  const auto healthy = measured(request, "healthy.etalon", healthy_microscope).detail;
  for (const auto& fault : candidates(all, level, seed)) {
    say(tr("Measuring the microscope of this lesson ..."));
    const auto run = measured(request, "practice.etalon", with(fault, healthy_microscope)).detail;
    Patient patient{.fault = fault,
                    .evidence = evidence_of(healthy, run),
                    .run = run.summary.id,
                    .database = request.folder / "practice.etalon",
                    .choices = {},
                    .pictures = {}};
    if (fault != kNothing && !shows(patient.evidence)) continue;
    // Beside nothing, a fault that shows nothing would be as right an answer.
    const auto others = fault == kNothing ? those_that_show(request, all, healthy) : all;
    patient.choices = choices(fault, others, level, seed);
    patient.pictures = write_pictures(request, patient.database, run);
    return patient;
  }
  refuse_lesson(request);
}

void check_faults(const LessonRequest& request,
                  const std::function<void(const CheckedFault&)>& deliver) {
  const auto healthy_microscope = healthy_settings(request);
  make_folder(request.folder);
  const auto healthy = measured(request, "healthy.etalon", healthy_microscope).detail;
  for (const auto& fault : askable_for(request)) {
    const auto settings = with(fault.name, healthy_microscope);
    deliver(
        {fault.name, evidence_of(healthy, measured(request, "practice.etalon", settings).detail)});
  }
}

Evidence examine_again(const LessonRequest& request, const Patient& patient, int how_often) {
  LessonRequest again = request;
  // Far from the seeds that people name, so that the next lesson shows something new.
  again.seed = request.seed + 1'000'000 * how_often;
  say(tr("Measuring once more ..."));
  const auto healthy = measured(again, "healthy.etalon", healthy_settings(again)).detail;
  const auto settings = with(patient.fault, healthy_settings(again));
  return evidence_of(healthy, measured(again, "practice.etalon", settings).detail);
}

}  // namespace etalon::cli
