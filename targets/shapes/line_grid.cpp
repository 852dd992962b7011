// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/line_grid.hpp"

#include "suite/core/random.hpp"
#include "suite/core/translate.hpp"

#include <cmath>
#include <cstdint>
#include <random>

namespace etalon::targets {
namespace {

const OptionSet<LineGrid>& options() {
  static const OptionSet<LineGrid> set = [] {
    OptionSet<LineGrid> all;
    all.add("width", &LineGrid::width, "Columns of the image.")
        .add("height", &LineGrid::height, "Rows of the image.")
        .add("pitch", &LineGrid::pitch, "Distance of neighbouring lines along their normal.")
        .add("line_width", &LineGrid::line_width, "Width of a line; half the pitch: Ronchi ruling.")
        .add("angle", &LineGrid::angle, "Angle of the line normal to the rows.")
        .add("offset", &LineGrid::offset, "Distance of a line from the centre of the image.")
        .add("two_directions", &LineGrid::two_directions, "Lines across as well.")
        .add("offset_across", &LineGrid::offset_across, "The same for the lines across.")
        .add("field", &LineGrid::field, "Electrons per pixel between the lines.")
        .add("line", &LineGrid::line, "Electrons per pixel on the lines.")
        .add("position_error", &LineGrid::position_error,
             "Standard deviation of single lines about their place.")
        .add("seed", &LineGrid::seed, "Of the position errors.")
        .add("distortion", &LineGrid::distortion,
             "Object radius over image radius, minus 1, at half the diagonal; barrel positive.")
        .add("pixel_aspect", &LineGrid::pixel_aspect, "Height over width of a pixel's object.");
    return all;
  }();
  return set;
}

Outcome<ExpectedImage> render_from_texts(const OptionTexts& texts, const Otf& otf) {
  const auto grid = options().parse(texts);
  if (!grid) return fail(grid.error());
  if (auto wrong = check_scene(grid->width, grid->height, grid->field, grid->line))
    return fail(*wrong);
  if (grid->pitch < px(1) || grid->line_width <= px(0) || grid->line_width >= grid->pitch) {
    return fail("options.value",
                tr("pitch must be at least 1 px, and line_width between 0 and the pitch."));
  }
  if (grid->position_error < px(0))
    return fail("options.value", tr("position_error must not be negative."));
  if (!(grid->pixel_aspect > percent(0)))
    return fail("options.value", tr("pixel_aspect must be above 0."));
  return render(*grid, otf);
}

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

Target line_grid_target() {
  return {"line_grid", tr("Equally spaced lines in one direction or two"), options().declarations(),
          render_from_texts};
}

}  // namespace etalon::targets
