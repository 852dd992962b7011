// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/instrument.hpp"
#include "suite/core/outcome.hpp"

#include <string>

namespace etalon::protocols {

/// What is engraved on an objective, as makers write it (ISO 8578 and older customs):
///   "20x/0.40"   "40x/0.65 oil"   "10 x / 0.25 160/0.17"   "Plan 100/1,30 Oel 160/0,17"   "4X
///   0.10"
/// gives nominal magnification, numerical aperture and immersion. Tube length and cover glass
/// ("160/0.17", "∞/-") and whatever else is engraved are passed over. Where no medium is named it
/// is air, but unknown from an aperture of 1 on, which air cannot give, and where several media are
/// ("imm"). Of an iris ("1.40-0.60") the open one counts. A magnification alone ("20x") is
/// understood, its aperture then unknown; "unknown" says nothing of either.
///
/// Failure code: `engraving.not_understood` (no magnification, or figures that no objective has).
/// The aperture is given without uncertainty.
Outcome<Objective> read_engraving(const std::string& text);

}  // namespace etalon::protocols
