// SPDX-License-Identifier: Apache-2.0
// What StepRunner does for a series: visit by visit, each recorded before the next begins.

#include "protocols/journey.hpp"
#include "protocols/reached.hpp"
#include "protocols/recorded_frames.hpp"
#include "protocols/series_clock.hpp"
#include "protocols/step_runner.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace etalon::protocols {
namespace {

/// What the device says of a frame ranks before what was asked for; where it was sent does not.
FrameSetting completed(FrameSetting told, const FrameSetting& asked) {
  if (!told.exposure) told.exposure = asked.exposure;
  if (!told.light) told.light = asked.light;
  if (!told.time) told.time = asked.time;
  if (asked.x) told.x = asked.x;
  if (asked.y) told.y = asked.y;
  if (asked.z) told.z = asked.z;
  return told;
}

/// Empty when nothing is known of any frame.
std::vector<FrameSetting> completed(std::vector<FrameSetting> told, const FrameSetting& asked,
                                    std::size_t frames, Time taken) {
  const bool nothing = told.empty() && asked == FrameSetting{};
  if (nothing) return {};
  told.resize(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    FrameSetting own = asked;
    // Of the frames of one visit only the begin and the end are known.
    if (own.time)
      own.time = *own.time + taken * (static_cast<double>(i) / static_cast<double>(frames));
    told[i] = completed(told[i], own);
  }
  return told;
}

hardware::AcquiredFrames joined(std::vector<hardware::AcquiredFrames> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  std::vector<std::unique_ptr<FrameSequence>> frames;
  hardware::AcquiredFrames all;
  const bool all_set = std::all_of(parts.begin(), parts.end(),
                                   [](const auto& part) { return !part.settings.empty(); });
  for (hardware::AcquiredFrames& part : parts) {
    all.origins.insert(all.origins.end(), part.origins.begin(), part.origins.end());
    if (all_set) {
      all.settings.insert(all.settings.end(), part.settings.begin(), part.settings.end());
    }
    frames.push_back(std::move(part.frames));
  }
  all.actual = std::move(parts.front().actual);
  all.pixel_size = parts.front().pixel_size;
  all.instrument = std::move(parts.front().instrument);
  all.frames = std::make_unique<JoinedFrames>(std::move(frames));
  return all;
}

}  // namespace

Abilities StepRunner::abilities() const {
  Abilities can;
  const hardware::Camera& camera = *microscope_.camera;
  can.exposes = camera.sets_exposure();
  can.takes = camera.how_to_take(at_, {}).empty();
  can.lamp = microscope_.light != nullptr && at_.light;
  can.stage = microscope_.stage && microscope_.stage->can_move();
  can.focus = microscope_.focus && microscope_.focus->can_move();
  can.person = microscope_.person != nullptr;
  std::optional<Ratio> level;
  for (std::size_t i = 0; i <= at_.index; ++i) {
    if (procedure_.steps[i].expose) level = procedure_.steps[i].expose;
  }
  if (const auto time = exposure(); time && level) can.full = *time / level->in(one);
  return can;
}

bool StepRunner::interrupted() const {
  return observer_.is_interrupted && observer_.is_interrupted();
}

void StepRunner::recall_visits(const Step& step, std::size_t visits) {
  visited_ = 0;
  auto recorded = before_.frames(step.id, at_.repeat, at_.attempt);
  if (!recorded) return;
  visited_ = visits == 1 ? 1 : before_.visits(step.id, at_.repeat, at_.attempt);
  parts_.push_back(std::move(*recorded));
}

StepRunner::Fate StepRunner::series(const Step& step,
                                    std::optional<hardware::AcquiredFrames>& frames) {
  const auto plan = plan_series(*step.acquire, abilities());
  if (parts_.empty()) recall_visits(step, plan.size());
  const Fate fate = visits(step, plan);
  at_.visit = at_.stage_visit = at_.focus_visit = 0;
  at_.by_hand = um(0);
  mark_.reset();
  if (fate != Fate::done) return fate;
  frames = joined(std::exchange(parts_, {}));
  journal("frames_acquired", std::to_string(frames->frames->size()));
  return Fate::done;
}

/// When the first visit began, by the calendar; of a series that goes on, when it did then.
double StepRunner::begin() {
  if (begun_ && visited_ > 0) return *begun_;
  const auto recorded = before_.latest("series_begun", at_.step, at_.repeat);
  const auto then = visited_ > 0 && recorded ? parse_number(*recorded) : Outcome<double>(0);
  if (visited_ > 0 && then && *then > 0) {
    begun_ = *then;
  } else {
    begun_ = SeriesClock::calendar();
    journal("series_begun", number_to_text(*begun_));
  }
  return *begun_;
}

StepRunner::Fate StepRunner::visits(const Step& step, const std::vector<Visit>& plan) {
  if (visited_ >= plan.size()) return Fate::done;
  const bool waits = step.acquire->interval && !microscope_.camera->keeps_time();
  const SeriesClock clock(begin());
  const bool travels =
      std::any_of(plan.begin(), plan.end(), [](const Visit& visit) { return visit.x || visit.z; });
  Journey journey(microscope_, plan, travels ? origin(visited_) : FrameSetting{});
  journey.begin(plan.front());
  for (std::size_t i = begin_of_replay(plan, visited_); i < visited_; ++i) journey.go(plan[i]);
  Time behind{};
  for (; visited_ < plan.size(); ++visited_) {
    const Visit& visit = plan[visited_];
    at_.visit = static_cast<int>(visited_);
    at_.stage_visit = visit.stage_visit;
    at_.focus_visit = visit.focus_visit;
    at_.by_hand = way_by_hand(plan, visited_);
    const Time interval = step.acquire->interval.value_or(s(0));
    // After a pause the visits are not made up for in a burst: all that follow are later, too.
    if (const Time late = clock.now() - (interval * at_.visit + behind); late > interval)
      behind = behind + late;
    const Time due = interval * at_.visit + behind;
    const bool on_time = !waits || clock.wait_until(due, [this] { return interrupted(); });
    if (!on_time || interrupted()) {
      journal("stopped", tr("The run was interrupted from outside."));
      return Fate::stopped;
    }
    FrameSetting setting;
    hardware::AcquiredFrames part;
    const Fate fate = visit_once(step, plan, journey, clock, setting, part);
    if (fate == Fate::skipped) journey.end();
    if (fate != Fate::done) return fate;
    if (setting.time) {
      const std::size_t frames = part.frames->size();
      // Frames that are all there already, as in a folder, were not taken while they were read.
      const bool as_asked = step.acquire->interval && frames > 1;
      const Time taken = as_asked ? *step.acquire->interval * static_cast<double>(frames)
                                  : clock.now() - *setting.time;
      part.settings = completed(std::move(part.settings), setting, frames, taken);
    }
    parts_.push_back(keep(
        std::move(part),
        {static_cast<int>(plan.size()), frames_of(plan, visited_), frames_of(plan, plan.size())}));
    if (observer_.on_visit) observer_.on_visit(step, visited_ + 1, plan.size());
  }
  journey.end();
  return Fate::done;
}

/// The frames of a visit, and what was set for them; again where a person did not bring the stage
/// back.
StepRunner::Fate StepRunner::visit_once(const Step& step, const std::vector<Visit>& plan,
                                        Journey& journey, const SeriesClock& clock,
                                        FrameSetting& setting, hardware::AcquiredFrames& part) {
  const Visit& visit = plan[visited_];
  Fate fate = send_away(step, plan);
  std::string complaint;
  std::string hint;
  for (int asked = 0; asked == 0 || (!complaint.empty() && asked < kMostAttempts); ++asked) {
    if (fate == Fate::done) fate = ask_for(plan, visited_, complaint + hint);
    if (fate != Fate::done) return fate;
    setting = journey.go(visit);
    if (visit.level) microscope_.light->set_level(*visit.level);
    if (!microscope_.camera->keeps_time() && (visit.frames > 0 || step.acquire->interval))
      setting.time = clock.now();
    part = take(step, plan, visited_, setting);
    complaint =
        visit.way_by_hand ? complaint_of_move(visit, part) : complaint_of_return(visit, part);
    hint = complaint.empty() ? std::string() : what_to_look_at(visit, part);
  }
  if (!complaint.empty())
    doubt_visit(visit.return_by_hand ? "not_returned" : "not_moved", complaint, plan);
  return Fate::done;
}

hardware::AcquiredFrames StepRunner::take(const Step& step, const std::vector<Visit>& plan,
                                          std::size_t number, const FrameSetting& place) {
  const Visit& visit = plan[number];
  hardware::CameraRequest request;
  request.frames = visit.frames;
  request.exposure = visit.exposure           ? visit.exposure
                     : step.acquire->exposure ? step.acquire->exposure
                                              : exposure();
  request.interval = step.acquire->interval;
  request.before = frames_of(plan, number);
  const FrameSetting stands = reached(microscope_);
  auto part = microscope_.camera->acquire(at_, request);
  part.reached.assign(part.frames->size(), stands);
  FrameSetting asked = place;
  asked.time.reset();
  // A person was told this exposure, or the camera obeys it; else nobody knows.
  if (visit.exposure || microscope_.camera->sets_exposure()) asked.exposure = request.exposure;
  asked.light = visit.level;
  part.settings = completed(std::move(part.settings), asked, part.frames->size(), s(0));
  return part;
}

/// Records the frames of a visit; they come back from where they are kept, so that those of a long
/// series are not in memory.
hardware::AcquiredFrames StepRunner::keep(hardware::AcquiredFrames acquired,
                                          const Portion& portion) {
  note_instrument(acquired);
  note_pixel_size(acquired);
  put_own_knowledge_into(acquired);
  const auto records = keeper_.keep(at_, acquired, portion);
  store_.record_frames(run_, records);
  auto kept = recorded_frames(records, store_.frames_folder(), false);
  return kept ? std::move(*kept) : std::move(acquired);
}

}  // namespace etalon::protocols
