// SPDX-License-Identifier: Apache-2.0
#include "protocols/data_files.hpp"

#include "protocols/yaml_map.hpp"
#include "suite/core/data_dirs.hpp"
#include "suite/core/error.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <map>

namespace etalon::protocols {

namespace fs = std::filesystem;

std::vector<fs::path> data_folders() {
  std::vector<fs::path> candidates;
  if (const char* asked = std::getenv("ETALON_DATA"); asked != nullptr && *asked != '\0') {
    candidates.emplace_back(asked);
  }
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    candidates.push_back((program.parent_path() / "../share/etalon").lexically_normal());
  }
  candidates.emplace_back(kInstalledDataDir);
  candidates.emplace_back(kSourceDataDir);
  std::vector<fs::path> folders;
  for (const fs::path& folder : candidates) {
    if (fs::is_directory(folder, error)) folders.push_back(folder);
  }
  return folders;
}

std::vector<fs::path> data_files(const std::string& subfolder) {
  std::map<std::string, fs::path> by_name;
  for (const fs::path& folder : data_folders()) {
    std::error_code error;
    for (fs::directory_iterator entry(folder / subfolder, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry->path().extension() == ".yaml") {
        by_name.try_emplace(entry->path().stem().string(), entry->path());
      }
    }
  }
  std::vector<fs::path> files;
  for (const auto& [name, path] : by_name) files.push_back(path);
  return files;
}

fs::path find_data_file(const std::string& name_or_path, const std::string& subfolder,
                        const MissingWords& missing) {
  const fs::path path(name_or_path);
  if (path.has_parent_path() || path.extension() == ".yaml" || path.extension() == ".yml") {
    std::error_code error;
    if (fs::exists(path, error)) return path;
    throw FileError(name_or_path, missing.file);
  }
  std::vector<std::string> known;
  for (const fs::path& file : data_files(subfolder)) {
    known.push_back(file.stem().string());
    if (known.back() == name_or_path) return file;
  }
  if (known.empty()) throw FileError(name_or_path, missing.library);
  throw FileError(name_or_path,
                  fmt::format(fmt::runtime(missing.name), nearest_of(name_or_path, known)));
}

}  // namespace etalon::protocols
