// SPDX-License-Identifier: Apache-2.0
#include "protocols/procedure.hpp"
#include "reports/number_format.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/coverage_output.hpp"
#include "suite/cli/hints.hpp"
#include "suite/cli/process.hpp"
#include "suite/cli/progress.hpp"
#include "suite/cli/virtual_bench.hpp"
#include "suite/core/error.hpp"
#include "suite/core/observation.hpp"
#include "suite/core/translate.hpp"
#include "suite/core/version.hpp"
#include "suite/imagefiles/temporary_folder.hpp"
#include "suite/metrics/metric.hpp"
#include "suite/records/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <thread>

namespace etalon::cli {
namespace {

namespace fs = std::filesystem;

/// A check answers what it found in words, and throws when something is wrong.
using Check = std::function<std::string()>;

std::vector<Frame> edge_frames(const VirtualBench& bench) {
  std::vector<Frame> frames;
  for (std::uint64_t i = 0; i < 2; ++i) frames.push_back(bench.edge_frame(i));
  return frames;
}

std::string check_image_files(const VirtualBench& bench, const fs::path& folder) {
  const fs::path path = folder / "edge.ome.tif";
  imagefiles::write_ome_tiff(path, MemoryFrames(edge_frames(bench)), bench.metadata());
  const auto file = imagefiles::open_image(path);
  const bool same = file.frames->size() == 2 &&
                    file.frames->read(1).samples == bench.edge_frame(1).samples &&
                    file.metadata.pixel_size_x == bench.metadata().pixel_size_x;
  if (!same) throw FileError(path.string(), tr("what was written is not what is read back"));
  return tr("an OME-TIFF written and read back without a difference");
}

Evaluation measured_edge(const VirtualBench& bench) {
  Observation observation;
  observation.frames = std::make_unique<MemoryFrames>(edge_frames(bench));
  std::vector<Frame> dark;
  for (std::uint64_t i = 0; i < 4; ++i) dark.push_back(bench.dark_frame(i));
  observation.dark = std::make_unique<MemoryFrames>(std::move(dark));
  const auto* metric = metrics::find_metric("slanted_edge");
  if (metric == nullptr) throw Error(tr("the metric slanted_edge is missing"));
  auto evaluation = metric->evaluate(observation, {});
  if (!evaluation) throw Error(evaluation.error().detail);
  return std::move(*evaluation);
}

std::string check_measurement(const VirtualBench& bench) {
  const auto evaluation = measured_edge(bench);
  for (const auto& failure : evaluation.failures) throw Error(failure.detail);
  for (const auto& [result, truth, inside] : compare(evaluation, bench.truths())) {
    if (result->measurand != "mtf50") continue;
    const auto text = [](double number) { return reports::significant(number, 5); };
    const std::string words = fmt::format(
        fmt::runtime(tr("MTF50 of a rendered edge {} {} [{}, {}], truth {}")), text(result->value),
        result->unit, text(result->interval.lower), text(result->interval.upper), text(truth));
    if (!inside) throw Error(words);
    return words;
  }
  throw Error(tr("MTF50 was not measured"));
}

std::string check_database(const VirtualBench& bench, const fs::path& folder) {
  records::Store store(folder / "selftest.etalon");
  records::RunStart start;
  start.protocol = {"protocol", "selftest", "1", "", ""};
  start.etalon_version = kVersion;
  start.etalon_build = kBuild;
  const auto run = store.begin_run(start);
  store.record_evaluation(run, "edge", 0, measured_edge(bench));
  store.finish_run(run, records::RunStatus::finished);
  for (const auto& finding : store.check(true)) throw Error(finding.code + ": " + finding.detail);
  if (store.load_run(run).evaluations.size() != 1) throw Error(tr("an evaluation was lost"));
  return tr("made, written, read back and checked");
}

std::string check_protocols() {
  const auto library = protocols::procedure_library();
  if (library.empty())
    throw Error(tr("the library of protocols was not found. Install Etalon again."));
  for (const auto& path : library) protocols::read_procedure(path);
  return fmt::format(fmt::runtime(tr("{} in the library, all readable")), library.size());
}

bool passes(const std::string& name, const Check& check) {
  try {
    std::cout << fmt::format("  ✔ {:<14}{}\n", name, check()) << std::flush;
    return true;
  } catch (const std::exception& error) {
    std::cout << fmt::format("  ✖ {:<14}{}\n", name, error.what()) << std::flush;
    return false;
  }
}

int whole_number(const std::string& option, const std::string& text, int least) {
  const auto number = OptionText<int>::parse(text);
  if (number && *number >= least) return *number;
  throw UsageError(fmt::format(fmt::runtime(tr("{}: \"{}\" is not a whole number from {} on.")),
                               option, text, least));
}

std::vector<Condition> conditions_of(const std::vector<std::string>& wanted) {
  auto conditions = coverage_conditions();
  std::vector<std::string> known;
  for (const auto& condition : conditions) known.push_back(condition.metric);
  for (const auto& metric : wanted) {
    if (std::find(known.begin(), known.end(), metric) == known.end()) {
      throw UsageError(
          fmt::format(fmt::runtime(tr("selftest --coverage: there is no study of {}{}")), metric,
                      did_you_mean(metric, known)));
    }
  }
  std::erase_if(conditions, [&](const Condition& condition) {
    return !wanted.empty() &&
           std::find(wanted.begin(), wanted.end(), condition.metric) == wanted.end();
  });
  return conditions;
}

int coverage(const std::vector<std::string>& metrics, int runs, std::size_t threads,
             const std::string& format) {
  const auto conditions = conditions_of(metrics);
  Progress progress(conditions.size() * static_cast<std::size_t>(runs));
  std::vector<Coverage> all;
  if (format == "text") {
    std::cout << fmt::format(
        fmt::runtime(tr("{} simulated runs at each level of light; wanted: the "
                        "95 % interval holds the truth in 93 % to 97 %\n\n")),
        runs);
  }
  for (const Condition& condition : conditions) {
    const auto some = study(condition, runs, threads, [&] { progress.step(); });
    if (format == "text") std::cout << coverage_text(some, all.empty()) << std::flush;
    all.insert(all.end(), some.begin(), some.end());
  }
  if (format == "json") std::cout << coverage_json(all);
  const bool accepted =
      std::all_of(all.begin(), all.end(), [](const auto& c) { return c.accepted; });
  if (format == "text") {
    std::cout << (accepted ? tr("\nThe stated intervals are true.\n")
                           : tr("\nSome stated intervals are not true: see the lines with ✖.\n"));
  }
  return accepted ? kOk : kInternal;
}

}  // namespace

int selftest_command(const Arguments& arguments) {
  bool with_coverage = false;
  std::vector<std::string> metrics;
  std::string runs = "1000";
  std::string threads = std::to_string(std::max(1U, std::thread::hardware_concurrency()));
  std::string format = "text";
  CommandLine line("selftest",
                   tr("Is this installation sound? Takes seconds, leaves nothing behind."));
  line.positionals("METRIC", metrics, tr("of --coverage: only these metrics"));
  line.flag("--coverage", with_coverage,
            tr("are the stated uncertainties true? Simulates runs with known truth (minutes)"));
  line.option("--runs", runs, "N", tr("of --coverage: simulated runs at each level of light"));
  line.option("--threads", threads, "N", tr("of --coverage; the answer is the same for any N"));
  line.format(format, {"text", "json"});
  line.footer(
      tr("Examples:\n"
         "  etalon selftest\n"
         "  etalon selftest --coverage\n"
         "  etalon selftest --coverage field_uniformity --runs 200 --format json\n\n"
         "Exit code: 0 sound, 70 not."));
  if (!line.parse(arguments)) return kOk;
  if (with_coverage) {
    return coverage(metrics, whole_number("--runs", runs, 10),
                    static_cast<std::size_t>(whole_number("--threads", threads, 1)), format);
  }
  if (!metrics.empty() || format != "text") {
    throw UsageError(tr("selftest: metrics and --format belong to --coverage.") +
                     see_help("selftest"));
  }
  const imagefiles::TemporaryFolder folder;
  const VirtualBench bench(1);
  std::cout << fmt::format("etalon {} ({})\n\n", kVersion, kBuild);
  bool sound = passes(tr("image files"), [&] { return check_image_files(bench, folder.path()); });
  sound &= passes(tr("measurement"), [&] { return check_measurement(bench); });
  sound &= passes(tr("database"), [&] { return check_database(bench, folder.path()); });
  sound &= passes(tr("protocols"), [] { return check_protocols(); });
  const auto report = find_program("etalon-report");
  std::cout << fmt::format(
      "  {} {:<14}{}\n", report.empty() ? "–" : "✔", tr("HTML reports"),
      report.empty() ? tr("etalon-report is not installed (optional)") : report.string());
  std::cout << (sound
                    ? tr("\nThis installation is sound.\n")
                    : tr("\nThis installation is not sound: install it again, or report the lines "
                         "with ✖.\n"));
  return sound ? kOk : kInternal;
}

}  // namespace etalon::cli
