// SPDX-License-Identifier: Apache-2.0
#include "tests/support/camera_series.hpp"

#include "hardware/simulator/camera/expose.hpp"

#include <memory>
#include <utility>

namespace etalon::test {

namespace {

hardware::LightImage light_of(const CameraSeries& series, double electrons) {
  hardware::LightImage image{series.width, series.height, {{}}};
  for (int y = 0; y < series.height; ++y) {
    for (int x = 0; x < series.width; ++x) {
      const double off = 2.0 * x / (series.width - 1) - 1;
      const double light = electrons * (1 - (1 - series.edge_light) * off * off);
      image.colours.front().push_back(static_cast<float>(light));
    }
  }
  return image;
}

class Recorder {
 public:
  explicit Recorder(const CameraSeries& series) : series_(series) {}

  void add(double exposure_s, bool light, int frames) {
    for (int k = 0; k < frames; ++k) {
      hardware::Exposure exposure;
      exposure.time_s = exposure_s;
      exposure.seed = series_.seed;
      exposure.frame = next_++;
      exposure.light_factor = k % 2 == 1 ? 1 + series_.flicker : 1;
      const double electrons = light ? exposure_s * series_.electrons_per_s : 0;
      (light ? bright_ : dark_)
          .push_back(hardware::expose(light_of(series_, electrons), series_.camera, exposure));
      FrameSetting setting;
      setting.exposure = s(exposure_s);
      (light ? settings_ : dark_settings_).push_back(setting);
    }
  }

  Observation observation() {
    Observation made;
    made.frames = std::make_unique<MemoryFrames>(std::move(bright_));
    if (!dark_.empty()) made.dark = std::make_unique<MemoryFrames>(std::move(dark_));
    if (series_.settings) {
      made.settings = settings_;
      made.dark_settings = dark_settings_;
    }
    return made;
  }

 private:
  const CameraSeries& series_;
  std::vector<Frame> bright_;
  std::vector<Frame> dark_;
  std::vector<FrameSetting> settings_;
  std::vector<FrameSetting> dark_settings_;
  std::uint64_t next_ = 0;
};

}  // namespace

std::vector<double> exposures_up_to(double full_e, double electrons_per_s, int levels) {
  std::vector<double> exposures;
  for (int k = 0; k < levels; ++k)
    exposures.push_back(full_e / electrons_per_s * (0.05 + 1.05 * k / (levels - 1)));
  return exposures;
}

Observation observed(const CameraSeries& series) {
  Recorder recorder(series);
  for (const double exposure : series.exposures_s) {
    recorder.add(exposure, true, 2);
    recorder.add(exposure, false, series.dark_frames);
  }
  if (series.pattern_frames > 0) {
    recorder.add(series.pattern_exposure_s, true, series.pattern_frames);
    recorder.add(series.pattern_exposure_s, false, series.pattern_frames);
  }
  return recorder.observation();
}

}  // namespace etalon::test
