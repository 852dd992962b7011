// SPDX-License-Identifier: Apache-2.0
// What StepRunner asks of a person, and what they see meanwhile.

#include "protocols/live_meter.hpp"
#include "protocols/step_runner.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <memory>

namespace etalon::protocols {
namespace {

std::string what_to_set(const Visit& visit, bool is_away) {
  if (visit.return_by_hand && is_away) return tr("Bring the mark back to where it was.");
  if (visit.return_by_hand) {
    return tr("Move the stage away, some fields far, and bring the mark back to where it was.");
  }
  if (visit.share) {
    return fmt::format(fmt::runtime(tr("Set the lamp (or the exposure) to {:.0f} % of that at "
                                       "which the image turns white.")),
                       visit.share->in(percent));
  }
  if (visit.exposure) {
    return fmt::format(fmt::runtime(tr("Set the exposure to {}.")), to_text(*visit.exposure));
  }
  return {};
}

/// "(3 of 10) ".
std::string counted(const std::vector<Visit>& plan, std::size_t number) {
  if (plan.size() == 1) return {};
  return fmt::format(fmt::runtime(tr("({} of {}) ")), number + 1, plan.size());
}

std::string after(const std::string& complaint, const std::string& what) {
  return complaint.empty() ? what : complaint + " " + what;
}

/// The slide; where nobody stated it, each step may have another.
std::string what_lies_there(const hardware::StepContext& at) {
  return at.slide.empty() ? "step " + at.step : at.slide;
}

}  // namespace

StepRunner::Fate StepRunner::instruct(const Step& step, const std::string& complaint) {
  if (!microscope_.person) return Fate::done;
  std::string what = at_.repeat == 0 ? step.instruct : std::string();
  if (at_.repeat > 0 && step.focusing == Focusing::again && !microscope_.focus) {
    what = tr("Turn the focus away, and focus again.");
  }
  if (!complaint.empty()) what = complaint + " " + (what.empty() ? step.instruct : what);
  if (step.acquire && !is_series(*step.acquire) && microscope_.camera) {
    const std::string how = microscope_.camera->how_to_take(at_, {step.acquire->frames, {}});
    if (!how.empty()) what += (what.empty() ? "" : " ") + how;
  }
  const bool confirm = wants_confirmation(step);
  if (confirm) {
    what += what.empty() ? "" : " ";
    what += tr("The motor moves the focus next: see that the objective has room.");
  }
  const Fate fate = what.empty() ? Fate::done : ask(what, meter_for(step));
  if (confirm && fate == Fate::done) confirmed_ = what_lies_there(at_);
  return fate;
}

/// Before the first move of this process, and when another slide lies there.
bool StepRunner::wants_confirmation(const Step& step) const {
  return moves_focus(step) && microscope_.focus && microscope_.focus->wants_confirmation() &&
         confirmed_ != what_lies_there(at_);
}

/// Where a person turns the focus or the light, and the camera can be looked through meanwhile.
hardware::LiveOperator::Look StepRunner::meter_for(const Step& step) {
  const auto& camera = microscope_.camera;
  if (!camera || !camera->how_to_take(at_, {}).empty()) return {};
  const bool focuses = step.focusing != Focusing::none && !microscope_.focus;
  const bool exposes = step.expose && !camera->sets_exposure();
  if (!focuses && !exposes) return {};
  if (microscope_.light) microscope_.light->set_level(one(step.light ? 1 : 0));
  const bool fixed = step.acquire && step.acquire->exposure;
  const auto time = fixed ? step.acquire->exposure : exposure();
  const auto meter = std::make_shared<LiveMeter>(*camera, at_, time);
  return [meter] { return meter->line(); };
}

StepRunner::Fate StepRunner::ask(const std::string& what,
                                 const hardware::LiveOperator::Look& look) {
  hardware::Operator& person = *microscope_.person;
  auto* live = look ? dynamic_cast<hardware::LiveOperator*>(&person) : nullptr;
  switch (live == nullptr ? person.ask(at_, what) : live->ask_watching(at_, what, look)) {
    case hardware::Answer::done:
      return Fate::done;
    case hardware::Answer::skip:
      if (at_.optional) return Fate::skipped;
      break;
    case hardware::Answer::stop:
      break;
  }
  journal("stopped", tr("The operator stopped the run."));
  return Fate::stopped;
}

/// Where a person sets something for the visit, or takes its frames.
StepRunner::Fate StepRunner::ask_for(const std::vector<Visit>& plan, std::size_t number,
                                     const std::string& complaint) {
  if (!microscope_.person) return Fate::done;
  const Visit& visit = plan[number];
  const bool by_hand = visit.return_by_hand || visit.share ||
                       (visit.exposure && !microscope_.camera->sets_exposure());
  const bool is_away = !complaint.empty() || (sees_returns(visit) && abilities().takes);
  std::string what = by_hand ? what_to_set(visit, is_away) : std::string();
  const std::string how = microscope_.camera->how_to_take(
      at_, {.frames = visit.frames, .before = frames_of(plan, number)});
  if (what.empty() && how.empty()) return Fate::done;
  if (!how.empty()) what += (what.empty() ? "" : " ") + how;
  return ask(counted(plan, number) + after(complaint, what));
}

/// Whether it can be seen if the stage is where a person should have brought it.
bool StepRunner::sees_returns(const Visit& visit) {
  if (!visit.return_by_hand || parts_.empty()) return false;
  if (!mark_) {
    const auto& size = microscope_.pixel_size;
    mark_.emplace(parts_.front().frames->read(0),
                  size ? std::optional(size->value.per_px) : std::nullopt);
    if (!mark_->can_tell())
      journal("not_seen", tr("These images cannot tell whether the stage was moved."));
  }
  return mark_->can_tell();
}

/// Files that somebody saves show the returns only.
StepRunner::Fate StepRunner::send_away(const Step& step, const std::vector<Visit>& plan) {
  if (!microscope_.person || !sees_returns(plan[visited_]) || !abilities().takes) return Fate::done;
  std::string complaint;
  for (int asked = 1; asked <= kMostAttempts; ++asked) {
    const Fate fate = ask(counted(plan, visited_) +
                          after(complaint, tr("Move the stage away, some fields far.")));
    if (fate != Fate::done) return fate;
    hardware::StepContext away = at_;
    away.away = true;
    const auto time = step.acquire->exposure ? step.acquire->exposure : exposure();
    complaint = mark_->why_not_away(
        microscope_.camera->acquire(away, {.frames = 1, .exposure = time}).frames->read(0));
    if (complaint.empty()) return Fate::done;
    journal("not_moved", complaint);
  }
  return Fate::done;
}

std::string StepRunner::complaint_of_return(const Visit& visit,
                                            const hardware::AcquiredFrames& part) {
  if (!microscope_.person || !sees_returns(visit)) return {};
  const Frame frame = part.frames->read(0);
  const std::string complaint = mark_->why_not_back(frame);
  journal(complaint.empty() ? "returned" : "not_returned",
          complaint.empty() ? mark_->displacement(frame) : complaint);
  return complaint;
}

}  // namespace etalon::protocols
