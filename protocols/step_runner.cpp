// SPDX-License-Identifier: Apache-2.0
#include "protocols/step_runner.hpp"

#include "hardware/safety/stop_request.hpp"
#include "protocols/brightness.hpp"
#include "protocols/scale_of_run.hpp"
#include "protocols/stacking.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/metrics/metric.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace etalon::protocols {
namespace {

const metrics::Metric& metric_of(const Measure& measure, const Procedure& procedure) {
  const metrics::Metric* metric = metrics::find_metric(measure.metric);
  if (metric == nullptr) throw FileError(procedure.path, "no metric " + measure.metric);
  return *metric;
}

bool gave_first_measurand(const metrics::Metric& metric, const Evaluation& evaluation) {
  return find_result(evaluation, metric.measurands.front().name) != nullptr;
}

/// Cameras of 10 to 14 bits often save 16-bit files that do not say so. A value that would pass on
/// one of their scales may be right, and a gate cannot tell.
bool may_be_of_fewer_bits(const FrameInfo& info, Ratio found, const BrightnessGate& gate) {
  if (info.sample_type != SampleType::u16 || info.significant_bits != 16) return false;
  for (const double factor : {64.0, 16.0, 4.0}) {
    const Ratio share = found * factor;
    if (share >= gate.lowest && share <= gate.highest) return true;
  }
  return false;
}

/// For devices that draw what they show; others do not look at it.
void describe_slide(hardware::StepContext& at) {
  const auto slide = find_slide(at.slide);
  at.shape = slide ? slide->shape : "";
  at.draw = slide ? slide->draw : OptionTexts{};
}

}  // namespace

StepRunner::StepRunner(const Procedure& procedure, hardware::Microscope& microscope,
                       records::Store& store, const RunContext& context,
                       const RunObserver& observer, std::string run, RunProgress before)
    : procedure_(procedure),
      microscope_(microscope),
      store_(store),
      context_(context),
      observer_(observer),
      run_(std::move(run)),
      before_(std::move(before)),
      keeper_(store.frames_folder(), run_, procedure.keep),
      instrument_(before_.instrument().value_or(microscope.instrument)),
      noted_(before_.details({"instrument_differs", "pixel_size_differs"})) {}

void StepRunner::journal(const std::string& event, const std::string& detail) {
  store_.record_journal(run_, {"", at_.step, at_.repeat, event, detail});
}

records::RunStatus StepRunner::carry_out() {
  for (at_.index = 0; at_.index < procedure_.steps.size(); ++at_.index) {
    const Step& step = procedure_.steps[at_.index];
    at_.step = step.id;
    at_.slide = slide_of(procedure_, context_, step.id);
    describe_slide(at_);
    at_.light = step.light;
    at_.optional = step.optional;
    at_.attended = microscope_.person != nullptr;
    repeats_.clear();
    for (at_.repeat = 0; at_.repeat < step.repeat; ++at_.repeat) {
      at_.attempt = 0;
      if (before_.skipped(step.id)) break;
      if (before_.concluded(step.id, at_.repeat) && recall(step)) continue;
      if (interrupted()) return records::RunStatus::aborted;
      if (observer_.on_step) {
        observer_.on_step(step, at_.index, procedure_.steps.size(), at_.repeat);
      }
      journal("step_started");
      const Fate fate = carry_out(step);
      if (fate == Fate::stopped) return records::RunStatus::aborted;
      journal(fate == Fate::skipped ? "step_skipped" : "step_done");
      if (fate == Fate::skipped) break;
    }
    at_.repeat = 0;
    at_.attempt = 0;
    combine(step);
  }
  return records::RunStatus::finished;
}

/// Takes what an earlier process left of a repeat that it had done. False when frames that later
/// steps need were not kept: the step is then done again.
bool StepRunner::recall(const Step& step) {
  if (is_reference_of_another(step)) {
    const int attempts = before_.count("attempt_done", step.id, at_.repeat) +
                         before_.count("attempt_abandoned", step.id, at_.repeat);
    auto frames = before_.frames(step.id, at_.repeat, std::max(attempts - 1, 0));
    if (!frames) return false;
    kept_[step.id][at_.repeat] = {std::move(frames->frames), std::move(frames->settings)};
  }
  for (const Measure& measure : step.measures) {
    const auto recorded = before_.evaluations(step.id, at_.repeat, measure.metric);
    if (recorded.empty()) continue;
    repeats_[measure.metric][at_.repeat] = {recorded.back()->id, recorded.back()->evaluation};
    take_over(recorded.back()->evaluation);
  }
  return true;
}

StepRunner::Fate StepRunner::carry_out(const Step& step) {
  complaint_.clear();
  const int done = before_.count("attempt_done", step.id, at_.repeat);
  const bool good = before_.count("attempt_done", step.id, at_.repeat, "good") > 0;
  if ((good || done >= attempts_of(step)) && step.acquire && recall(step)) return Fate::done;
  abandoned_ = abandoned(step);
  at_.attempt = std::min(done, attempts_of(step) - 1) + abandoned_;
  return step.acquire ? attempts(step) : preparation(step);
}

int StepRunner::attempts_of(const Step& step) {
  return step.on_fail == OnFail::retry ? kMostAttempts : 1;
}

StepRunner::Fate StepRunner::attempts(const Step& step) {
  Quality quality = Quality::bad;
  for (; at_.attempt < attempts_of(step) + abandoned_ && quality != Quality::good; ++at_.attempt) {
    parts_.clear();
    origin_.reset();
    begun_.reset();
    mark_.reset();
    coming_.clear();
    doubts_ = before_.doubts(step.id, at_.repeat, at_.attempt);
    std::optional<hardware::AcquiredFrames> frames;
    // Of a series that was interrupted there are some frames, not all.
    const bool whole =
        !is_series(*step.acquire) ||
        before_.count("frames_acquired", step.id, at_.repeat) > at_.attempt - abandoned_;
    if (whole) frames = before_.frames(step.id, at_.repeat, at_.attempt);
    if (!frames) {
      const Fate fate = obtain(step, frames);
      if (fate != Fate::done) return fate;
    }
    if (!frames && at_.attempt == abandoned_) return Fate::skipped;
    if (!frames) break;
    quality = attempt(step, std::move(*frames));
    journal("attempt_done", quality == Quality::good  ? "good"
                            : quality == Quality::bad ? "bad"
                                                      : "unfit");
  }
  return concluded(step, quality == Quality::good);
}

StepRunner::Fate StepRunner::concluded(const Step& step, bool good) {
  at_.attempt = 0;
  if (good || step.on_fail != OnFail::abort) return Fate::done;
  journal("failed", tr("The step could not be measured, and the protocol ends the run then."));
  return Fate::stopped;
}

/// The frames of this attempt; none when the camera has none and the step can do without. A person
/// hears what is wrong and is asked again: an image saved too late, or under another name, is no
/// reason to end a run.
StepRunner::Fate StepRunner::obtain(const Step& step,
                                    std::optional<hardware::AcquiredFrames>& frames) {
  for (int asked = 1; !frames; ++asked) {
    const Fate fate = instruct(step, complaint_);
    if (fate != Fate::done) return fate;
    prepare(step);
    try {
      if (is_series(*step.acquire)) {
        complaint_.clear();
        return series(step, frames);
      }
      const auto time = step.acquire->exposure ? step.acquire->exposure : exposure();
      frames = acquire_frames(microscope_, at_, *step.acquire, time, focus_place());
    } catch (const hardware::Stopped&) {
      throw;  // Nobody is asked again.
    } catch (const Error& problem) {
      at_.visit = at_.stage_visit = at_.focus_visit = 0;
      at_.by_hand = um(0);
      const bool nothing = dynamic_cast<const hardware::NoFrames*>(&problem) != nullptr;
      const bool dispensable = at_.attempt > abandoned_ || (step.optional && at_.repeat == 0);
      // Where the camera takes its frames itself, nobody can save what is missing.
      const bool final = nothing && dispensable && abilities().takes;
      const bool lost = dynamic_cast<const hardware::PlaceLost*>(&problem) != nullptr;
      const bool ask_again = microscope_.person && asked < kMostAttempts && !final && !lost;
      if (!ask_again && !(nothing && dispensable)) throw;
      confirmed_.reset();  // Whatever happened, there may be no room any more.
      journal("no_frames", problem.what());
      if (!ask_again) return Fate::done;
      complaint_ = problem.what();
    }
  }
  complaint_.clear();
  keep(*frames);
  return Fate::done;
}

void StepRunner::keep(hardware::AcquiredFrames& acquired) {
  note_instrument(acquired);
  note_pixel_size(acquired);
  put_own_knowledge_into(acquired);
  const auto records = keeper_.keep(at_, acquired);
  store_.record_frames(run_, records);
  journal("frames_acquired", std::to_string(records.size()));
}

/// `good`: the step exposed and focused as it should, the frames were fit for measuring, and every
/// measure gave its first measurand.
StepRunner::Quality StepRunner::attempt(const Step& step, hardware::AcquiredFrames acquired) {
  const SharedFrameSequence frames = std::move(acquired.frames);
  if (const auto complaint = gate_complaint(step, *frames)) {
    complaint_ = *complaint;
    journal("gate_failed", complaint_);
    if (observer_.on_gate) observer_.on_gate(step, complaint_);
    return Quality::unfit;
  }
  if (is_reference_of_another(step)) {
    kept_[step.id][at_.repeat] = {frames, acquired.settings};
  }
  complaint_ = complaint_of_preparing(step, doubts_);
  bool all = complaint_.empty();
  for (const Measure& one : step.measures) all = measure(step, one, acquired, frames) && all;
  return all ? Quality::good : Quality::bad;
}

std::optional<std::string> StepRunner::gate_complaint(const Step& step,
                                                      const FrameSequence& frames) {
  if (!step.gate) return std::nullopt;
  const Frame frame = frames.read(0);
  const auto found = brightness(frame);
  if (!found || may_be_of_fewer_bits(frame.info, *found, *step.gate) ||
      (*found >= step.gate->lowest && *found <= step.gate->highest))
    return std::nullopt;
  return fmt::format(
      fmt::runtime(
          tr("The image reaches {:.0f} % of full scale; {:.0f} % to {:.0f} % are wanted.")),
      found->in(percent), step.gate->lowest.in(percent), step.gate->highest.in(percent));
}

bool StepRunner::measure(const Step& step, const Measure& measure,
                         const hardware::AcquiredFrames& acquired,
                         const SharedFrameSequence& frames) {
  const metrics::Metric& metric = metric_of(measure, procedure_);
  const auto before = before_.evaluations(step.id, at_.repeat, measure.metric);
  const int concluded = before_.count("attempt_done", step.id, at_.repeat) -
                        before_.count("attempt_done", step.id, at_.repeat, "unfit");
  std::map<int, Kept>& repeats = repeats_[measure.metric];
  const bool first_here = !repeats.contains(at_.repeat);
  if (first_here && static_cast<int>(before.size()) > concluded) {
    // The process before was killed after it had recorded this one.
    repeats[at_.repeat] = {before.back()->id, before.back()->evaluation};
  } else {
    std::optional<std::string> superseded;
    if (!first_here) superseded = repeats[at_.repeat].id;
    if (first_here && !before.empty()) superseded = before.back()->id;
    const auto observation =
        observation_of_step(procedure_, step, microscope_, context_, acquired, frames,
                            kept_of(measure.dark), kept_of(measure.flat));
    auto outcome = metric.evaluate(observation, measure.options);
    if (!outcome) throw FileError(procedure_.path, outcome.error().detail);
    if (outcome->inputs.empty()) outcome->inputs = frames->inputs();
    put_doubts(doubts_, *outcome);
    const auto id = store_.record_evaluation(run_, step.id, at_.repeat, *outcome, superseded);
    repeats[at_.repeat] = {id, std::move(*outcome)};
    if (observer_.on_evaluation) observer_.on_evaluation(step.id, repeats[at_.repeat].evaluation);
  }
  const Evaluation& evaluation = repeats[at_.repeat].evaluation;
  const bool good = gave_first_measurand(metric, evaluation);
  journal(good ? "measured" : "not_measured", measure.metric);
  take_over(evaluation);
  return good;
}

/// A measured scale holds for all later steps: it was seen here and now.
void StepRunner::take_over(const Evaluation& evaluation) {
  if (const auto scale = scale_from(evaluation)) microscope_.pixel_size = scale;
}

/// Repeats that were focused anew scatter as focusing does; others may be anything.
void StepRunner::combine(const Step& step) {
  if (step.repeat < 2 || step.focusing != Focusing::again) return;
  for (const Measure& measure : step.measures) {
    const metrics::Metric& metric = metric_of(measure, procedure_);
    if (!metric.combine || repeats_[measure.metric].empty()) continue;
    if (before_.combined(step.id, measure.metric) != nullptr) continue;
    std::vector<std::string> ids;
    std::vector<Evaluation> evaluations;
    for (const auto& [repeat, kept] : repeats_[measure.metric]) {
      ids.push_back(kept.id);
      evaluations.push_back(kept.evaluation);
    }
    const Evaluation combined = metric.combine(evaluations);
    store_.record_evaluation(run_, step.id, 0, combined, std::nullopt, ids);
    journal("combined", measure.metric);
    if (observer_.on_evaluation) observer_.on_evaluation(step.id, combined);
  }
}

std::vector<KeptFrames> StepRunner::kept_of(const std::string& step) const {
  std::vector<KeptFrames> all;
  const auto found = kept_.find(step);
  if (found == kept_.end()) return all;
  for (const auto& [repeat, frames] : found->second) all.push_back(frames);
  return all;
}

bool StepRunner::is_reference_of_another(const Step& step) const {
  return std::any_of(procedure_.steps.begin(), procedure_.steps.end(), [&](const Step& other) {
    return std::any_of(other.measures.begin(), other.measures.end(), [&](const Measure& measure) {
      return measure.dark == step.id || measure.flat == step.id;
    });
  });
}

}  // namespace etalon::protocols
