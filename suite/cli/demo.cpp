// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/truth.hpp"
#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "reports/writers/grade_text.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/process.hpp"
#include "suite/cli/reporting.hpp"
#include "suite/cli/session.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>

namespace etalon::cli {
namespace {

namespace fs = std::filesystem;

// The error of the ruler, within what its certificate allows; only the virtual microscope knows it.
constexpr const char* kRulerError = "0.02 %";
constexpr const char* kFocusError = "0.2 um";
// A perfect edge: the truth that is printed is that of the microscope alone.
constexpr const char* kEdgeRoughness = "0 um";

constexpr const char* kScopeText =
    R"(# The virtual microscope of "etalon demo". Copy this file for a real one and change what differs.
scope: virtual
site: demo
instrument: {{manufacturer: Etalon, model: virtual microscope, serial_number: virtual}}
objective:
  nominal_magnification: 20          # as engraved: 20x/0.40
  lens_na: {{value: 0.40, half_width: 0.005}}
  immersion: air
  correction: plan achromat
  cover_glass: 0.17 mm
adaptor_magnification: none          # beside the objective's own; "none": the camera sits in its image
light_source: green LED
contrast: brightfield
condenser_na: {{value: 0.40, half_width: 0.02}}   # or "unknown": grades are then indicative
wavelength: {{value: 550 nm, half_width: 5 nm}}
detector: {{manufacturer: Etalon, model: virtual camera, pixel_pitch: 5.236 um, bit_depth: 12, binning: 1}}
settings: {{region: full, gain: 1, black_level: 100 DN, firmware: none}}   # that the camera does not tell itself
room_temperature: none               # of a room: 21 degC
warm_up: none                        # how long it has been on: 30 min
# The slides in the drawer, by the step that looks at them. A certificate makes one traceable.
slides:
  blank: blank_field
  edge: {{slide: chrome_edge, manufacturer: Etalon, model: virtual, serial_number: virtual}}
  ruler:
    slide: stage_micrometer
    manufacturer: Etalon
    model: virtual
    serial_number: virtual
    certificate: demo-ruler-1
    certificate_date: 2026-01-01
    pitch: {{value: 10 um, expanded_uncertainty: 0.01 um, k: 2}}
# Which device plays which part, here one virtual microscope all of them. For images that another
# program records: camera: {{driver: folder, path: images}} and operator: {{driver: manual}}
camera:   {0}
focus:    {0}
light:    {0}
operator: {0}
)";

hardware::DriverSettings devices_of(std::uint64_t seed) {
  return {{"seed", std::to_string(seed)},
          {"ruler_error", kRulerError},
          {"focus_error", kFocusError},
          {"edge_roughness", kEdgeRoughness}};
}

std::string scope_text(std::uint64_t seed) {
  std::string settings = "driver: simulator";
  for (const auto& [name, value] : devices_of(seed)) settings += ", " + name + ": " + value;
  return fmt::format(fmt::runtime(kScopeText), "{" + settings + "}");
}

fs::path write_scope(const fs::path& folder, std::uint64_t seed) {
  const fs::path path = folder / "scope.yaml";
  std::ofstream file(path);
  file << scope_text(seed);
  file.close();
  if (!file) throw FileError(path.string(), tr("it could not be written. Is the disk full?"));
  return path;
}

struct Truth {
  std::string metric;
  std::string measurand;
  double value = 0;
};

/// What the measurements should have found. The focus of a run scatters by the error of the drive;
/// what the search for the sharpest place adds to it is smaller than a tenth of that.
std::vector<Truth> truths_of(std::uint64_t seed) {
  const auto settings = hardware::simulator_settings(devices_of(seed));
  const double mtf50 =
      hardware::true_mtf50_over_focusing(settings, um(0), settings.mechanics.focus_error).mean;
  return {{"slanted_edge", "mtf50", mtf50},
          {"slanted_edge", "mtf50_object",
           PixelSize{settings.field.pixel_size}.object(cycles_per_px(mtf50)).in(cycles_per_mm)},
          {"pixel_size", "pixel_size_x", settings.field.pixel_size.in(um)},
          {"field_uniformity", "uniformity", hardware::true_uniformity(settings).in(percent)}};
}

/// How far the truth is from the measured value is said in standard uncertainties: a miss by chance
/// and a method that is wrong look different there.
std::string judged(const MeasurementResult& result, double truth) {
  if (result.interval.lower <= truth && truth <= result.interval.upper) return tr("✔ inside");
  return fmt::format(fmt::runtime(tr("▲ outside, {:.1f} u away")),
                     std::abs(result.value - truth) / result.standard_uncertainty);
}

/// The last evaluation of the metric: of several focusings, the one that combines them.
const Evaluation* evaluation_of(const records::RunDetail& run, const std::string& metric) {
  const auto found =
      std::find_if(run.evaluations.rbegin(), run.evaluations.rend(),
                   [&](const auto& recorded) { return recorded.evaluation.metric == metric; });
  return found == run.evaluations.rend() ? nullptr : &found->evaluation;
}

void print_truth(const records::RunDetail& run, std::uint64_t seed) {
  std::cout << tr("\nThe virtual microscope is known exactly, so its numbers can be checked:\n\n");
  for (const auto& truth : truths_of(seed)) {
    const auto* evaluation = evaluation_of(run, truth.metric);
    const auto* result =
        evaluation == nullptr ? nullptr : find_result(*evaluation, truth.measurand);
    if (result == nullptr) continue;
    const auto rounded = reports::round_to_uncertainty(result->value, result->standard_uncertainty);
    const auto same = [&](double number) {
      return reports::with_decimals(number, rounded.decimals);
    };
    std::cout << fmt::format(fmt::runtime(tr("  {:<14} {:>9}{:<10} [{}, {}]   truth {}   {}\n")),
                             reports::label_of(result->measurand), rounded.value,
                             reports::unit_suffix(result->unit), same(result->interval.lower),
                             same(result->interval.upper), same(truth.value),
                             judged(*result, truth.value));
  }
  std::cout << tr(
      "\nBy chance a 95 % interval misses the truth once in 20 times, rarely by more "
      "than 3 u.\n");
}

int demo(const fs::path& folder, std::uint64_t seed) {
  make_folder(folder);
  RunRequest request;
  request.protocol = "brightfield-quick";
  request.scope = write_scope(folder, seed).string();
  request.database = folder / "demo.etalon";
  request.operator_name = "etalon demo";
  const auto run = carry_out(request);

  auto report = report_of({});
  report.run = run.detail;
  write_report(report, folder / "report.json");
  const fs::path page = folder / "report.html";
  const bool html = write_page(request.database, run.detail.summary.id, page);
  std::vector<Grade> grades;
  for (const auto& recorded : run.detail.grades) grades.push_back(recorded.grade);
  std::cout << "\n";
  reports::write_grades(grades, {.colour = colour_wanted()}, std::cout);
  print_truth(run.detail, seed);

  std::cout << tr("\nLook at it:\n");
  if (html) std::cout << fmt::format(fmt::runtime(tr("  {}   in any browser\n")), page.string());
  const fs::path edge = fs::path(request.database).replace_extension(".frames") /
                        run.detail.summary.id / "edge-1.ome.tif";
  std::cout << fmt::format(
      fmt::runtime(tr("  etalon report last --database {0}\n"
                      "  etalon measure slanted_edge {1}\n"
                      "Do it with your own microscope: etalon run brightfield-quick asks six "
                      "questions\nand writes a scope file like {2}\n")),
      request.database.string(), edge.string(), request.scope);
  return run.measured ? kOk : kNotMeasured;
}

}  // namespace

int demo_command(const Arguments& arguments) {
  std::string folder = "etalon-demo";
  std::string seed = "1";
  CommandLine line(
      "demo", tr("A virtual microscope goes through a quick check: light, ruler, slanted edge, "
                 "verdict, database, report. No hardware needed."));
  line.option("-o,--output", folder, "FOLDER", tr("where everything is written"));
  line.option("--seed", seed, "N", tr("of everything random"));
  line.footer(
      tr("Examples:\n"
         "  etalon demo\n"
         "  etalon demo -o my-demo --seed 7\n\n"
         "Exit code: 0, 2 something could not be measured, 64 usage, 74 the folder cannot be "
         "written."));
  if (!line.parse(arguments)) return kOk;
  const auto number = OptionText<int>::parse(seed);
  if (!number || *number < 0) {
    throw UsageError(
        fmt::format(fmt::runtime(tr("--seed: \"{}\" is not a whole number from 0 on.")), seed));
  }
  return demo(folder, static_cast<std::uint64_t>(*number));
}

}  // namespace etalon::cli
