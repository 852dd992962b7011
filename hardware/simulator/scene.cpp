// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/scene.hpp"

#include "hardware/simulator/optics.hpp"
#include "hardware/simulator/truth.hpp"
#include "suite/core/contract.hpp"
#include "targets/exact/line_grid.hpp"
#include "targets/exact/slanted_edge.hpp"
#include "targets/exact/stage_micrometer.hpp"

#include <cmath>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace etalon::hardware {
namespace {

constexpr Electrons kLight = electrons(1);
constexpr Electrons kChrome = electrons(0.02);

struct Place {
  Pixels along;   ///< along the normal at an angle to the rows
  Pixels across;  ///< at right angles to it
};

Place place_of(const SimulatorSettings& settings, const View& view, Angle angle) {
  const double c = std::cos(angle.in(rad));
  const double s = std::sin(angle.in(rad));
  const Length pixel = settings.pixel_size;
  return {px((view.x * c + view.y * s) / pixel), px((view.y * c - view.x * s) / pixel)};
}

/// Lines by the dozen ask for the same spread at each pixel: a table of it, linear between its
/// entries, is true to 1e-5.
targets::EdgeSpread tabulated(targets::EdgeSpread spread) {
  constexpr int kPerPixel = 64;
  constexpr int kReach = 512;
  auto table = std::make_shared<std::vector<double>>();
  for (int i = 0; i <= 2 * kReach * kPerPixel; ++i) {
    table->push_back(spread(static_cast<double>(i) / kPerPixel - kReach));
  }
  return [table = std::move(table), spread = std::move(spread)](double x) {
    const double place = (x + kReach) * kPerPixel;
    if (!(place >= 0) || place >= static_cast<double>(table->size() - 1)) return spread(x);
    const auto i = static_cast<std::size_t>(place);
    const double t = place - static_cast<double>(i);
    return (1 - t) * (*table)[i] + t * (*table)[i + 1];
  };
}

targets::ExpectedImage image_of(const SimulatorSettings& settings, const View& view,
                                const targets::RulerScene& scene) {
  return render_lines(scene,
                      tabulated(targets::edge_spread(optics(settings, view.defocus), scene.angle)));
}

targets::ExpectedImage blank(const SimulatorSettings& settings, const View& /*view*/) {
  const auto pixels =
      static_cast<std::size_t>(settings.width) * static_cast<std::size_t>(settings.height);
  return {settings.width, settings.height, std::vector<double>(pixels, kLight.in(electrons))};
}

targets::ExpectedImage edge(const SimulatorSettings& settings, const View& view) {
  const targets::SlantedEdge edge{.width = settings.width,
                                  .height = settings.height,
                                  .angle = settings.edge_angle,
                                  .offset = place_of(settings, view, settings.edge_angle).along,
                                  .bright = kLight,
                                  .dark = kChrome};
  return render(edge, optics(settings, view.defocus));
}

targets::LineGrid lines(const SimulatorSettings& settings, const View& view) {
  const Place place = place_of(settings, view, settings.ruler_angle);
  return {.width = settings.width,
          .height = settings.height,
          .pitch = px(true_ruler_pitch(settings) / settings.pixel_size),
          .angle = settings.ruler_angle,
          .offset = place.along,
          .offset_across = place.across,
          .field = kLight,
          .line = kChrome};
}

targets::ExpectedImage line_grid(const SimulatorSettings& settings, const View& view) {
  auto grid = lines(settings, view);
  grid.line_width = grid.pitch / 5;
  grid.two_directions = true;
  return image_of(settings, view, scene_of(grid));
}

targets::ExpectedImage ronchi_ruling(const SimulatorSettings& settings, const View& view) {
  auto grid = lines(settings, view);
  grid.line_width = grid.pitch / 2;
  return image_of(settings, view, scene_of(grid));
}

targets::ExpectedImage stage_micrometer(const SimulatorSettings& settings, const View& view) {
  const Place place = place_of(settings, view, settings.ruler_angle);
  const Pixels pitch = px(true_ruler_pitch(settings) / settings.pixel_size);
  const targets::StageMicrometer scale{.width = settings.width,
                                       .height = settings.height,
                                       .pitch = pitch,
                                       .line_width = pitch / 5,
                                       .ticks = 101,
                                       .short_tick = pitch * 5,
                                       .medium_tick = pitch * 7.5,
                                       .long_tick = pitch * 10,
                                       .angle = settings.ruler_angle,
                                       .offset = place.along,
                                       .offset_across = place.across,
                                       .field = kLight,
                                       .line = kChrome};
  return image_of(settings, view, scene_of(scale));
}

struct Slide {
  std::string id;
  bool ruler;
  targets::ExpectedImage (*render)(const SimulatorSettings& settings, const View& view);
};

const std::vector<Slide>& slides() {
  static const std::vector<Slide> known{{"", false, blank},
                                        {"blank_field", false, blank},
                                        {"chrome_edge", false, edge},
                                        {"razor_blade", false, edge},
                                        {"line_grid", true, line_grid},
                                        {"ronchi_ruling", true, ronchi_ruling},
                                        {"stage_micrometer", true, stage_micrometer}};
  return known;
}

const Slide* find_slide(const std::string& id) {
  for (const Slide& slide : slides()) {
    if (slide.id == id) return &slide;
  }
  return nullptr;
}

}  // namespace

bool is_known_slide(const std::string& slide) { return find_slide(slide) != nullptr; }

bool is_ruler(const std::string& slide) {
  const Slide* found = find_slide(slide);
  return found != nullptr && found->ruler;
}

std::string known_slides() {
  std::string names;
  for (const Slide& slide : slides()) {
    if (slide.id.empty()) continue;
    names += (names.empty() ? "" : ", ") + slide.id;
  }
  return names;
}

double illumination(const SimulatorSettings& settings, double x_px, double y_px) {
  const double half_diagonal = std::hypot(settings.width, settings.height) / 2;
  const double r =
      std::hypot(x_px - settings.light_x.in(px), y_px - settings.light_y.in(px)) / half_diagonal;
  const double fall = 1 / std::sqrt(settings.corner_brightness.in(one)) - 1;
  const double tilt = 1 + fall * r * r;
  return 1 / (tilt * tilt);
}

targets::ExpectedImage expected_image(const SimulatorSettings& settings, const View& view) {
  const Slide* slide = find_slide(view.slide);
  ETALON_EXPECTS(slide != nullptr);
  auto image = slide->render(settings, view);
  std::size_t at = 0;
  for (int j = 0; j < image.height; ++j) {
    for (int i = 0; i < image.width; ++i, ++at) {
      image.electrons[at] *=
          illumination(settings, i - (image.width - 1) / 2.0, j - (image.height - 1) / 2.0);
    }
  }
  return image;
}

}  // namespace etalon::hardware
