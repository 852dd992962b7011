// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/joined_settings.hpp"

#include <algorithm>

namespace etalon::imagefiles {
namespace {

/// Settings for each frame of the file; the only frame of a file begins with the file.
std::vector<FrameSetting> settings_of(const ImageMetadata& file) {
  std::vector<FrameSetting> settings = file.settings;
  settings.resize(file.planes.size());
  if (settings.size() == 1 && !settings.front().time) settings.front().time = s(0);
  return settings;
}

/// False when the times of this file cannot follow those before.
bool append_in_time(std::vector<FrameSetting>& all, const ImageMetadata& file,
                    const DateTime& origin) {
  if (!file.acquired || file.acquired->has_zone != origin.has_zone) return false;
  const Time begin = file.acquired->since_1970 - origin.since_1970;
  const Time before = all.empty() ? s(-1) : *all.back().time;
  for (FrameSetting setting : settings_of(file)) {
    if (!setting.time || begin + *setting.time <= before) return false;
    setting.time = begin + *setting.time;
    all.push_back(setting);
  }
  return true;
}

}  // namespace

std::vector<FrameSetting> said(std::vector<FrameSetting> settings) {
  const auto silent = [](const FrameSetting& setting) { return setting == FrameSetting{}; };
  if (std::all_of(settings.begin(), settings.end(), silent)) return {};
  return settings;
}

FrameSetting completed(FrameSetting known, const FrameSetting& told) {
  if (!known.exposure) known.exposure = told.exposure;
  if (!known.light) known.light = told.light;
  if (!known.photons) known.photons = told.photons;
  if (!known.time) known.time = told.time;
  if (!known.x) known.x = told.x;
  if (!known.y) known.y = told.y;
  if (!known.z) known.z = told.z;
  return known;
}

std::vector<FrameSetting> joined_settings(const std::vector<ImageMetadata>& files) {
  if (files.size() == 1) return files.front().settings;
  std::vector<FrameSetting> all;
  bool timed = !files.empty() && files.front().acquired;
  for (std::size_t i = 0; timed && i < files.size(); ++i)
    timed = append_in_time(all, files[i], *files.front().acquired);
  if (timed) return all;
  all.clear();
  for (const ImageMetadata& file : files) {
    for (FrameSetting setting : settings_of(file)) {
      setting.time.reset();
      all.push_back(setting);
    }
  }
  return said(std::move(all));
}

}  // namespace etalon::imagefiles
