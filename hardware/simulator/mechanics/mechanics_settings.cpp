// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/mechanics/mechanics_settings.hpp"

#include "hardware/simulator/demands.hpp"
#include "suite/core/translate.hpp"

#include <algorithm>

namespace etalon::hardware {
namespace {

using S = MechanicsSettings;

bool are_errors(std::initializer_list<Length> all) {
  return std::all_of(all.begin(), all.end(),
                     [](Length error) { return within(error, um(0), mm(1)); });
}

bool are_paths(std::initializer_list<Length> all) {
  return std::all_of(all.begin(), all.end(),
                     [](Length path) { return within(path, mm(-1), mm(1)); });
}

void add_errors(OptionSet<S>& all) {
  all.add("best_focus", &S::best_focus, "z of the slide; drawn from the seed when not given.")
      .add("focus_offset", &S::focus_offset, "How much further away the slide lies than it seems.")
      .add("focus_error", &S::focus_error, "Standard deviation of a focusing.")
      .add("focus_step", &S::focus_step, "Smallest step of the focus drive.")
      .add("backlash", &S::backlash, "Play of the focus drive.")
      .add("focus_periodic_error", &S::focus_periodic_error, "Amplitude of its periodic error.")
      .add("focus_period", &S::focus_period, "Way in which that error repeats.")
      .add("stage_step", &S::stage_step, "Smallest step of the stage.")
      .add("stage_error", &S::stage_error, "Standard deviation of the place that is reached.")
      .add("stage_backlash_x", &S::stage_backlash_x, "Play of the stage in x.")
      .add("stage_backlash_y", &S::stage_backlash_y, "Play of the stage in y.")
      .add("stage_periodic_error", &S::stage_periodic_error, "Amplitude of its periodic error.")
      .add("stage_period", &S::stage_period, "Way in which that error repeats.");
}

void add_creep(OptionSet<S>& all) {
  all.add("drift_x_per_hour", &S::drift_x_per_hour, "Steady drift to the right.")
      .add("drift_y_per_hour", &S::drift_y_per_hour, "Steady drift downwards.")
      .add("drift_z_per_hour", &S::drift_z_per_hour, "Steady drift away from the objective.")
      .add("warm_up_x", &S::warm_up_x, "Way to the right while it warms up.")
      .add("warm_up_y", &S::warm_up_y, "Way downwards while it warms up.")
      .add("warm_up_z", &S::warm_up_z, "Way from the objective while it warms up.")
      .add("warm_up_time", &S::warm_up_time, "Time constant of warming up.")
      .add("vibration", &S::vibration, "Standard deviation of the movement in an exposure.")
      .add("jitter", &S::jitter, "Standard deviation of the place between frames.");
}

}  // namespace

const OptionSet<S>& mechanics_options() {
  static const OptionSet<S> set = [] {
    OptionSet<S> all;
    add_errors(all);
    add_creep(all);
    return all;
  }();
  return set;
}

std::string objection_to(const S& s) {
  return first_unmet(
      {{!s.best_focus || within(*s.best_focus, um(-100), um(100)),
        tr("best_focus: expected -100 um to 100 um.")},
       {within(s.focus_offset, um(-200), um(200)), tr("focus_offset: expected -200 um to 200 um.")},
       {are_errors({s.focus_error, s.focus_step, s.backlash, s.focus_periodic_error}),
        tr("focus_error, focus_step, backlash, focus_periodic_error: expected 0 um to 1 mm.")},
       {are_errors({s.stage_step, s.stage_error, s.stage_backlash_x, s.stage_backlash_y,
                    s.stage_periodic_error}),
        tr("stage_step, stage_error, stage_backlash_x, stage_backlash_y, stage_periodic_error: "
           "expected 0 um to 1 mm.")},
       {within(s.focus_period, nm(1), mm(100)) && within(s.stage_period, nm(1), mm(100)),
        tr("focus_period, stage_period: expected 1 nm to 100 mm.")},
       {are_paths({s.drift_x_per_hour, s.drift_y_per_hour, s.drift_z_per_hour}),
        tr("drift_x_per_hour, drift_y_per_hour, drift_z_per_hour: expected -1 mm to 1 mm.")},
       {are_paths({s.warm_up_x, s.warm_up_y, s.warm_up_z}),
        tr("warm_up_x, warm_up_y, warm_up_z: expected -1 mm to 1 mm.")},
       {within(s.warm_up_time, etalon::s(1), hours(1000)),
        tr("warm_up_time: expected 1 s to 1000 h.")},
       {within(s.vibration, um(0), um(100)) && within(s.jitter, um(0), um(100)),
        tr("vibration, jitter: expected 0 um to 100 um.")}});
}

}  // namespace etalon::hardware
