// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"

#include <cstdint>
#include <vector>

namespace etalon::test {

/// A stage that comes back: where it is sent, where the slide then really lies, and when. Places
/// of one `slide` show the same texture, moved; the slide moves with the stage.
struct StageStop {
  double x_um = 0;  ///< commanded
  double y_um = 0;
  double at_x_px = 0;  ///< where the content really lies
  double at_y_px = 0;
  double time_s = 0;
  int slide = 1;  ///< which texture; 0: nothing but noise
};

struct StageScene {
  std::vector<StageStop> stops;
  int size = 96;
  double level = 5000;     ///< electrons
  double contrast = 0.15;  ///< of the texture
  bool noise = true;
  bool commanded = true;  ///< the observation says where the stage was sent
  bool timed = true;
  bool pixel_size = true;  ///< 0.5 um +- 0.1 %
};

inline constexpr double kStagePixelUm = 0.5;

/// Rendered by targets/exact/texture.hpp and exposed with the noise of `seed`.
Observation stage_observation(const StageScene& scene, std::uint64_t seed = 1);

/// Away and back `each` times from either side: to +-300 um along the diagonals, where nothing is
/// to be seen, and back to (0, 0). Errors of the returns are those given, px, in turn; a return by
/// a move to larger values lies `backlash_px` further.
struct AwayAndBack {
  int each = 5;
  std::vector<double> errors_x{};
  std::vector<double> errors_y{};
  double backlash_px = 0;
  double drift_px_per_s = 0;
};
std::vector<StageStop> away_and_back(const AwayAndBack& test);

/// Runs through focus of a texture of waves, up and down in turn, 0.5 um apart over 8 um: the true
/// focus lies `offset_um` (of the run) off zero in what is commanded.
struct FocusScene {
  std::vector<double> offset_um{};  ///< one for each run
  bool alternating = true;          ///< else all upwards
  double level = 20'000;            ///< electrons
  double centre_um = 0;             ///< about which the runs go
  double step_um = 0.5;
  int planes = 17;
  bool noise = true;
  bool timed = true;
};
Observation focus_observation(const FocusScene& scene, std::uint64_t seed = 1);

}  // namespace etalon::test
