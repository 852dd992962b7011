// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/image_folder.hpp"

#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/ome_file.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <set>

namespace etalon::imagefiles {

namespace fs = std::filesystem;

bool is_named_like_an_image(const fs::path& file) {
  std::string extension = file.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (extension.empty() || file.filename().string().front() == '.') return false;
  for (const auto& format : format_table()) {
    if ((format.extensions + " ").find(extension + " ") != std::string::npos) return true;
  }
  return false;
}

namespace {

bool may_belong_to_a_set(const fs::path& file) {
  const std::string extension = file.extension().string();
  return extension == ".tif" || extension == ".tiff" || extension == ".ome" || extension == ".btf";
}

/// Of one kind, in natural order.
std::vector<fs::path> entries_in(const fs::path& folder,
                                 bool (fs::directory_entry::*is_kind)(std::error_code&) const) {
  std::error_code error;
  std::vector<fs::path> entries;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    if (((*entry).*is_kind)(ignored)) entries.push_back(entry->path());
  }
  if (error) throw FileError(folder.string(), error.message());
  std::sort(entries.begin(), entries.end(), [](const fs::path& a, const fs::path& b) {
    const int order = strverscmp(a.filename().c_str(), b.filename().c_str());
    return order != 0 ? order < 0 : a < b;
  });
  return entries;
}

}  // namespace

std::vector<fs::path> files_in(const fs::path& folder) {
  return entries_in(folder, &fs::directory_entry::is_regular_file);
}

std::vector<fs::path> folders_in(const fs::path& folder) {
  return entries_in(folder, &fs::directory_entry::is_directory);
}

std::vector<fs::path> images_in(const fs::path& folder) {
  std::vector<fs::path> images;
  std::set<std::string> passed;  // of sets that are there already
  for (const fs::path& file : files_in(folder)) {
    const std::string name = file.filename().string();
    if (!is_named_like_an_image(file) || passed.contains(name)) continue;
    images.push_back(file);
    if (may_belong_to_a_set(file))
      for (const std::string& other : names_of_set(file)) passed.insert(other);
  }
  if (images.empty())
    refuse(
        folder,
        tr("holds no file that is named like an image (.tif, .png ...). Name the folder in which "
           "the images lie; folders in it are not looked into."));
  return images;
}

}  // namespace etalon::imagefiles
