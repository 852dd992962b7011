// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/mechanics/clock.hpp"

#include "hardware/simulator/demands.hpp"
#include "suite/core/translate.hpp"

namespace etalon::hardware {
namespace {

using S = ClockSettings;

bool is_span(Time time) { return within(time, etalon::s(0), hours(1e5)); }

}  // namespace

const OptionSet<S>& clock_options() {
  static const OptionSet<S> set = [] {
    OptionSet<S> all;
    all.add("switched_on", &S::switched_on, "How long it is on when the first step begins.")
        .add("step_time", &S::step_time, "Time from one step of a protocol to the next.")
        .add("repeat_time", &S::repeat_time, "Time from one repeat of a step to the next.")
        .add("attempt_time", &S::attempt_time, "Time from one attempt to the next.")
        .add("visit_time", &S::visit_time, "Time from one visit of a series to the next.")
        .add("frame_time", &S::frame_time, "Time from one frame to the next, or the exposure.");
    return all;
  }();
  return set;
}

std::string objection_to(const S& s) {
  return first_unmet(
      {{is_span(s.switched_on), tr("switched_on: expected 0 s to 100000 h.")},
       {is_span(s.step_time) && is_span(s.repeat_time) && is_span(s.attempt_time) &&
            is_span(s.visit_time) && is_span(s.frame_time),
        tr("step_time, repeat_time, attempt_time, visit_time, frame_time: expected 0 s to "
           "100000 h.")}});
}

Time time_of(const S& settings, const Moment& moment, Time interval,
             std::optional<Time> of_visits) {
  return settings.switched_on + settings.step_time * static_cast<double>(moment.step) +
         settings.repeat_time * moment.repeat + settings.attempt_time * moment.attempt +
         of_visits.value_or(settings.visit_time) * moment.visit + interval * moment.frame;
}

}  // namespace etalon::hardware
