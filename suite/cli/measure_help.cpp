// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/measure_help.hpp"

#include "suite/core/quantity.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <map>
#include <vector>

namespace etalon::cli {
namespace {

using metrics::Metric;

/// What follows `etalon measure METRIC` in the examples of a metric, the commonest use first.
const std::map<std::string, std::vector<std::string>>& examples() {
  static const std::map<std::string, std::vector<std::string>> all = {
      {"slanted_edge",
       {"edge.tif --pixel-size 0.2618um --pixel-size-uncertainty 0.4nm",
        "edge.tif --dark dark/ --flat blank_*.tif", "*.tif --format json > result.json"}},
      {"field_uniformity",
       {"blank.tif --dark dark/", "blank_*.tif --together --scope my-scope.yaml"}},
      {"pixel_size", {"ruler.tif --pitch 10um --pitch-uncertainty 20nm", "dots.tif --pitch 50um"}},
      {"siemens_star", {"star.tif --pixel-size 65nm", "star.tif --spokes 36 --dark dark/"}},
      {"frc", {"field_1.tif field_2.tif --pixel-size 65nm", "fields.ome.tif --dark dark/"}},
      {"usaf_1951", {"usaf.tif --pixel-size 0.2618um", "usaf.tif --largest-group 7"}},
      {"psf_fwhm",
       {"beads.ome.tif --scope my-scope.yaml --bead-diameter 100nm",
        "beads.tif --pixel-size 65nm --axial-step 0.2um --write-images averages"}},
      {"axial_response",
       {"layer.ome.tif --scope my-scope.yaml", "plane_*.tif --together --axial-step 0.2um"}},
      {"camera_noise",
       {"EMVA1288_Data.txt", "frames.csv", "light/ --dark dark/ --series exposures.csv"}},
      {"dark_noise", {"dark/ --exposure 20ms", "frames.csv"}},
      {"illumination_stability",
       {"power.csv", "blank.ome.tif --dark dark/ --interval 1s", "frames.csv"}},
      {"stage_repeatability",
       {"visits/ --series positions.csv --pixel-size 0.2618um", "frames.csv"}},
      {"focus_repeatability", {"visits/ --series positions.csv", "frames.csv"}},
      {"drift", {"night.ome.tif --pixel-size 65nm", "night/ --interval 1min --pixel-size 65nm"}},
  };
  return all;
}

std::vector<std::string> examples_of(const Metric& metric) {
  const auto known = examples().find(metric.id);
  if (known != examples().end()) return known->second;
  if (metric.series) return {"frames_*.tif", "frames.csv"};
  return {"image.tif", "*.tif --dark dark/ --format json > result.json"};
}

}  // namespace

std::string measure_help() {
  std::string text =
      tr("Measure existing images: each image is an evaluation of its own, unless the metric\n"
         "compares images (such as frc); it then takes all as one observation.\n\n"
         "Usage: etalon measure METRIC IMAGE... [OPTIONS]\n\nMetrics:\n");
  for (const auto& metric : metrics::metric_table()) {
    text += fmt::format("  {:<18}{} ({})\n", metric.id, metric.title, metric.reference_document);
  }
  return text + tr("\nIMAGE may also be a folder, an EMVA 1288 descriptor, or a table (etalon list "
                   "formats).\n"
                   "etalon measure METRIC --help shows the options and measurands of a metric.\n\n"
                   "Examples:\n"
                   "  etalon measure slanted_edge edge.tif\n"
                   "  etalon measure slanted_edge *.tif --format csv > edges.csv\n"
                   "  etalon measure frc fields/\n\n"
                   "Exit code: 0 every image gave the first measurand, 2 one did not, 64 usage, "
                   "74 a file could not be read.\n");
}

std::string measure_help(const Metric& metric) {
  std::string text = tr("Measurands (the first decides the exit code):\n");
  for (const auto& measurand : metric.measurands) {
    text += fmt::format("  {:<24}{:<12}{}\n", measurand.name, display_symbol(measurand.unit),
                        measurand.meaning);
  }
  text +=
      tr("\nMethods (the first is the default; values of different methods are never compared):\n");
  for (const auto& method : metric.methods) {
    text += fmt::format("  {:<38}{}\n", method.id, method.meaning);
  }
  text +=
      metric.series ? tr("\nExamples (all images are one observation):\n") : tr("\nExamples:\n");
  for (const auto& example : examples_of(metric)) {
    text += fmt::format("  etalon measure {} {}\n", metric.id, example);
  }
  return text +
         fmt::format(fmt::runtime(metric.series
                                      ? tr("\nExit code: 0 the images gave {0}, 2 they did not, 64 "
                                           "usage, 74 a file could not be read.")
                                      : tr("\nExit code: 0 every image gave {0}, 2 one did not, 64 "
                                           "usage, 74 a file could not be read.")),
                     metric.measurands.front().name);
}

}  // namespace etalon::cli
