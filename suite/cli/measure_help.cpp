// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/measure_help.hpp"

#include "suite/core/quantity.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
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

/// Every column as wide as its longest cell.
std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i)
      text += fmt::format("  {:<{}}", row[i], widths[i]);
    text += "  " + row.back() + "\n";
  }
  return text;
}

}  // namespace

std::string measure_help() {
  std::string text =
      tr("Measure existing images: each image is an evaluation of its own, unless the metric\n"
         "compares images (such as frc); it then takes all as one observation.\n\n"
         "Usage: etalon measure METRIC IMAGE... [OPTIONS]\n\nMetrics:\n");
  for (const auto& metric : metrics::metric_table()) {
    text += fmt::format("  {:<24}{} ({})\n", metric.id, metric.title, metric.reference_document);
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
  std::vector<std::vector<std::string>> measurands;
  for (const auto& m : metric.measurands)
    measurands.push_back({m.name, std::string(display_symbol(m.unit)), m.meaning});
  std::vector<std::vector<std::string>> methods;
  for (const auto& m : metric.methods) methods.push_back({m.id, m.meaning});
  std::string text = tr("Measurands (the first decides the exit code):\n") + table(measurands);
  text += tr("\nMethods (the first is the default; values of different methods are never "
             "compared):\n") +
          table(methods);
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
