// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/edge_chart.hpp"

#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/metrics/metric.hpp"
#include "targets/exact/otf.hpp"

#include <cmath>
#include <functional>
#include <memory>
#include <utility>

namespace etalon::cli {
namespace {

constexpr std::uint64_t kStudy = 513;
constexpr double kCorner = 0.7;  // of the way to the corners

/// Half of the side of the image is 1 either way; the blur is in px.
using Blur = std::function<double(double u, double v)>;

targets::EdgeChart chart_of(double bright) {
  targets::EdgeChart chart;
  chart.width = chart.height = 680;  // 25 squares, 50 edges of either kind
  chart.pitch = px(125);
  chart.bright = electrons(bright);
  chart.dark = electrons(bright / 10);
  return chart;
}

/// A lens at one place of its focus, with a field that is level, tilted, or curved.
struct Field {
  explicit Field(const Blur& blur) {
    const auto chart = chart_of(1);
    expected = render(
        chart, [&](double x, double y) { return blur(2 * x / chart.width, 2 * y / chart.height); });
    const auto mtf50_at = [&](double u, double v) {
      return targets::true_mtf50(targets::gaussian_otf(blur(u, v)), chart.angle);
    };
    centre = mtf50_at(0, 0);
    for (const double u : {-kCorner, kCorner}) {
      for (const double v : {-kCorner, kCorner}) corner += 0.25 * mtf50_at(u, v);
    }
  }
  targets::ExpectedImage expected;  // of one electron
  double centre = 0;
  double corner = 0;
};

std::vector<Field> every_field() {
  const auto defocused = [](double focus) { return 0.9 * std::sqrt(1 + focus * focus); };
  std::vector<Field> fields;
  fields.emplace_back([](double, double) { return 1.1; });
  fields.emplace_back([=](double u, double v) { return defocused(0.3 + 0.3 * u - 0.2 * v); });
  fields.emplace_back([=](double u, double v) { return defocused(0.5 * (u * u + v * v)); });
  fields.emplace_back(
      [=](double u, double v) { return defocused(0.5 * (u * u + v * v) - 0.4 + 0.1 * v); });
  return fields;
}

std::vector<std::optional<Draw>> draw(const Field& field, double bright, std::uint64_t seed) {
  targets::ExpectedImage expected = field.expected;
  for (double& e : expected.electrons) e *= bright;
  std::vector<Frame> frames;
  frames.push_back(camera_frame(expected, bright, seed, kStudy));
  const auto evaluation =
      metrics::find_metric("slanted_edge")->evaluate(observation_of(std::move(frames)), {});
  return {draw_of(*evaluation, "mtf50_centre", field.centre),
          draw_of(*evaluation, "mtf50_corner", field.corner)};
}

}  // namespace

std::vector<Condition> edge_chart_conditions() {
  const auto fields = std::make_shared<const std::vector<Field>>(every_field());
  std::vector<Condition> conditions;
  for (const LightLevel& level : light_levels()) {
    conditions.push_back({"slanted_edge",
                          "a chart of 25 squares",
                          level.name,
                          {"mtf50_centre", "mtf50_corner"},
                          [fields, bright = level.electrons](std::uint64_t seed) {
                            return draw((*fields)[seed % fields->size()], bright, seed);
                          }});
  }
  return conditions;
}

}  // namespace etalon::cli
