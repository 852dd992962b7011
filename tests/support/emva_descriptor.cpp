// SPDX-License-Identifier: Apache-2.0
#include "tests/support/emva_descriptor.hpp"

#include "suite/imagefiles/image_file.hpp"

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace etalon::test {

Observation emva_series(const std::filesystem::path& descriptor) {
  Observation series;
  std::vector<std::unique_ptr<FrameSequence>> bright;
  std::vector<std::unique_ptr<FrameSequence>> dark;
  std::ifstream file(descriptor);
  FrameSetting setting;
  bool is_dark = false;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    char kind = 0;
    words >> kind;
    if (kind == 'b' || kind == 'd') {
      double time_ns = 0;
      words >> time_ns;
      setting = {};
      setting.exposure = s(time_ns / 1e9);
      is_dark = kind == 'd';
      double count = 0;
      if (!is_dark && words >> count) setting.photons = photons(count);
    }
    if (kind != 'i') continue;
    std::string name;
    words >> name;
    std::replace(name.begin(), name.end(), '\\', '/');
    (is_dark ? dark : bright)
        .push_back(std::move(imagefiles::open_image(descriptor.parent_path() / name).frames));
    (is_dark ? series.dark_settings : series.settings).push_back(setting);
  }
  series.frames = std::make_unique<JoinedFrames>(std::move(bright));
  series.dark = std::make_unique<JoinedFrames>(std::move(dark));
  return series;
}

}  // namespace etalon::test
