// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/line_grid.hpp"

#include "suite/core/translate.hpp"
#include "targets/shapes/parallel_lines.hpp"
#include "targets/shapes/tone.hpp"
#include "targets/shapes/turned.hpp"

namespace etalon::targets {
namespace {

struct Grid : ToneOptions {
  Length pitch = um(10);
  Length line_width = um(2);
  bool two_directions = true;
  Angle angle = deg(0);
  Length position_error = um(0);
};

const OptionSet<Grid>& options() {
  static const OptionSet<Grid> set = [] {
    OptionSet<Grid> all;
    all.add("pitch", &Grid::pitch, "distance between neighbouring lines")
        .add("line_width", &Grid::line_width, "width of a line")
        .add("two_directions", &Grid::two_directions, "lines across as well")
        .add("angle", &Grid::angle, "of the normal of the lines to x")
        .add("position_error", &Grid::position_error,
             "standard deviation of single lines about their place");
    add_tone(all);
    return all;
  }();
  return set;
}

std::optional<Failure> impossible_grid(const Grid& grid) {
  if (grid.line_width >= grid.pitch)
    return impossible(tr("line_width must be smaller than pitch."));
  if (grid.position_error > 0.25 * grid.pitch)
    return impossible(tr("position_error must not exceed a quarter of pitch."));
  return first_of(
      {impossible_size("pitch", grid.pitch), impossible_size("line_width", grid.line_width),
       impossible_spread("position_error", grid.position_error), impossible_tone(grid)});
}

ParallelLines lines_of(const Grid& grid, std::uint64_t seed, std::uint64_t direction) {
  return ParallelLines(grid.pitch.in(um), grid.line_width.in(um), grid.position_error.in(um), seed,
                       direction);
}

class Lines final : public Pattern {
 public:
  Lines(const Grid& grid, std::uint64_t seed)
      : turned_(grid.angle),
        tone_(grid),
        both_(grid.two_directions),
        lines_(lines_of(grid, seed, 0)),
        across_(lines_of(grid, seed, 1)) {}

  void light_at(std::span<const double> x_um, std::span<const double> y_um,
                std::span<const double> sigma_um, std::span<float> light) const override {
    for (std::size_t k = 0; k < light.size(); ++k) {
      const double a = lines_.coverage(turned_.u(x_um[k], y_um[k]), sigma_um[k]);
      const double b = both_ ? across_.coverage(turned_.v(x_um[k], y_um[k]), sigma_um[k]) : 0;
      light[k] = tone_.light(a + b - a * b);
    }
  }

 private:
  Turned turned_;
  Tone tone_;
  bool both_;
  ParallelLines lines_;
  ParallelLines across_;
};

Outcome<Scene> lay_out(const OptionTexts& texts, std::uint64_t seed) {
  const auto grid = options().parse(texts);
  if (!grid) return fail(grid.error());
  if (const auto failure = impossible_grid(*grid)) return fail(*failure);
  Scene scene;
  scene.pattern = std::make_shared<Lines>(*grid, seed);
  scene.facts = {{"pitch", grid->pitch.in(um), "um"},
                 {"line_width", grid->line_width.in(um), "um"},
                 {"directions", grid->two_directions ? 2.0 : 1.0, "1"},
                 {"angle", grid->angle.in(deg), "deg"},
                 {"position_error", grid->position_error.in(um), "um"}};
  return scene;
}

}  // namespace

Target line_grid_target() {
  return {"line_grid", tr("Lines in one direction or in two"), false, options().declarations(),
          lay_out};
}

}  // namespace etalon::targets
