// SPDX-License-Identifier: Apache-2.0
// What StepRunner sees in the images of the moves that a person makes.

#include "protocols/moved_by_hand.hpp"
#include "protocols/question_words.hpp"
#include "protocols/step_runner.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace etalon::protocols {
namespace {

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

}  // namespace

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
