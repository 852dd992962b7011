// SPDX-License-Identifier: Apache-2.0
// What StepRunner does before the frames of a step count: exposing and focusing, and what it says
// of the frames where that failed.

#include "protocols/exposing.hpp"
#include "protocols/focusing.hpp"
#include "protocols/step_runner.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

namespace etalon::protocols {
namespace {

constexpr Time kFirstExposure = ms(10);
constexpr const char* kNotExposed = "not_exposed";
constexpr const char* kNotFocused = "not_focused";

std::string sentence(const Failure& failure) {
  return failure.advice.empty() ? failure.detail : failure.detail + " → " + failure.advice;
}

std::string sentence(const std::string& event, const std::string& why) {
  return fmt::format(fmt::runtime(event == kNotExposed ? tr("No exposure was found: {}")
                                                       : tr("No focus was found: {}")),
                     why);
}

}  // namespace

StepRunner::Fate StepRunner::preparation(const Step& step) {
  bool ready = false;
  for (; at_.attempt < attempts_of(step) && !ready; ++at_.attempt) {
    const Fate fate = instruct(step, complaint_);
    if (fate != Fate::done) return fate;
    ready = prepare(step);
    complaint_ = complaint_of_preparing(step, unready());
  }
  return concluded(step, ready);
}

/// Exposes and focuses, as the step wants and the devices can.
bool StepRunner::prepare(const Step& step) {
  if (microscope_.light) microscope_.light->set_level(one(step.light ? 1 : 0));
  const bool exposed = expose(step);
  return focus(step, exposed) && exposed;
}

bool StepRunner::expose(const Step& step) {
  if (!step.expose || !microscope_.camera || !microscope_.camera->sets_exposure()) return true;
  const auto found =
      find_exposure(*microscope_.camera, at_, *step.expose, exposure().value_or(kFirstExposure));
  if (!found) return not_ready(kNotExposed, found.error());
  unready_[kNotExposed].clear();
  exposed_ = *found;
  journal("exposed", to_text(*found));
  return true;
}

/// Not where no exposure was found: a search of hundreds of frames at the longest tells little.
bool StepRunner::focus(const Step& step, bool exposed) {
  if (!wants_focus(step) || !microscope_.focus || !microscope_.camera) return true;
  const auto found = exposed ? find_focus(microscope_, at_, exposure(), focus_place())
                             : fail("focus.not_exposed", tr("it was not looked for in this light"),
                                    tr("See to the exposure first."));
  if (!found) return not_ready(kNotFocused, found.error());
  unready_[kNotFocused].clear();
  focused_ = *found;
  journal("focused", to_text(*found));
  return true;
}

bool StepRunner::wants_focus(const Step& step) const {
  return step.focusing == Focusing::again || (step.focusing == Focusing::once && at_.repeat == 0) ||
         has_lost_focus(step);
}

std::optional<Time> StepRunner::exposure() const {
  const auto recorded = before_.last("exposed", at_.step, at_.repeat);
  if (exposed_ || !recorded) return exposed_;
  const auto time = parse_quantity<kind::Time>(*recorded);
  return time ? std::optional(*time) : std::nullopt;
}

bool StepRunner::not_ready(const std::string& event, const Failure& why) {
  unready_[event] = sentence(why);
  journal(event, unready_[event]);
  tell(sentence(event, unready_[event]));
  return false;
}

/// Of the last search, in whichever process it was; empty: it found something, or there was none.
std::string StepRunner::why_not(const std::string& found, const std::string& not_found) const {
  const auto own = unready_.find(not_found);
  if (own != unready_.end()) return own->second;
  const auto last = before_.last_of({found, not_found}, at_.step, at_.repeat);
  return last && last->event == not_found ? last->detail : std::string();
}

/// What was not found holds for all frames until it is, as what was found does.
Doubts StepRunner::unready() const {
  const Step& step = procedure_.steps[at_.index];
  const std::string not_exposed = why_not("exposed", kNotExposed);
  const std::string not_focused = why_not("focused", kNotFocused);
  const bool own_exposure = step.acquire && step.acquire->exposure;
  Doubts doubts;
  if (!not_exposed.empty() && !own_exposure)
    add_doubt(kNotExposed, sentence(kNotExposed, not_exposed), doubts);
  if (!not_focused.empty() && step.light)
    add_doubt(kNotFocused, sentence(kNotFocused, not_focused), doubts);
  return doubts;
}

/// Of what the step itself was to find: to do what an earlier one did not helps nobody here.
std::string StepRunner::complaint_of_preparing(const Step& step, const Doubts& doubts) const {
  std::string complaint;
  for (const auto& [code, why] : doubts) {
    const bool own =
        (code == kNotExposed && step.expose) || (code == kNotFocused && wants_focus(step));
    if (own) complaint += (complaint.empty() ? "" : " ") + why;
  }
  return complaint;
}

}  // namespace etalon::protocols
