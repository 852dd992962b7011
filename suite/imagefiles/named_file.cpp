// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/named_file.hpp"

#include "suite/core/error.hpp"
#include "suite/imagefiles/opened_together.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace etalon::imagefiles {
namespace {

namespace fs = std::filesystem;

/// A backslash may be part of a name; only where there is no such file does it part folders.
fs::path located(const std::string& name, const fs::path& text) {
  const fs::path as_written = text.parent_path() / name;
  std::error_code error;
  if (fs::exists(as_written, error)) return as_written;
  std::string slashed = name;
  std::replace(slashed.begin(), slashed.end(), '\\', '/');
  return text.parent_path() / slashed;
}

}  // namespace

std::vector<SharedFile> open_named_files(const std::vector<NamedFile>& names, const fs::path& text,
                                         const ReadOptions& options) {
  std::map<fs::path, std::size_t> place;  // in `distinct`
  std::vector<std::size_t> distinct;      // places of first mention in `names`
  std::vector<std::size_t> meant;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto [known, is_new] = place.try_emplace(located(names[i].name, text), distinct.size());
    if (is_new) distinct.push_back(i);
    meant.push_back(known->second);
  }
  const auto opened = opened_together<SharedFile>(distinct.size(), [&](std::size_t k) {
    const NamedFile& named = names[distinct[k]];
    try {
      ImageFile file = open_image(located(named.name, text), options);
      return SharedFile{std::move(file.metadata), std::move(file.frames)};
    } catch (const FileError& error) {
      throw TextError(text.string(), named.line, named.column, error.what());
    }
  });
  std::vector<SharedFile> files;
  for (const std::size_t k : meant) files.push_back(opened[k]);
  return files;
}

}  // namespace etalon::imagefiles
