// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"

#include <filesystem>

namespace etalon::cli {

/// Writes each volume of the evaluation as OME-TIFF (32-bit floating point) into the folder, which
/// is made: IMAGE.average_bead.ome.tif, with the channel or plane before the ending where there are
/// several. Throws FileError.
void write_images(const Evaluation& evaluation, const std::filesystem::path& folder);

}  // namespace etalon::cli
