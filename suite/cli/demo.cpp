// SPDX-License-Identifier: Apache-2.0
#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/process.hpp"
#include "suite/cli/reporting.hpp"
#include "suite/cli/session.hpp"
#include "suite/cli/virtual_bench.hpp"
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

constexpr int kFrames = 4;

constexpr const char* kScopeText =
    R"(# The virtual microscope of "etalon demo". Copy this file for a real one and change what differs.
scope: virtual
site: demo
instrument: {manufacturer: Etalon, model: virtual microscope}
objective:
  nominal_magnification: 20          # as engraved: 20x/0.40
  lens_na: {value: 0.40, half_width: 0.005}
  immersion: air
condenser_na: unknown                # a number, if the condenser has a scale
wavelength: {value: 550 nm, half_width: 5 nm}
# In the object plane, from a stage micrometer. Give exactly one of standard_uncertainty,
# expanded_uncertainty with k, half_width; or write "unknown" in place of it all.
pixel_size: {value: 0.2618 um, expanded_uncertainty: 0.0008 um, k: 2}
# The camera is a folder beside this file; images are found by the name of the step (dark*, edge*).
camera:
  driver: folder
  path: images
)";

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw FileError(path.string(), error.message() + tr(". Choose another folder by -o."));
}

void write_images(const VirtualBench& bench, const fs::path& folder) {
  for (int i = 0; i < kFrames; ++i) {
    const auto index = static_cast<std::uint64_t>(i);
    const auto write = [&](const char* step, Frame frame) {
      std::vector<Frame> frames;
      frames.push_back(std::move(frame));
      imagefiles::write_ome_tiff(folder / fmt::format("{}-{}.ome.tif", step, i + 1),
                                 MemoryFrames(std::move(frames)), bench.metadata());
    };
    write("dark", bench.dark_frame(index));
    write("edge", bench.edge_frame(index));
  }
}

fs::path write_scope(const fs::path& folder) {
  const fs::path path = folder / "scope.yaml";
  std::ofstream file(path);
  file << kScopeText;
  file.close();
  if (!file) throw FileError(path.string(), tr("it could not be written. Is the disk full?"));
  return path;
}

/// False when etalon-report is not there or did not succeed: the demo goes on without the page.
bool write_html(const fs::path& database, const std::string& run, const fs::path& page) {
  try {
    return run_program(report_program(), {"--database", database.string(), "--run", run, "--output",
                                          page.string()}) == 0;
  } catch (const MissingComponent& missing) {
    std::cerr << "etalon: " << missing.what() << std::endl;
    return false;
  }
}

/// How far the truth is from the measured value is said in standard uncertainties: a miss by chance
/// and a method that is wrong look different there.
std::string judged(const Comparison& comparison) {
  if (comparison.inside) return tr("✔ inside");
  const auto& result = *comparison.result;
  return fmt::format(fmt::runtime(tr("▲ outside, {:.1f} u away")),
                     std::abs(result.value - comparison.truth) / result.standard_uncertainty);
}

void print_comparison(const Evaluation& evaluation, const VirtualBench& bench) {
  std::cout << tr("\nThe virtual microscope is known exactly, so its numbers can be checked:\n\n");
  for (const auto& comparison : compare(evaluation, bench.truths())) {
    const auto& result = *comparison.result;
    const auto rounded = reports::round_to_uncertainty(result.value, result.standard_uncertainty);
    const auto same = [&](double number) {
      return reports::with_decimals(number, rounded.decimals);
    };
    std::cout << fmt::format(fmt::runtime(tr("  {:<14} {:>9}{:<10} [{}, {}]   truth {}   {}\n")),
                             reports::label_of(result.measurand), rounded.value,
                             reports::unit_suffix(result.unit), same(result.interval.lower),
                             same(result.interval.upper), same(comparison.truth),
                             judged(comparison));
  }
  std::cout << tr(
      "\nBy chance a 95 % interval misses the truth once in 20 times, rarely by more "
      "than 3 u.\n");
}

/// The last evaluation with a result, or null.
const Evaluation* measured_evaluation(const records::RunDetail& run) {
  const auto found = std::find_if(run.evaluations.rbegin(), run.evaluations.rend(),
                                  [](const auto& e) { return !e.evaluation.results.empty(); });
  return found == run.evaluations.rend() ? nullptr : &found->evaluation;
}

int demo(const fs::path& folder, std::uint64_t seed) {
  const VirtualBench bench(seed);
  make_folder(folder / "images");
  write_images(bench, folder / "images");
  std::cout << fmt::format(
      fmt::runtime(tr("Rendered {0} dark frames and {0} frames of a slanted edge: "
                      "{1}\n")),
      kFrames, (folder / "images").string());
  RunRequest request;
  request.protocol = "edge-check";
  request.scope = write_scope(folder).string();
  request.database = folder / "demo.etalon";
  const auto run = carry_out(request);
  std::cout << fmt::format(fmt::runtime(tr("Carried out protocol edge-check: run {}… in {}\n")),
                           run.short_id, request.database.string());

  auto report = report_of({});
  report.run = run.detail;
  write_report(report, folder / "report.json");
  const fs::path page = folder / "report.html";
  const bool html = write_html(request.database, run.detail.summary.id, page);
  if (const auto* evaluation = measured_evaluation(run.detail))
    print_comparison(*evaluation, bench);

  std::cout << tr("\nLook at it:\n");
  if (html) std::cout << fmt::format(fmt::runtime(tr("  {}   in any browser\n")), page.string());
  std::cout << fmt::format(fmt::runtime(tr("  etalon report last --database {0}\n"
                                           "  etalon measure slanted_edge {1}\n"
                                           "Do it with your own microscope: copy {2}, then\n"
                                           "  etalon run edge-check --scope my-scope.yaml\n")),
                           request.database.string(),
                           (folder / "images" / "edge-1.ome.tif").string(), request.scope);
  return run.measured ? kOk : kNotMeasured;
}

}  // namespace

int demo_command(const Arguments& arguments) {
  std::string folder = "etalon-demo";
  std::string seed = "1";
  CommandLine line("demo",
                   tr("A virtual microscope looks at a slanted edge: images, protocol, database, "
                      "report. No hardware needed."));
  line.option("-o,--output", folder, "FOLDER", tr("where everything is written"));
  line.option("--seed", seed, "N", tr("of the camera's noise"));
  line.footer(
      tr("Examples:\n"
         "  etalon demo\n"
         "  etalon demo -o my-demo --seed 7\n\n"
         "Exit code: 0, 2 the edge could not be measured, 64 usage, 74 the folder cannot be "
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
