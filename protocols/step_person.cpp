// SPDX-License-Identifier: Apache-2.0
// What StepRunner asks of a person, and what they see meanwhile.

#include "protocols/live_meter.hpp"
#include "protocols/step_runner.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <memory>

namespace etalon::protocols {
namespace {

std::string what_to_set(const Visit& visit) {
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
StepRunner::Fate StepRunner::ask_for(const std::vector<Visit>& plan, std::size_t number) {
  if (!microscope_.person) return Fate::done;
  const Visit& visit = plan[number];
  const bool by_hand = visit.return_by_hand || visit.share ||
                       (visit.exposure && !microscope_.camera->sets_exposure());
  std::string what = by_hand ? what_to_set(visit) : std::string();
  const std::string how = microscope_.camera->how_to_take(
      at_, {.frames = visit.frames, .before = frames_of(plan, number)});
  if (what.empty() && how.empty()) return Fate::done;
  if (!how.empty()) what += (what.empty() ? "" : " ") + how;
  if (plan.size() > 1) {
    what = fmt::format(fmt::runtime(tr("({} of {}) ")), number + 1, plan.size()) + what;
  }
  return ask(what);
}

}  // namespace etalon::protocols
