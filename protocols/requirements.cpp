// SPDX-License-Identifier: Apache-2.0
#include "protocols/requirements.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace etalon::protocols {
namespace {

bool has(const hardware::Microscope& microscope, const std::string& role) {
  const std::map<std::string, bool> roles{
      {"camera", microscope.camera != nullptr}, {"stage", microscope.stage != nullptr},
      {"focus", microscope.focus != nullptr},   {"light", microscope.light != nullptr},
      {"turret", microscope.turret != nullptr}, {"operator", microscope.person != nullptr}};
  const auto found = roles.find(role);
  return found != roles.end() && found->second;
}

bool is_wanted(const std::string& value) { return value == "true" || value == "yes"; }

}  // namespace

const std::vector<std::string>& contrast_words() {
  static const std::vector<std::string> words{"brightfield",  "darkfield",  "phase_contrast", "dic",
                                              "polarisation", "reflection", "fluorescence"};
  return words;
}

const std::vector<std::string>& role_words() {
  static const std::vector<std::string> words{"camera", "stage",  "focus",
                                              "light",  "turret", "operator"};
  return words;
}

void expect_requirements(const Procedure& procedure, const hardware::Microscope& microscope) {
  const std::string& contrast = microscope.instrument.contrast;
  for (const auto& [what, value] : procedure.requires_) {
    if (what == "contrast") {
      if (contrast.empty() || contrast == value) continue;
      throw DeviceError(procedure.id,
                        fmt::format(fmt::runtime(tr("the protocol requires a {} microscope, and "
                                                    "this one works in {}.")),
                                    value, contrast));
    }
    if (!is_wanted(value) || has(microscope, what)) continue;
    throw DeviceError(
        procedure.id,
        fmt::format(fmt::runtime(tr("the protocol needs a {} and the scope file names none; add "
                                    "for example {}: {{driver: ...}} (see `etalon list "
                                    "drivers`).")),
                    what, what));
  }
}

void expect_somebody_to_confirm(const Procedure& procedure,
                                const hardware::Microscope& microscope) {
  if (microscope.person) return;
  const auto& steps = procedure.steps;
  if (microscope.focus && microscope.focus->wants_confirmation() &&
      std::any_of(steps.begin(), steps.end(), moves_focus)) {
    const std::string what =
        tr("nobody is there to see that the objective has room before the focus moves. Add "
           "operator: {driver: manual}, or write unattended: allowed among the settings of the "
           "focus if its travel is safe with every slide");
    throw DeviceError(microscope.focus->name(),
                      what + (microscope.focus->keeps_zero()
                                  ? "."
                                  : tr(", and zero: kept if its zero is always at one place.")));
  }
  if (microscope.stage && !microscope.stage->keeps_zero() &&
      std::any_of(steps.begin(), steps.end(), moves_stage)) {
    throw DeviceError(
        microscope.stage->name(),
        tr("nobody is there to see that it stands in the middle of its travel, which it counts "
           "from where it is opened. Add operator: {driver: manual}, or write zero: kept among "
           "its settings if its zero is always at one place."));
  }
}

}  // namespace etalon::protocols
