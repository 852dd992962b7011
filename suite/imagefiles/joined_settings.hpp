// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/image_file.hpp"

#include <vector>

namespace etalon::imagefiles {

/// The settings, or nothing when none of them says anything.
std::vector<FrameSetting> said(std::vector<FrameSetting> settings);

/// What is known, and where that is silent what was `told`.
FrameSetting completed(FrameSetting known, const FrameSetting& told);

/// What several files say of their frames, one behind the other; empty when none says anything.
/// Times go on from file to file only where every file tells when it began (all with a zone or all
/// without one), and each begins after the last frame of the one before; else nobody said when.
std::vector<FrameSetting> joined_settings(const std::vector<ImageMetadata>& files);

}  // namespace etalon::imagefiles
