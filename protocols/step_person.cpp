// SPDX-License-Identifier: Apache-2.0
// What StepRunner asks of a person, and what they see meanwhile.

#include "protocols/live_meter.hpp"
#include "protocols/moved_by_hand.hpp"
#include "protocols/question_words.hpp"
#include "protocols/step_runner.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <cmath>
#include <memory>

namespace etalon::protocols {
namespace {

// Sharpness goes as the square of contrast; noise and a slight vibration stay above this share.
constexpr Ratio kClearlyDuller = percent(70);
// Of a focus that was turned away the image is duller than this, at least once.
constexpr Ratio kHardlyChanged = percent(90);
constexpr int kFewestLooks = 3;  // fewer may have missed it

std::string what_to_set(const Visit& visit, bool is_away) {
  if (visit.return_by_hand && is_away) return tr("Bring the mark back to where it was.");
  if (visit.return_by_hand) {
    return tr("Move the stage away, some fields far, and bring the mark back to where it was.");
  }
  if (visit.way_by_hand && *visit.way_by_hand != um(0)) {
    return fmt::format(fmt::runtime(tr("Move the stage so that the image moves {}.")),
                       way_of(*visit.way_by_hand));
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

bool focuses_by_hand(const Step& step, const hardware::Microscope& microscope) {
  return step.focusing != Focusing::none && !microscope.focus;
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
    what += what_to_see_to(moves_focus(step) || has_lost_focus(step));
  }
  const Fate fate = what.empty() ? Fate::done : ask_to_focus(step, what);
  if (confirm && fate == Fate::done) confirmed_ = what_lies_there(at_);
  return fate;
}

/// Before the first move of this process; of the focus also when another slide lies there.
bool StepRunner::wants_confirmation(const Step& step) const {
  const auto& focus = microscope_.focus;
  const auto& stage = microscope_.stage;
  const bool focuses = focus && (moves_focus(step) || has_lost_focus(step));
  if (focuses && focus->wants_confirmation()) return confirmed_ != what_lies_there(at_);
  return stage && moves_stage(step) && !stage->keeps_zero() && !confirmed_;
}

std::string StepRunner::what_to_see_to(bool focuses) const {
  std::string what = focuses
                         ? tr("The motor moves the focus next: see that the objective has room.")
                         : tr("The motors move the stage next: see that nothing is in its way.");
  if (!keeps_places()) {
    what += tr(
        " Motors count their travel from where they stood when the run was begun or gone on with: "
        "that must be its middle.");
  }
  return what;
}

/// Asks for what is to be done before a step. Where that is focusing, the camera looks whether it
/// was done; after three times what there is is taken, and the results say so.
StepRunner::Fate StepRunner::ask_to_focus(const Step& step, const std::string& what) {
  coming_.clear();
  std::string complaint;
  const auto meter = meter_for(step);
  hardware::LiveOperator::Look look;
  if (meter) look = [meter] { return meter->line(); };
  for (int asked = 1; asked <= kMostAttempts; ++asked) {
    const Fate fate = ask(after(complaint, what), look);
    if (fate != Fate::done || !meter || !focuses_by_hand(step, microscope_)) return fate;
    Doubts doubts;
    complaint = complaint_of_focus(step, *meter, doubts);
    if (complaint.empty()) return fate;
    if (asked == kMostAttempts) coming_ = doubts;
  }
  return Fate::done;
}

std::string StepRunner::complaint_of_focus(const Step& step, LiveMeter& meter, Doubts& doubts) {
  const SeenFocus seen = meter.seen_focus();
  if (seen.looks == 0) return {};
  const std::string stands =
      fmt::format(fmt::runtime(tr("The image is at {:.0f} % of the sharpest that was seen.")),
                  std::floor(seen.left.in(percent)));
  tell(stands);
  const bool turned_away = step.focusing != Focusing::again || at_.repeat == 0 ||
                           seen.looks < kFewestLooks || seen.dullest < kHardlyChanged;
  if (seen.left < kClearlyDuller) {
    journal("left_unfocused", stands);
    add_doubt("left_unfocused", stands, doubts);
    return stands + " " + tr("Turn the focus back to there.");
  }
  if (turned_away) {
    journal("focused_by_hand", stands);
    return {};
  }
  const std::string same = tr("The image hardly changed while it was watched.");
  journal("not_refocused", same);
  add_doubt("not_refocused", same, doubts);
  return same + " " + tr("Was the focus turned?");
}

/// Where a person turns the focus or the light, and the camera can be looked through meanwhile.
std::shared_ptr<LiveMeter> StepRunner::meter_for(const Step& step) {
  const auto& camera = microscope_.camera;
  if (!camera || !camera->how_to_take(at_, {}).empty()) return {};
  const bool exposes = step.expose && !camera->sets_exposure();
  if (!focuses_by_hand(step, microscope_) && !exposes) return {};
  if (microscope_.light) microscope_.light->set_level(one(step.light ? 1 : 0));
  const bool fixed = step.acquire && step.acquire->exposure;
  const auto time = fixed ? step.acquire->exposure : exposure();
  return std::make_shared<LiveMeter>(*camera, at_, time);
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
  const bool by_hand = visit.return_by_hand || visit.way_by_hand || visit.share ||
                       (visit.exposure && !microscope_.camera->sets_exposure());
  const bool is_away = !complaint.empty() || (sees_returns(visit) && abilities().takes);
  std::string what = by_hand ? what_to_set(visit, is_away) : std::string();
  const std::string how = microscope_.camera->how_to_take(
      at_, {.frames = visit.frames, .before = frames_of(plan, number)});
  if (what.empty() && how.empty()) return Fate::done;
  if (!how.empty()) what += (what.empty() ? "" : " ") + how;
  if (!how.empty() && !complaint.empty())
    what += tr(" It must take the place of the one saved before.");
  return ask(counted(plan, number) + after(complaint, what));
}

}  // namespace etalon::protocols
