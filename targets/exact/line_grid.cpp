// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/line_grid.hpp"

#include "suite/core/random.hpp"

#include <cmath>
#include <cstdint>
#include <random>

namespace etalon::targets {
namespace {

std::vector<RulerLine> lines_of(const LineGrid& grid, Pixels offset, std::uint64_t direction) {
  auto generator = generator_for(static_cast<std::uint64_t>(grid.seed), direction, 0);
  std::normal_distribution<double> error(0, 1);
  const double aspect = std::max(1.0, grid.pixel_aspect.in(one));
  const double reach = 0.6 * aspect * std::hypot(grid.width, grid.height) + 300;
  const auto last = static_cast<int>(std::ceil(reach / grid.pitch.in(px)));
  std::vector<RulerLine> lines;
  for (int k = -last; k <= last; ++k) {
    RulerLine line;
    line.centre =
        offset.in(px) + k * grid.pitch.in(px) + grid.position_error.in(px)*error(generator);
    line.width = grid.line_width.in(px);
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

RulerScene scene_of(const LineGrid& grid) {
  RulerScene scene;
  scene.width = grid.width;
  scene.height = grid.height;
  scene.angle = grid.angle;
  scene.field = grid.field;
  scene.line = grid.line;
  scene.distortion = grid.distortion;
  scene.pixel_aspect = grid.pixel_aspect;
  scene.lines = lines_of(grid, grid.offset, 0);
  if (grid.two_directions) scene.across = lines_of(grid, grid.offset_across, 1);
  return scene;
}

ExpectedImage render(const LineGrid& grid, const Otf& otf) {
  return render_lines(scene_of(grid), edge_spread(otf, grid.angle));
}

}  // namespace etalon::targets
