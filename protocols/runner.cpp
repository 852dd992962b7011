// SPDX-License-Identifier: Apache-2.0
#include "protocols/runner.hpp"

#include "hardware/safety/stop_request.hpp"
#include "protocols/frame_keeper.hpp"
#include "protocols/grading_of_run.hpp"
#include "protocols/open_devices.hpp"
#include "protocols/profile_file.hpp"
#include "protocols/requirements.hpp"
#include "protocols/slide_file.hpp"
#include "protocols/step_runner.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/records/enum_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

namespace etalon::protocols {
namespace {

// No image is known yet: enough for a handful of frames and the database.
constexpr std::uintmax_t kLeastSpace = 64U << 20U;

/// "slide.edge": "chrome_edge", "slide.edge.tier": "comparable": read again by grading. What the
/// catalogue says of every such slide was told by nobody.
void describe_slides(const Procedure& procedure, const RunContext& context,
                     records::RunStart& start) {
  for (const auto& [step, slide] : context.slides) {
    if (!procedure.slides.contains(step)) continue;
    const std::string key = "slide." + step;
    const auto who = context.sources.find(key);
    const SlideFile usual = find_slide(slide.slide).value_or(SlideFile{});
    const auto put = [&](const char* name, const std::string& text, const std::string& as_usual) {
      if (text.empty()) return;
      start.conditions[key + name] = text;
      if (text == as_usual) {
        start.instrument.sources[key + name] = Source::standard;
      } else if (who != context.sources.end()) {
        start.instrument.sources[key + name] = who->second;
      }
    };
    put("", slide.slide, "");
    put(".tier", records::to_text(slide.tier), records::to_text(usual.tier));
    put(".manufacturer", slide.manufacturer, usual.manufacturer);
    put(".model", slide.model, usual.model);
    put(".serial_number", slide.serial_number, usual.serial_number);
    put(".certificate", slide.certificate, "");
    put(".certificate_date", slide.certificate_date, "");
  }
}

/// Of what the record holds: an answer may have been "unknown".
void name_sources(const RunContext& context, records::RunStart& start) {
  for (const auto& [field, source] : context.sources) {
    const bool told = field == "operator" ? !start.operator_name.empty()
                      : field == "site"   ? !start.site.empty()
                                          : start.conditions.contains(field);
    if (told) start.instrument.sources[field] = source;
  }
}

void check_slides(const Procedure& procedure, const RunContext& context) {
  for (const auto& [step, allowed] : procedure.slides) {
    const auto stated = context.slides.find(step);
    if (stated == context.slides.end() ||
        std::find(allowed.begin(), allowed.end(), stated->second.slide) != allowed.end()) {
      continue;
    }
    throw FileError(procedure.path,
                    fmt::format(fmt::runtime(tr("the slide {} cannot be used in step {}; the "
                                                "protocol allows {}.")),
                                stated->second.slide, step, fmt::join(allowed, ", ")));
  }
}

records::RunStart start_of(const Procedure& procedure, const hardware::Microscope& microscope,
                           const RunContext& context) {
  records::RunStart start;
  start.protocol = {"protocol", procedure.id, procedure.version, procedure.sha256, procedure.text};
  start.documents = context.documents;
  for (const auto& path : slide_catalogue()) {
    for (const auto& [role, ids] : procedure.slides) {
      if (std::find(ids.begin(), ids.end(), path.stem().string()) == ids.end()) continue;
      const SlideFile slide = read_slide_file(path);
      start.documents.push_back({"slide", slide.id, "", slide.sha256, slide.text});
      break;
    }
  }
  start.instrument = microscope.instrument;
  start.site = context.site;
  start.operator_name = context.operator_name;
  start.etalon_version = context.etalon_version;
  start.etalon_build = context.etalon_build;
  start.conditions = context.conditions;
  describe_slides(procedure, context, start);
  name_sources(context, start);
  return start;
}

void check_before(const Procedure& procedure, const hardware::Microscope& microscope,
                  const records::Store& store, const RunContext& context) {
  const bool acquires = std::any_of(procedure.steps.begin(), procedure.steps.end(),
                                    [](const Step& step) { return step.acquire.has_value(); });
  if (acquires && !microscope.camera) {
    throw DeviceError("camera",
                      tr("the protocol needs a camera and the scope file names none; add for "
                         "example camera: {driver: folder, path: images}."));
  }
  expect_requirements(procedure, microscope);
  expect_somebody_to_confirm(procedure, microscope);
  check_slides(procedure, context);
  for (const std::string& profile : procedure.judge) read_profile(find_profile(profile));
  expect_free_space(store.frames_folder(), kLeastSpace);
}

/// The profiles of the protocol judge what was found; their grades are part of the record.
void grade(const Procedure& procedure, records::Store& store, const std::string& run) {
  if (procedure.judge.empty()) return;
  const auto detail = store.load_run(run);
  for (const std::string& name : procedure.judge) {
    const auto already = [&](const auto& graded) { return graded.grade.profile == name; };
    if (std::any_of(detail.grades.begin(), detail.grades.end(), already)) continue;
    const auto file = read_profile(find_profile(name));
    store.record_grade(run, grade_run(detail, file.profile), identity_of(file));
  }
}

/// Does what the run of steps asks for and closes the run, whatever happens.
void carry_out(StepRunner& steps, const Procedure& procedure, records::Store& store,
               const std::string& run) {
  try {
    const auto status = steps.carry_out();
    if (status == records::RunStatus::finished) grade(procedure, store, run);
    store.finish_run(run, status);
  } catch (const hardware::Stopped& stop) {
    // No error: in the middle of a motion or an exposure, too.
    steps.journal("stopped", stop.what());
    store.finish_run(run, records::RunStatus::aborted);
  } catch (const std::exception& problem) {
    try {
      steps.journal("failed", problem.what());
      store.finish_run(run, records::RunStatus::aborted);
    } catch (const Error&) {
      // When the database itself is what failed, the first reason is the one to tell.
    }
    throw;
  }
}

}  // namespace

std::string run_procedure(const Procedure& procedure, hardware::Microscope& microscope,
                          records::Store& store, const RunContext& context,
                          const RunObserver& observer) {
  check_before(procedure, microscope, store, context);
  const OpenDevices devices(microscope);
  const std::string id = store.begin_run(start_of(procedure, microscope, context));
  if (observer.on_start) observer.on_start(id);
  for (const auto& [event, detail] : context.notes) {
    store.record_journal(id, {"", "", 0, event, detail});
  }
  StepRunner steps(procedure, microscope, store, context, observer, id, RunProgress());
  carry_out(steps, procedure, store, id);
  return id;
}

void resume_run(const Procedure& procedure, const records::RunDetail& recorded,
                hardware::Microscope& microscope, records::Store& store, const RunContext& context,
                const RunObserver& observer) {
  const std::string& id = recorded.summary.id;
  if (recorded.summary.status == records::RunStatus::finished) {
    throw RecordError(
        fmt::format(fmt::runtime(tr("The run {} is finished: there is nothing to go on with.")),
                    id),
        "SQLITE_CONSTRAINT");
  }
  check_before(procedure, microscope, store, context);
  const OpenDevices devices(microscope);
  if (observer.on_start) observer.on_start(id);
  StepRunner steps(procedure, microscope, store, context, observer, id,
                   RunProgress(recorded, store.frames_folder()));
  steps.journal("resumed");
  carry_out(steps, procedure, store, id);
}

}  // namespace etalon::protocols
