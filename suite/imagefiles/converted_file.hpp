// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/image_file.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace etalon::imagefiles {

/// The environment variable that names a program for files that are not read here: its arguments,
/// parted by blanks, with {in} and {out} in their places.
inline constexpr const char* kConverterVariable = "ETALON_CONVERTER";
/// The longest time that it may take, such as "30 min"; 10 min where it is not set.
inline constexpr const char* kConverterTimeVariable = "ETALON_CONVERTER_TIME";

/// The arguments of the converter for one file; empty when nobody named one. Throws FileError (of
/// `in`) when {in} or {out} is missing.
std::vector<std::string> converter_arguments(const std::string& command,
                                             const std::filesystem::path& in,
                                             const std::filesystem::path& out);

/// Whether the user named a converter.
bool has_converter();

/// Runs the converter, without a shell, on the file and opens the OME-TIFF (or TIFF) that it wrote
/// into a temporary folder, which goes with the frames. The input is the original file, with its
/// SHA-256; `format` says what that is. Throws FileError: the program is missing, fails, does not
/// end in time (it and what it started are killed then, as by SIGINT, SIGTERM and SIGHUP), writes
/// nothing or no TIFF.
ImageFile open_converted(const std::filesystem::path& path, const std::string& format,
                         const ReadOptions& options);

}  // namespace etalon::imagefiles
