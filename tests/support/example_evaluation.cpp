// SPDX-License-Identifier: Apache-2.0
#include "tests/support/example_evaluation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::tests {
namespace {

constexpr double kSigma = 0.8085;      // px; gives MTF50 = 0.2201 cycles/px behind a square pixel
constexpr double kPixelSize = 0.2618;  // um
constexpr double kAngle = 5.021;       // degrees
constexpr int kWidth = 360;
constexpr int kHeight = 270;
constexpr double kPictureScale = 2;

using Subject = std::map<std::string, std::string>;

double mtf(double f) {
  const double x = std::numbers::pi * f;
  const double pixel = f == 0 ? 1 : std::sin(x) / x;
  return std::exp(-2 * x * x * kSigma * kSigma) * pixel;
}

double esf(double x) { return 0.5 * std::erfc(-x / (kSigma * std::numbers::sqrt2)); }
double lsf(double x) {
  return std::exp(-0.5 * x * x / (kSigma * kSigma)) / (kSigma * std::sqrt(2 * std::numbers::pi));
}

Budget relative_budget(double value, double relative, bool with_pixel_size) {
  Budget budget = {
      {"edge fit", "", EvaluationType::A, Distribution::normal, value * relative * 0.78, 1, 41},
      {"noise", "", EvaluationType::A, Distribution::normal, value * relative * 0.35, 1, 612},
      {"tail beyond the region", "", EvaluationType::B, Distribution::rectangular,
       value * relative * 0.08, 1, kInfiniteDegreesOfFreedom},
  };
  if (with_pixel_size) {
    const double u_pixel = kPixelSize * relative * 0.52;
    budget.push_back({"pixel size", "stage-micrometer-17", EvaluationType::B, Distribution::normal,
                      u_pixel, -value / kPixelSize, kInfiniteDegreesOfFreedom});
  }
  return budget;
}

MeasurementResult result(const std::string& measurand, double value, const std::string& unit,
                         double relative, const Subject& subject, bool with_pixel_size) {
  MeasurementResult made = estimate_from_budget(measurand, value, unit,
                                                relative_budget(value, relative, with_pixel_size));
  made.subject = subject;
  return made;
}

std::vector<MeasurementResult> results(const Subject& subject, double quality) {
  const double per_mm = 1000 / kPixelSize;
  const Caveat coherent{
      "slanted_edge.condenser_na_unknown",
      "The condenser aperture is not known; a narrow one raises the contrast of fine "
      "detail above its true value. Close the condenser to the aperture of the lens "
      "and say so in the scope file."};
  std::vector<MeasurementResult> all = {
      result("mtf50", 0.2201 * quality, "cycles/px", 0.0014, subject, false),
      result("mtf50_object", 0.2201 * quality * per_mm, "cycles/mm", 0.0036, subject, true),
      result("mtf10", 0.3987 * quality, "cycles/px", 0.0041, subject, false),
      result("mtf10_object", 0.3987 * quality * per_mm, "cycles/mm", 0.0053, subject, true),
      result("edge_width_10_90_px", 2.186 / quality, "px", 0.0021, subject, false),
      result("edge_width_10_90", 2.186 * kPixelSize / quality, "um", 0.0039, subject, true),
      result("lsf_fwhm_px", 2.016 / quality, "px", 0.0024, subject, false),
      result("lsf_fwhm", 2.016 * kPixelSize / quality, "um", 0.0041, subject, true),
      result("edge_angle", kAngle, "deg", 0.0006, subject, false),
      result("mtf50_ratio", 0.883 * quality, "1", 0.018, subject, true),
  };
  for (MeasurementResult& one : all) {
    if (one.measurand != "edge_angle") one.caveats.push_back(coherent);
  }
  return all;
}

std::vector<Curve> curves(const Subject& subject) {
  Curve frequency{"mtf", "cycles/px", "1", {}, {}, {}, subject};
  for (int i = 0; i <= 200; ++i) {
    const double f = i / 200.0;
    frequency.x.push_back(f);
    frequency.y.push_back(mtf(f) + 0.004 * std::sin(37 * f) * f);
    frequency.standard_uncertainty.push_back(0.002 + 0.022 * f);
  }
  Curve edge{"esf", "px", "1", {}, {}, {}, subject};
  Curve line{"lsf", "px", "1/px", {}, {}, {}, subject};
  for (int i = -240; i <= 240; ++i) {
    const double x = i / 8.0;
    edge.x.push_back(x);
    edge.y.push_back(esf(x));
    line.x.push_back(x);
    line.y.push_back(lsf(x));
  }
  return {frequency, edge, line};
}

/// Sharpness that falls by a few per cent towards the corners.
Map sharpness_map() {
  Map map{"mtf50", "cycles/px", 5, 4, 72, 67.5, 144, {}, {}, {}};
  for (int j = 0; j < map.height; ++j) {
    for (int i = 0; i < map.width; ++i) {
      const double x = (i - 2) / 2.0;
      const double y = (j - 1.5) / 1.5;
      map.values.push_back(0.2201 * (1 - 0.04 * (x * x + y * y)));
      map.standard_uncertainty.push_back(0.0011);
    }
  }
  return map;
}

double edge_x(double y_px, int number, int edges) {
  return kWidth * kPictureScale * (2 * number - 1) / (2.0 * edges) +
         (y_px - kHeight * kPictureScale / 2) * std::tan(kAngle * std::numbers::pi / 180);
}

Picture picture(int edges) {
  Picture made{"edges", kWidth, kHeight, kPictureScale, {}, {}};
  for (int j = 0; j < kHeight; ++j) {
    for (int i = 0; i < kWidth; ++i) {
      double level = 0;
      for (int k = 1; k <= edges; ++k) {
        const double x = (i + 0.5) * kPictureScale - edge_x((j + 0.5) * kPictureScale, k, edges);
        level += (k % 2 == 1 ? 1 : -1) * esf(x / 2);
      }
      const int grain = (i * 7919 + j * 104729) % 13 - 6;
      made.grey.push_back(
          static_cast<unsigned char>(std::clamp(40.0 + 170 * level + grain, 0.0, 255.0)));
    }
  }
  return made;
}

void outline(Evaluation& evaluation, const std::string& item, int number, int edges) {
  const double top = 40;
  const double bottom = kHeight * kPictureScale - 40;
  std::vector<Overlay>& overlays = evaluation.pictures.front().overlays;
  overlays.push_back({item,
                      "region",
                      {edge_x(top, number, edges) - 60, edge_x(top, number, edges) + 60,
                       edge_x(bottom, number, edges) + 60, edge_x(bottom, number, edges) - 60},
                      {top, top, bottom, bottom},
                      true});
  overlays.push_back({item,
                      "edge",
                      {edge_x(top, number, edges), edge_x(bottom, number, edges)},
                      {top, bottom},
                      false});
}

void add_edge(Evaluation& evaluation, int number, int edges) {
  const std::string name = "edge-" + std::to_string(number);
  const Subject subject{{"edge", name}};
  const double quality = 1 - 0.03 * (number - 1);
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  append(evaluation.results, results(subject, quality));
  append(evaluation.curves, curves(subject));
  Item item{name, {}, {}, {}, {}};
  item.position_px = {{"x", edge_x(kHeight * kPictureScale / 2, number, edges)},
                      {"y", kHeight * kPictureScale / 2}};
  item.values = {{"edge_angle", {kAngle, "deg", 0.003}}, {"contrast", {0.82, "1", std::nullopt}}};
  evaluation.items.push_back(item);
  outline(evaluation, name, number, edges);
}

records::RunDetail run_detail() {
  records::RunDetail run;
  run.summary = {"0192c3a4-5b6c-7d8e-9f00-112233445566",
                 "edge-check",
                 "ofm-07",
                 "2026-11-23T14:02:11Z",
                 "2026-11-23T14:09:40Z",
                 records::RunStatus::finished,
                 "sha256:9e107d9d372bb6826bd81d3542a419d6e277d25a9e107d9d372bb6826bd81d35"};
  run.start.protocol = {"protocol", "edge-check", "1",
                        "86c54b4bf15f6c3e4c8dc582d9d9384d71f8f70800442082d8166d40a592e412",
                        "protocol: edge-check\n"};
  run.start.instrument.id = "ofm-07";
  run.start.instrument.manufacturer = "OpenFlexure";
  run.start.instrument.model = "v7";
  run.start.instrument.objective.manufacturer = "RMS";
  run.start.instrument.objective.model = "plan achromat";
  run.start.instrument.objective.nominal_magnification = 20;
  run.start.instrument.objective.lens_na = Uncertain<double>{0.40, 0.006};
  run.start.instrument.objective.immersion = Immersion::air;
  run.start.site = "Hospital 2";
  run.start.operator_name = "A. Operator";
  run.start.conditions = {{"temperature", "22.5 degC"}};
  run.start.etalon_version = "0.1.0";
  run.start.etalon_build = "GNU 12.2.0 x86_64 Release";
  return run;
}

}  // namespace

Evaluation example_evaluation_with_edges(int edges) {
  Evaluation evaluation;
  evaluation.metric = "slanted_edge";
  evaluation.method = "slanted_edge/spline";
  evaluation.parameters = {{"contrast", "0.2"}, {"pixel_size", "0.2618 um"}, {"region", "auto"}};
  evaluation.inputs = {
      {"bench/edge.tif", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}};
  evaluation.maps = {sharpness_map()};
  evaluation.pictures.push_back(picture(edges));
  for (int number = 1; number <= edges; ++number) add_edge(evaluation, number, edges);
  if (edges > 1) {
    evaluation.failures.push_back(
        {"slanted_edge.angle",
         "One edge lies at 0.3 degrees to the pixel grid; 1 degree is needed.",
         "Turn the slide by about five degrees."});
  }
  return evaluation;
}

Evaluation example_evaluation() { return example_evaluation_with_edges(1); }

reports::Report example_report() {
  reports::Report report;
  report.evaluations = {example_evaluation()};
  report.etalon_version = "0.1.0";
  report.etalon_build = "GNU 12.2.0 x86_64 Release";
  report.definitions["slanted_edge"] = {"Sharpness from a slanted edge",
                                        "based on ISO 12233:2023",
                                        {{"slanted_edge/spline",
                                          "The edge profile is fitted by a penalised spline; no "
                                          "shape of the line spread is assumed."}}};
  return report;
}

reports::Report example_run() {
  reports::Report report = example_report();
  report.evaluations.clear();
  report.run = run_detail();
  for (int repeat = 1; repeat <= 2; ++repeat) {
    const Evaluation evaluation =
        repeat == 1 ? example_evaluation() : example_evaluation_with_edges(4);
    report.run->evaluations.push_back(
        {"0192c3a4-0000-7000-8000-00000000000" + std::to_string(repeat),
         "edge",
         repeat,
         "sha256:00",
         std::nullopt,
         {},
         evaluation});
  }
  return report;
}

}  // namespace etalon::tests
