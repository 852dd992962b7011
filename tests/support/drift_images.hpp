// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"
#include "tests/support/stage_images.hpp"

#include <cmath>
#include <cstdint>

namespace etalon::test {

/// A texture that creeps: frames every `interval_s`, right by `x_px_per_h`, down by `y_px_per_h`,
/// and right by `settles_px` (1 - exp(-t/tau)), tau being a tenth of the series.
struct DriftScene {
  int frames = 24;
  double interval_s = 30;
  double x_px_per_h = 6;
  double y_px_per_h = -3;
  double settles_px = 0;
  double level = 5000;  ///< electrons
  int size = 64;
  bool noise = true;
};

/// No places of the stage, as nobody moved it; pixels of 0.5 um +- 0.1 %.
inline StageScene drift_scene(const DriftScene& scene) {
  StageScene stage;
  stage.size = scene.size;
  stage.level = scene.level;
  stage.noise = scene.noise;
  stage.commanded = false;
  const double tau = scene.interval_s * scene.frames / 10;
  for (int i = 0; i < scene.frames; ++i) {
    StageStop stop;
    stop.time_s = scene.interval_s * i;
    const double hours = stop.time_s / 3600;
    stop.at_x_px = scene.x_px_per_h * hours + scene.settles_px * (1 - std::exp(-stop.time_s / tau));
    stop.at_y_px = scene.y_px_per_h * hours;
    stage.stops.push_back(stop);
  }
  return stage;
}

}  // namespace etalon::test
