// SPDX-License-Identifier: Apache-2.0
// Where StepRunner takes stage and focus to stand, and what it does where nobody knows any more: a
// board that counts from where it was opened counts otherwise in a run that is gone on with.

#include "protocols/reached.hpp"
#include "protocols/series_clock.hpp"
#include "protocols/step_runner.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <sstream>

namespace etalon::protocols {
namespace {

std::string text_of(const FrameSetting& place) {
  return fmt::format("{}; {}; {}", to_text(place.x.value_or(um(0))),
                     to_text(place.y.value_or(um(0))), to_text(place.z.value_or(um(0))));
}

FrameSetting place_in(const std::string& text) {
  FrameSetting place;
  std::istringstream parts(text);
  for (auto* axis : {&place.x, &place.y, &place.z}) {
    std::string part;
    std::getline(parts, part, ';');
    if (const auto length = parse_quantity<kind::ObjectLength>(part)) *axis = *length;
  }
  return place;
}

bool travels(const Step& step) {
  return step.acquire && (step.acquire->tour || (step.acquire->stack && step.acquire->stack->runs));
}

}  // namespace

bool StepRunner::keeps_places() const {
  return (!microscope_.stage || microscope_.stage->keeps_zero()) &&
         (!microscope_.focus || microscope_.focus->keeps_zero());
}

std::optional<Length> StepRunner::focus_place() const {
  const auto recorded = before_.last("focused", at_.step, at_.repeat);
  if (focused_ || !recorded || !keeps_places()) return focused_;
  const auto place = parse_quantity<kind::ObjectLength>(*recorded);
  return place ? std::optional(*place) : std::nullopt;
}

/// What an earlier process had found, and no later step would look for.
bool StepRunner::has_lost_focus(const Step& step) const {
  return step.acquire && step.light && !focused_ && !keeps_places() &&
         before_.last("focused", at_.step, at_.repeat);
}

/// The calendar says that it is earlier than it was at the last visit of a series: a computer
/// without a clock of its own was switched off meanwhile.
bool StepRunner::calendar_went_back(const Step& step, int attempt) const {
  // Some cameras (folder, simulator) have a time of their own.
  if (!step.acquire->interval || microscope_.camera->keeps_time()) return false;
  const auto recorded = before_.latest("series_begun", step.id, at_.repeat);
  const auto frames = before_.frames(step.id, at_.repeat, attempt);
  const auto begun = recorded ? parse_number(*recorded) : Outcome<double>(0);
  if (!begun || *begun <= 0 || !frames || frames->settings.empty()) return false;
  const Time last = frames->settings.back().time.value_or(s(0));
  return SeriesClock::calendar() < *begun + last.in(s);
}

/// A series on its way cannot go on where nobody knows how far it had come, or when; what it has
/// stays in the record.
int StepRunner::abandoned(const Step& step) {
  const int before = before_.count("attempt_abandoned", step.id, at_.repeat);
  const int done = before_.count("attempt_done", step.id, at_.repeat);
  const bool on_its_way = step.acquire && is_series(*step.acquire) &&
                          before_.visits(step.id, at_.repeat, done + before) > 0 &&
                          before_.count("frames_acquired", step.id, at_.repeat) <= done;
  if (!on_its_way) return before;
  const bool placed = travels(step) || before_.last("focused", at_.step, at_.repeat) ||
                      before_.latest("focused", at_.step, at_.repeat);
  if (placed && !keeps_places()) {
    journal("attempt_abandoned",
            tr("The motors count from where they stand now: the series begins anew."));
  } else if (calendar_went_back(step, done + before)) {
    journal("attempt_abandoned", tr("The clock of this computer was set back: nobody knows how "
                                    "long the pause was, and the series begins anew."));
  } else {
    return before;
  }
  return before + 1;
}

/// Where stage and focus stand as the series begins; of one that goes on, where they stood then.
FrameSetting StepRunner::origin(std::size_t visits) {
  if (origin_) return *origin_;
  const auto recorded = before_.latest("origin", at_.step, at_.repeat);
  if (visits > 0 && recorded) {
    origin_ = place_in(*recorded);
    return *origin_;
  }
  FrameSetting place = standing(microscope_);
  if (place.z) place.z = focus_place().value_or(*place.z);
  journal("origin", text_of(place));
  origin_ = place;
  return place;
}

}  // namespace etalon::protocols
