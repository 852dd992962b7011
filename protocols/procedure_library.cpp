// SPDX-License-Identifier: Apache-2.0
#include "protocols/data_files.hpp"
#include "protocols/procedure.hpp"
#include "protocols/yaml_map.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

namespace etalon::protocols {

namespace fs = std::filesystem;

std::vector<fs::path> procedure_library() { return data_files("protocols/library"); }

fs::path find_procedure(const std::string& name_or_path) {
  const fs::path path(name_or_path);
  if (path.has_parent_path() || path.extension() == ".yaml" || path.extension() == ".yml") {
    std::error_code error;
    if (fs::exists(path, error)) return path;
    throw FileError(name_or_path, tr("there is no such protocol file."));
  }
  std::vector<std::string> known;
  for (const fs::path& file : procedure_library()) {
    known.push_back(file.stem().string());
    if (known.back() == name_or_path) return file;
  }
  throw FileError(
      name_or_path,
      known.empty()
          ? std::string(tr("the library of protocols is not found; set ETALON_DATA to the "
                           "folder that holds protocols/library."))
          : fmt::format(fmt::runtime(tr("there is no such protocol in the library{}")),
                        nearest_of(name_or_path, known)));
}

}  // namespace etalon::protocols
