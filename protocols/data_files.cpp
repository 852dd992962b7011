// SPDX-License-Identifier: Apache-2.0
#include "protocols/data_files.hpp"

#include "suite/core/data_dirs.hpp"

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

}  // namespace etalon::protocols
