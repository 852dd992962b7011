// SPDX-License-Identifier: Apache-2.0
#include "protocols/profile_file.hpp"

#include "protocols/data_files.hpp"
#include "protocols/limit_reader.hpp"
#include "protocols/yaml_map.hpp"
#include "suite/core/translate.hpp"
#include "suite/trust/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace etalon::protocols {
namespace {

/// A profile is read before anything is known about the slides, so it may not hand out words that
/// only a good tier would bear.
std::string modest(const YamlValue& value) {
  std::string text = value.text();
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  if (lower.find("research grade") != std::string::npos ||
      lower.find("research-grade") != std::string::npos) {
    value.refuse(
        tr("a profile says what a microscope is fit for, not that it is \"research "
           "grade\""));
  }
  return text;
}

}  // namespace

std::vector<std::filesystem::path> profile_library() { return data_files("protocols/profiles"); }

std::filesystem::path find_profile(const std::string& name_or_path) {
  return find_data_file(name_or_path, "protocols/profiles",
                        {tr("there is no such profile file."),
                         tr("the library of profiles is not found; set ETALON_DATA to the folder "
                            "that holds protocols/profiles."),
                         tr("there is no such profile in the library{}")});
}

ProfileFile read_profile(const std::filesystem::path& path) {
  const YamlFile file = read_yaml_file(path);
  const YamlMap map(file, YamlValue(file, file.root, ""),
                    {"profile", "version", "title", "fit_for", "contrast", "limits"});
  ProfileFile read;
  grading::Profile& profile = read.profile;
  profile.id = map.required("profile").identifier();
  profile.version = map.required("version").text();
  profile.title = modest(map.required("title"));
  const YamlValue fit_for = map.required("fit_for");
  for (const YamlValue& use : fit_for.items()) profile.fit_for.push_back(modest(use));
  if (profile.fit_for.empty()) fit_for.refuse(tr("name at least one use"));
  profile.contrast = map.text("contrast");
  const YamlValue limits = map.required("limits");
  for (const YamlEntry& entry : entries_of(file, limits)) {
    profile.limits.push_back(read_limit(file, entry));
  }
  if (std::none_of(profile.limits.begin(), profile.limits.end(),
                   [](const Limit& limit) { return limit.required; })) {
    limits.refuse(tr("a profile needs at least one required limit"));
  }
  profile.sha256 = trust::sha256_of(file.text);
  read.path = file.path;
  read.text = file.text;
  return read;
}

}  // namespace etalon::protocols
