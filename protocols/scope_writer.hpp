// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/instrument.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace etalon::protocols {

/// What a person knows of a microscope without looking anything up. Texts are single lines of
/// UTF-8.
struct ScopeAnswers {
  std::string manufacturer;  ///< may be empty, as all texts but `images`
  std::string model;
  std::string engraving;  ///< of the objective, as typed: kept as a comment
  Objective objective;
  std::optional<double> condenser_na;
  std::string light;                 ///< as typed, for a comment
  std::optional<Length> wavelength;  ///< in the middle of what the light holds
  std::optional<Length> half_width;  ///< half of the band; unknown when empty
  std::optional<SensorPixelPitch> pixel_pitch;
  std::optional<PixelSize> pixel_size;  ///< in the object plane, where that is what is known
  std::string images;                   ///< folder, as seen from the scope file
};

/// "OpenFlexure v7" -> "openflexure-v7": an id for a scope file and its name; "microscope" where
/// the words leave nothing that an id may hold.
std::string scope_id_of(const std::string& words);

/// The answers as a scope file whose comments say what each key means, what was assumed and how to
/// find out what is missing. It reads back by read_scope_file(). Assumed are: an engraved aperture
/// within 3 %, a condenser's scale within 10 %, and an object-plane pixel that is the sensor's
/// divided by the engraved magnification, with unknown uncertainty.
std::string scope_text(const std::string& id, const ScopeAnswers& answers);

/// Writes a file that must not exist yet; false when it does. Throws FileError.
bool write_new_file(const std::filesystem::path& path, const std::string& text);

}  // namespace etalon::protocols
