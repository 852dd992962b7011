// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/optics/lens.hpp"

#include <string>
#include <vector>

namespace etalon::hardware {

/// Why no lens can be like this, in a sentence that says what to change; empty when one can. What
/// transfer_of and the true figures ask for as a precondition.
std::string objection(const Lens& lens);

/// The same for the light: at least one wavelength, each between 0.1 and 10 um, weights not
/// negative and not all zero.
std::string objection(const std::vector<Wavelength>& light);

}  // namespace etalon::hardware
