// SPDX-License-Identifier: Apache-2.0
#include "protocols/runner.hpp"

#include "protocols/frame_keeper.hpp"
#include "protocols/observation_of_step.hpp"
#include "protocols/slide_file.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/metrics/metric.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <utility>

namespace etalon::protocols {
namespace {

constexpr int kMostAttempts = 3;
// No image is known yet: enough for a handful of frames and the database.
constexpr std::uintmax_t kLeastSpace = 64U << 20U;
// Two statements of one scale that differ by more than this are not about one scale.
constexpr double kPixelSizeTolerance = 0.01;

std::string utc_now() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

/// Opens the devices of a microscope, and closes them at the end whatever happens.
class OpenDevices {
 public:
  explicit OpenDevices(const hardware::Microscope& microscope) {
    for (hardware::Device* device : std::initializer_list<hardware::Device*>{
             microscope.camera.get(), microscope.stage.get(), microscope.focus.get(),
             microscope.light.get(), microscope.turret.get(), microscope.person.get()}) {
      // One object may play several roles.
      if (device == nullptr || std::find(opened_.begin(), opened_.end(), device) != opened_.end()) {
        continue;
      }
      try {
        device->open();
      } catch (...) {
        close();
        throw;
      }
      opened_.push_back(device);
    }
  }
  OpenDevices(const OpenDevices&) = delete;
  OpenDevices& operator=(const OpenDevices&) = delete;
  ~OpenDevices() { close(); }

 private:
  void close() noexcept {
    for (auto device = opened_.rbegin(); device != opened_.rend(); ++device) {
      try {
        (*device)->close();
      } catch (const Error&) {
        // The run is over; what it measured stands whether or not the device says goodbye.
        continue;
      }
    }
    opened_.clear();
  }

  std::vector<hardware::Device*> opened_;
};

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
  return start;
}

void check_before(const Procedure& procedure, const hardware::Microscope& microscope,
                  const records::Store& store) {
  const bool acquires = std::any_of(procedure.steps.begin(), procedure.steps.end(),
                                    [](const Step& step) { return step.acquire.has_value(); });
  if (acquires && !microscope.camera) {
    throw DeviceError("camera",
                      tr("the protocol needs a camera and the scope file names none; add for "
                         "example camera: {driver: folder, path: images}."));
  }
  expect_free_space(store.frames_folder(), kLeastSpace);
}

/// One run from its first step to its last.
class Run {
 public:
  Run(const Procedure& procedure, hardware::Microscope& microscope, records::Store& store,
      const RunObserver& observer, std::string id)
      : procedure_(procedure),
        microscope_(microscope),
        store_(store),
        observer_(observer),
        id_(std::move(id)),
        keeper_(store.frames_folder(), id_, procedure.keep) {}

  records::RunStatus carry_out() {
    for (at_.index = 0; at_.index < procedure_.steps.size(); ++at_.index) {
      const Step& step = procedure_.steps[at_.index];
      at_.step = step.id;
      at_.attempt = 0;
      for (at_.repeat = 0; at_.repeat < step.repeat; ++at_.repeat) {
        if (observer_.on_step) {
          observer_.on_step(step, at_.index, procedure_.steps.size(), at_.repeat);
        }
        journal("step_started");
        const Fate fate = carry_out(step);
        if (fate == Fate::stopped) return records::RunStatus::aborted;
        journal(fate == Fate::skipped ? "step_skipped" : "step_done");
        if (fate == Fate::skipped) break;
      }
    }
    return records::RunStatus::finished;
  }

  void journal(const std::string& event, const std::string& detail = {}) {
    store_.record_journal(id_, {utc_now(), at_.step, at_.repeat, event, detail});
  }

 private:
  enum class Fate { done, skipped, stopped };

  Fate carry_out(const Step& step) {
    if (at_.repeat == 0 && !step.instruct.empty() && microscope_.person) {
      if (microscope_.person->ask(at_, step.instruct) != hardware::Answer::done) {
        journal("stopped", tr("The operator stopped the run."));
        return Fate::stopped;
      }
    }
    if (!step.acquire) return Fate::done;
    const int attempts = step.on_fail == OnFail::retry ? kMostAttempts : 1;
    std::map<std::string, std::string> superseded;
    bool measured = false;
    for (at_.attempt = 0; at_.attempt < attempts && !measured; ++at_.attempt) {
      auto acquired = acquire(step);
      if (!acquired && at_.attempt == 0) return Fate::skipped;
      if (!acquired) break;
      measured = measure(step, *acquired, superseded);
    }
    at_.attempt = 0;
    if (measured || step.on_fail != OnFail::abort) return Fate::done;
    journal("failed", tr("The step could not be measured, and the protocol ends the run then."));
    return Fate::stopped;
  }

  /// Nothing when the camera has no frames and the step can do without.
  std::optional<hardware::AcquiredFrames> acquire(const Step& step) {
    hardware::AcquiredFrames acquired;
    try {
      acquired = microscope_.camera->acquire(at_, {step.acquire->frames, step.acquire->exposure});
    } catch (const hardware::NoFrames& none) {
      const bool dispensable = at_.attempt > 0 || (step.optional && at_.repeat == 0);
      if (!dispensable) throw;
      journal("no_frames", none.what());
      return std::nullopt;
    }
    const auto records = keeper_.keep(at_, acquired);
    store_.record_frames(id_, records);
    journal("frames_acquired", std::to_string(records.size()));
    note_pixel_size(acquired);
    return acquired;
  }

  void note_pixel_size(const hardware::AcquiredFrames& acquired) {
    if (!acquired.pixel_size || !microscope_.pixel_size) return;
    const Length stated = microscope_.pixel_size->value.per_px;
    const Length found = acquired.pixel_size->per_px;
    if (std::abs(found / stated - 1) <= kPixelSizeTolerance) return;
    journal(
        "pixel_size_differs",
        fmt::format(fmt::runtime(tr("The scope file says {}, the images say {}. The scope file was "
                                    "followed.")),
                    to_text(stated), to_text(found)));
  }

  /// True when every measure gave its first measurand.
  bool measure(const Step& step, hardware::AcquiredFrames& acquired,
               std::map<std::string, std::string>& superseded) {
    const SharedFrameSequence frames = std::move(acquired.frames);
    if (is_dark_of_another(step)) {
      auto& dark = dark_[step.id];
      if (at_.attempt > 0) dark.pop_back();
      dark.push_back(frames);
    }
    bool all = true;
    for (const Measure& measure : step.measures) {
      const metrics::Metric* metric = metrics::find_metric(measure.metric);
      if (metric == nullptr) throw FileError(procedure_.path, "no metric " + measure.metric);
      const auto observation =
          observation_of_step(procedure_, step, microscope_, acquired, frames, dark_[measure.dark]);
      auto outcome = metric->evaluate(observation, measure.options);
      if (!outcome) throw FileError(procedure_.path, outcome.error().detail);
      if (outcome->inputs.empty()) outcome->inputs = frames->inputs();
      std::string& earlier = superseded[measure.metric];
      earlier = store_.record_evaluation(
          id_, step.id, at_.repeat, *outcome,
          earlier.empty() ? std::nullopt : std::optional<std::string>(earlier));
      const bool good = find_result(*outcome, metric->measurands.front().name) != nullptr;
      journal(good ? "measured" : "not_measured", measure.metric);
      if (observer_.on_evaluation) observer_.on_evaluation(step.id, *outcome);
      all = all && good;
    }
    return all;
  }

  bool is_dark_of_another(const Step& step) const {
    return std::any_of(procedure_.steps.begin(), procedure_.steps.end(), [&](const Step& other) {
      return std::any_of(other.measures.begin(), other.measures.end(),
                         [&](const Measure& measure) { return measure.dark == step.id; });
    });
  }

  const Procedure& procedure_;
  hardware::Microscope& microscope_;
  records::Store& store_;
  const RunObserver& observer_;
  std::string id_;
  FrameKeeper keeper_;
  hardware::StepContext at_;
  std::map<std::string, std::vector<SharedFrameSequence>> dark_;
};

}  // namespace

std::string run_procedure(const Procedure& procedure, hardware::Microscope& microscope,
                          records::Store& store, const RunContext& context,
                          const RunObserver& observer) {
  check_before(procedure, microscope, store);
  const OpenDevices devices(microscope);
  const std::string id = store.begin_run(start_of(procedure, microscope, context));
  Run run(procedure, microscope, store, observer, id);
  try {
    store.finish_run(id, run.carry_out());
  } catch (const std::exception& problem) {
    try {
      run.journal("failed", problem.what());
      store.finish_run(id, records::RunStatus::aborted);
    } catch (const Error&) {
      // When the database itself is what failed, the first reason is the one to tell.
    }
    throw;
  }
  return id;
}

}  // namespace etalon::protocols
