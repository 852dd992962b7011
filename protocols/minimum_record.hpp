// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/instrument.hpp"

#include <string>
#include <vector>

namespace etalon::protocols {

/// What a record has to say of its instrument before a grade may be more than indicative, and this
/// one does not, in the words of the scope file: which microscope it was (model, serial number),
/// which objective (magnification, NA, immersion), which camera, and the wavelength. After the
/// tier-1 fields of 4DN-BINA-OME (NBO) v02-01, as far as a scope file can tell them.
std::vector<std::string> missing_from_record(const Instrument& instrument);

}  // namespace etalon::protocols
