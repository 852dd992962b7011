// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/scope_writer.hpp"

#include <filesystem>
#include <iosfwd>
#include <string>

namespace etalon::cli {

/// Six questions about a microscope that can be answered while standing in front of it, one line
/// for each; Enter keeps the suggestion. An answer that makes no sense is explained and asked
/// again, three times in all. Throws UsageError then, and when the answers end too early. What the
/// words for colours are taken to mean, as middle and half width of what a camera sees of such a
/// lamp or filter (LEDs and broad filters; a number is better):
///   white 550 nm, 60 nm (where the eye and a camera without colours see most of it)
///   green 535 nm, 35 nm; red 635 nm, 25 nm; blue 465 nm, 25 nm; violet 405 nm, 15 nm
/// A number in nm has no stated width. Of a pixel the plain number is that of the sensor;
/// "0.26 um object" says that it is what a pixel covers in the object.
protocols::ScopeAnswers ask_about_microscope(std::istream& answers, std::ostream& terminal);

/// Writes the scope file and makes the folder for the images, where that is named relative to it.
/// An empty path: FILE.yaml or FILE-2.yaml ... in the current folder, after maker and model, never
/// over a file that exists. Returns the path. Throws FileError.
std::filesystem::path write_scope(const protocols::ScopeAnswers& answers,
                                  const std::filesystem::path& asked, std::ostream& terminal);

/// Both, for `etalon run` without a scope file.
std::filesystem::path ask_for_scope(std::istream& answers, std::ostream& terminal);

}  // namespace etalon::cli
