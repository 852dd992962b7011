// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "protocols/procedure.hpp"

#include <string>
#include <vector>

namespace etalon::protocols {

/// The ways to make a specimen visible that `contrast` may name, in scope files and in `requires`.
const std::vector<std::string>& contrast_words();
/// The devices that `requires` may name: "camera", "stage" ...
const std::vector<std::string>& role_words();

/// Throws DeviceError with what is missing when the microscope has not what the protocol requires.
/// A contrast that nobody stated is not held against a microscope.
void expect_requirements(const Procedure& procedure, const hardware::Microscope& microscope);

/// Throws DeviceError when the focus would move without anybody seeing that there is room.
void expect_somebody_to_confirm(const Procedure& procedure, const hardware::Microscope& microscope);

}  // namespace etalon::protocols
