// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/named_file.hpp"

#include "suite/core/error.hpp"

#include <algorithm>

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

const NamedFiles::Opened& NamedFiles::open(const std::string& name, const TextPlace& place) {
  const fs::path path = located(name, *place.path);
  const auto known = opened_.find(path);
  if (known != opened_.end()) return known->second;
  try {
    ImageFile file = open_image(path, options_);
    return opened_[path] = {std::move(file.metadata), std::move(file.frames)};
  } catch (const FileError& error) {
    throw TextError(place.path->string(), place.line, place.column, error.what());
  }
}

}  // namespace etalon::imagefiles
