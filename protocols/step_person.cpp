// SPDX-License-Identifier: Apache-2.0
// What StepRunner asks of a person, and what they see meanwhile.

#include "protocols/live_meter.hpp"
#include "protocols/moved_by_hand.hpp"
#include "protocols/step_runner.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
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

/// "(3 of 10) ".
std::string counted(const std::vector<Visit>& plan, std::size_t number) {
  if (plan.size() == 1) return {};
  return fmt::format(fmt::runtime(tr("({} of {}) ")), number + 1, plan.size());
}

std::string after(const std::string& complaint, const std::string& what) {
  return complaint.empty() ? what : complaint + " " + what;
}

bool focuses_by_hand(const Step& step, const hardware::Microscope& microscope) {
  return step.focusing != Focusing::none && !microscope.focus;
}

void stand_at(Length x, Length y, hardware::AcquiredFrames& part) {
  part.settings.resize(part.frames->size());
  for (FrameSetting& setting : part.settings) {
    setting.x = x;
    setting.y = y;
  }
}

std::string name_of(const InputFile& file) {
  return std::filesystem::path(file.path).filename().string();
}

/// Without a shift, or without a pixel size.
std::string why_not_seen(const std::optional<imaging::FrameShift>& shift) {
  if (!shift) {
    return tr(
        "How far the stage was moved cannot be seen: the images share too little, or nothing "
        "fine.");
  }
  return fmt::format(fmt::runtime(tr("The image moved {:.3g} px to the right and {:.3g} px down; "
                                     "without a pixel size nobody knows how far that is.")),
                     shift->x, shift->y);
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
  const Fate fate = what.empty() ? Fate::done : ask_to_focus(step, what);
  if (confirm && fate == Fate::done) confirmed_ = what_lies_there(at_);
  return fate;
}

/// Before the first move of this process, and when another slide lies there.
bool StepRunner::wants_confirmation(const Step& step) const {
  return moves_focus(step) && microscope_.focus && microscope_.focus->wants_confirmation() &&
         confirmed_ != what_lies_there(at_);
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
  doubt_visit("not_moved", complaint, plan);
  return Fate::done;
}

/// What a person was asked for as often as anything is, and the image does not show.
void StepRunner::doubt_visit(const std::string& code, const std::string& what,
                             const std::vector<Visit>& plan) {
  const std::string sentence = counted(plan, visited_) + what;
  tell(sentence + " " + tr("It is taken as it is; the results say so."));
  add_doubt(code, sentence, coming_);
}

std::string StepRunner::complaint_of_move(const Visit& visit, hardware::AcquiredFrames& part) {
  if (parts_.empty()) {
    stand_at(um(0), um(0), part);
    return {};
  }
  const auto& before = parts_.back();
  const MarkedPlace place(before.frames->read(before.frames->size() - 1), std::nullopt);
  const auto shift = place.shift_of(part.frames->read(0));
  const auto pixel = pixel_size_of(microscope_, part);
  if (!shift || !pixel) {
    const std::string why = why_not_seen(shift);
    journal("not_seen", why);
    tell(why);
    add_doubt("move_not_seen", why, coming_);
    return {};
  }
  const SeenMove move = seen_move(*shift, *pixel);
  put_move(move, *visit.way_by_hand, part.actual);
  const FrameSetting last = before.settings.empty() ? FrameSetting{} : before.settings.back();
  if (last.x && last.y) stand_at(*last.x + move.x, *last.y + move.y, part);
  const std::string found = sentence(move, *visit.way_by_hand);
  const bool stayed = hardly_moved(move, *visit.way_by_hand);
  journal(stayed ? "not_moved" : "moved", found);
  if (!stayed) tell(found);
  return stayed ? found : std::string();
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

/// Where files show what was done, nobody sees it live.
std::string StepRunner::what_to_look_at(const Visit& visit, const hardware::AcquiredFrames& part) {
  if (parts_.empty() || part.origins.empty() || parts_.front().origins.empty()) return {};
  const InputFile& file = part.origins.front().file;
  const std::string name = name_of(file);
  if (rejected_ == file) {
    return fmt::format(fmt::runtime(tr(" {} is the image that was there before: nothing new was "
                                       "saved in its place.")),
                       name);
  }
  rejected_ = file;
  if (!visit.return_by_hand) return {};
  return fmt::format(fmt::runtime(tr(" Compare {} with {}, which shows where the mark should be.")),
                     name, name_of(parts_.front().origins.front().file));
}

}  // namespace etalon::protocols
