// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/metric_scenes.hpp"

#include "targets/exact/bar_target.hpp"
#include "targets/exact/dot_array.hpp"
#include "targets/exact/edge_chart.hpp"
#include "targets/exact/line_grid.hpp"
#include "targets/exact/siemens_star.hpp"
#include "targets/exact/texture.hpp"
#include "tests/support/camera_series.hpp"
#include "tests/support/dark_images.hpp"
#include "tests/support/drift_images.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/layer_images.hpp"
#include "tests/support/psf_images.hpp"
#include "tests/support/stage_images.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <utility>

namespace etalon::test {

Observation with_instrument(Observation observation) {
  observation.references.pixel_size = Uncertain<PixelSize>{
      PixelSize{um(0.2618)}, PixelSize{um(0.0004)}, Distribution::normal, 20, "stage-micrometer"};
  observation.instrument.objective.lens_na =
      Uncertain<double>{0.4, 0.0058, Distribution::rectangular};
  observation.instrument.channels = {{"green", Uncertain<Length>{nm(550), nm(20)}}};
  return observation;
}

targets::ExpectedImage edge() {
  targets::SlantedEdge made;
  made.width = 200;
  made.height = 220;
  return gaussian_edge(made, 0.9);
}

Observation stack() {
  std::vector<Frame> frames;
  Observation observation;
  for (int z = 0; z < 9; ++z) {
    targets::SlantedEdge slanted;
    slanted.width = slanted.height = 160;
    frames.push_back(exposed(gaussian_edge(slanted, std::hypot(0.9, 0.35 * (z - 4))),
                             static_cast<std::uint64_t>(z)));
    observation.places.push_back({z, 0, 0});
  }
  observation.frames = std::make_unique<MemoryFrames>(std::move(frames));
  observation.references.axial_step =
      Uncertain<AxialStep>{.value = AxialStep{um(1)}, .standard_uncertainty = AxialStep{um(0.01)}};
  return observation;
}

namespace {

struct Recipe {
  std::string name;
  std::function<Observation()> make;
};

Observation beads_in_a_plane() {
  auto stack = sixteen_beads();
  stack.planes = 1;
  stack.beads = targets::beads_on_grid(stack, 20, electrons(2000));
  Observation observation = stack_of(exposed_stack(stack, 1));
  observation.instrument = green_lens();
  return observation;
}

Observation ruler(bool two_directions) {
  targets::LineGrid grid;
  grid.two_directions = two_directions;
  Observation observation = observation_of(exposed(render(grid, targets::gaussian_otf(1)), 1));
  observation.references.ruler_pitch = Uncertain<Length>{um(10), nm(5)};
  return observation;
}

Observation star() {
  static const auto image = render(
      targets::SiemensStar{.width = 260, .height = 240, .centre_x = px(130), .centre_y = px(121)},
      targets::gaussian_otf(0.9));
  return with_instrument(observation_of(exposed(image, 1)));
}

Observation texture_twice() {
  const auto image = targets::render(targets::Texture{});
  return with_instrument(observation_of({exposed(image, 1), exposed(image, 2)}));
}

Observation bars() {
  targets::BarTargetImage image;
  image.geometry = {{"first_group", "6"}, {"last_group", "8"}};
  image.blur = {{1, um(0.9)}};
  Observation observation = observation_of(exposed(render(image), 1));
  observation.references.pixel_size = Uncertain<PixelSize>{PixelSize{um(0.5)}, PixelSize{nm(1)}};
  return observation;
}

Observation camera_from_dark_to_full() {
  CameraSeries series;
  series.width = series.height = 64;
  series.camera.bits = 12;
  series.camera.prnu = 0.02;
  series.edge_light = 0.5;
  series.exposures_s = exposures_up_to(3995, series.electrons_per_s, 8);
  series.pattern_frames = 4;
  series.pattern_exposure_s = 0.02;
  return observed(series);
}

Observation layer_stack() {
  Observation observation = layer_stack_of(
      exposed_stack({.response = gaussian_response(8), .size = 48, .flicker = 0.005}));
  observation.instrument = with_instrument(Observation{}).instrument;
  return observation;
}

Observation returns_of_a_stage() {
  return stage_observation({.stops = away_and_back({.each = 5,
                                                    .errors_x = {0.5, -0.3, -0.6, 0.4, 0.2},
                                                    .errors_y = {0.3, 0.5, -0.6, 0.1, -0.4}}),
                            .size = 64});
}

targets::ExpectedImage flat(double level, int width = 64, int height = 64) {
  return {width, height,
          std::vector<double>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
                              level)};
}

Frame not_numbers() { return noise_free(flat(std::numeric_limits<double>::quiet_NaN())); }

targets::ExpectedImage chart() {
  targets::EdgeChart squares;
  squares.width = squares.height = 480;
  squares.pitch = px(150);
  return render(squares, [](double, double) { return 1.0; });
}

Observation dark_series() {
  Observation observation = dark_exposures({}, {0.1, 0.2, 0.5, 1}, 5, 3, 1);
  observation.instrument.detector.gain =
      Uncertain<ConversionGain>{.value = {0.5}, .standard_uncertainty = ConversionGain{0.005}};
  return observation;
}

Observation lamp_series(int readings, double interval) {
  Observation observation;
  observation.power = PowerSeries{"mW", {}};
  for (int k = 0; k < readings; ++k) {
    const double value = 10 + 0.02 * std::sin(1.7 * k * k) + 0.0001 * k;
    observation.power->readings.push_back({s(interval * k), value, {}, ms(100)});
  }
  return observation;
}

std::vector<Recipe> recipes() {
  return {
      {"an edge", [] { return observation_of(exposed(edge(), 1)); }},
      {"an edge, everything known of the microscope",
       [] { return with_instrument(observation_of(exposed(edge(), 2))); }},
      {"an edge without noise", [] { return observation_of(noise_free(edge())); }},
      {"three frames",
       [] {
         return with_instrument(
             observation_of({exposed(edge(), 1), exposed(edge(), 2), exposed(edge(), 3)}));
       }},
      {"colours", [] { return observation_of(rgb(edge(), edge(), edge())); }},
      {"a colour mosaic", [] { return observation_of(rggb(edge(), edge(), edge())); }},
      {"a dark square", [] { return observation_of(exposed(dark_square(400, 100, 1, 6), 1)); }},
      {"a chart of squares", [] { return observation_of(exposed(chart(), 1)); }},
      {"a ruling", [] { return ruler(false); }},
      {"a line grid", [] { return ruler(true); }},
      {"a stack of beads", [] { return stack_of(exposed_stack(sixteen_beads(), 1)); }},
      {"beads in one plane", [] { return beads_in_a_plane(); }},
      {"a grid of dots",
       [] { return observation_of(exposed(targets::render(targets::DotArray{}), 4)); }},
      {"a Siemens star", [] { return star(); }},
      {"a texture twice", [] { return texture_twice(); }},
      {"a bar target", bars},
      {"a thin layer through focus", [] { return layer_stack(); }},
      {"a camera from dark to full", [] { return camera_from_dark_to_full(); }},
      {"dark frames", [] { return dark_series(); }},
      {"a lamp for five minutes", [] { return lamp_series(300, 1); }},
      {"a lamp for two hours", [] { return lamp_series(240, 30); }},
      {"a lamp for a while", [] { return lamp_series(60, 2); }},
      {"a stage that comes back", returns_of_a_stage},
      {"an image that creeps",
       [] {
         StageScene scene = drift_scene({.size = 48});
         scene.pixel_size = false;
         return stage_observation(scene);
       }},
      {"a focus that comes back",
       [] {
         return focus_observation({.offset_um = {0.4, -0.3, 0.1, -0.5, 0.3, -0.1, 0.2, -0.6}});
       }},
  };
}

std::vector<Recipe> empty_recipes() {
  return {
      {"no frames at all", [] { return Observation{}; }},
      {"an empty sequence", [] { return observation_of(std::vector<Frame>{}); }},
      {"black", [] { return observation_of(noise_free(flat(0))); }},
      {"noise", [] { return observation_of(exposed(flat(500, 200, 200), 9)); }},
      {"one pixel", [] { return observation_of(noise_free(flat(3, 1, 1))); }},
      {"one row", [] { return observation_of(noise_free(flat(3, 500, 1))); }},
      {"one column", [] { return observation_of(noise_free(flat(3, 1, 500))); }},
      {"NaN", [] { return observation_of(not_numbers()); }},
      {"infinite",
       [] { return observation_of(noise_free(flat(std::numeric_limits<double>::infinity()))); }},
      {"frames of two sizes",
       [] {
         return observation_of({noise_free(flat(1)), noise_free(flat(1, 32, 32))});
       }},
  };
}

std::vector<Scene> made(const std::vector<Recipe>& recipes) {
  std::vector<Scene> all;
  for (const Recipe& recipe : recipes) all.push_back({recipe.name, recipe.make()});
  return all;
}

}  // namespace

std::vector<Scene> scenes() { return made(recipes()); }

std::vector<Scene> empty_scenes() { return made(empty_recipes()); }

}  // namespace etalon::test
