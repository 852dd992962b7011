// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/exact/ruler_lines.hpp"

namespace etalon::targets {

/// A scale of ticks that stand on one base line: every fifth tick is longer, every tenth longest.
/// The middle of the scale lies at the centre of the image, moved by `offset` along the scale and
/// by `offset_across` at right angles to it.
struct StageMicrometer {
  int width = 600;
  int height = 400;
  Pixels pitch = px(12);
  Pixels line_width = px(3);
  int ticks = 41;
  Pixels short_tick = px(80);
  Pixels medium_tick = px(120);
  Pixels long_tick = px(160);
  Angle angle = deg(1);  ///< of the scale to the rows
  Pixels offset = px(0);
  Pixels offset_across = px(0);
  Electrons field = electrons(20000);
  Electrons line = electrons(2000);
  Pixels position_error = px(0);
  int seed = 1;
};

RulerScene scene_of(const StageMicrometer& micrometer);
ExpectedImage render(const StageMicrometer& micrometer, const Otf& otf);

}  // namespace etalon::targets
