// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/exact/ruler_lines.hpp"

namespace etalon::targets {

/// Equally spaced lines of one width that fill the image, in one direction or in two: a Ronchi
/// ruling (line_width = pitch/2), a line grid. A line's middle passes `offset` from the centre of
/// the image along the normal, the lines across pass `offset_across`. Dark lines on a bright field
/// when `line` < `field`, bright ones otherwise.
struct LineGrid {
  int width = 400;
  int height = 300;
  Pixels pitch = px(20);
  Pixels line_width = px(4);
  Angle angle = deg(2);
  Pixels offset = px(0);
  bool two_directions = false;
  Pixels offset_across = px(0);
  Electrons field = electrons(20000);
  Electrons line = electrons(2000);
  Pixels position_error = px(0);  ///< standard deviation of single lines about their place
  int seed = 1;                   ///< of the position errors
  Ratio distortion = percent(0);
  Ratio pixel_aspect = percent(100);
};

/// The lines of a grid, for scenes that leave some out or shorten them.
RulerScene scene_of(const LineGrid& grid);
ExpectedImage render(const LineGrid& grid, const Otf& otf);

}  // namespace etalon::targets
