// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/image_file.hpp"
#include "suite/imagefiles/tiff_opening.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace etalon::imagefiles {

/// The image that an OME-TIFF file belongs to. Its planes may lie in several files of one folder
/// (<TiffData> names them) and its metadata in yet another (<BinaryOnly>): any of them opens the
/// whole set, always in the dimension order. Throws FileError: a file of the set is missing, lies
/// in another folder, is of another recording, or what it holds does not fit.
ImageFile open_ome(TiffOpening& opening, const std::string& xml, const ReadOptions& options);

/// Names of the files that hold the image that this file belongs to, by its metadata alone; empty
/// for all but sets of several files, and for what cannot be read. Never throws FileError.
std::vector<std::string> names_of_set(const std::filesystem::path& path);

}  // namespace etalon::imagefiles
