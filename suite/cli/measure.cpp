// SPDX-License-Identifier: Apache-2.0
#include "reports/wording.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/hints.hpp"
#include "suite/cli/in_order.hpp"
#include "suite/cli/observe.hpp"
#include "suite/cli/option_help.hpp"
#include "suite/cli/progress.hpp"
#include "suite/cli/reporting.hpp"
#include "suite/cli/write_images.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <thread>

namespace etalon::cli {
namespace {

using metrics::Metric;

struct Asked {
  std::vector<std::string> images;
  std::vector<std::string> dark;
  std::vector<std::string> flat;
  std::string method;
  std::string offset;
  std::string pixel_size;
  std::string pixel_size_uncertainty;
  std::string axial_step;
  std::string axial_step_uncertainty;
  std::string scope;
  std::string format = "text";
  std::string threads;
  std::string write_images;
  bool together = false;
  OptionTexts options;
};

std::string general_help() {
  std::string text =
      tr("Measure existing images: each image is an evaluation of its own, unless the metric\n"
         "compares images (such as frc); it then takes all as one observation.\n\n"
         "Usage: etalon measure METRIC IMAGE... [OPTIONS]\n\nMetrics:\n");
  for (const auto& metric : metrics::metric_table()) {
    text += fmt::format("  {:<18}{} ({})\n", metric.id, metric.title, metric.reference_document);
  }
  return text +
         tr("\netalon measure METRIC --help shows the options and measurands of a metric.\n\n"
            "Examples:\n"
            "  etalon measure slanted_edge edge.tif\n"
            "  etalon measure slanted_edge *.tif --format csv > edges.csv\n\n"
            "Exit code: 0 every image gave the first measurand, 2 one did not, 64 usage, "
            "74 a file could not be read.\n");
}

/// The rows of a table below --help, every column as wide as its longest cell.
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

/// What --help says of the metric below the options.
std::string metric_help(const Metric& metric) {
  std::vector<std::vector<std::string>> measurands;
  for (const auto& m : metric.measurands)
    measurands.push_back({m.name, std::string(display_symbol(m.unit)), m.meaning});
  std::vector<std::vector<std::string>> methods;
  for (const auto& m : metric.methods) methods.push_back({m.id, m.meaning});
  std::string text = tr("Measurands (the first decides the exit code):\n") + table(measurands);
  text += tr("\nMethods (the first is the default; values of different methods are never "
             "compared):\n") +
          table(methods);
  text += fmt::format(
      fmt::runtime(
          metric.series
              ? tr("\nExamples (all images are one observation):\n"
                   "  etalon measure {0} frame_*.tif --pixel-size 0.2618um\n"
                   "  etalon measure {0} frame_*.tif --dark dark_*.tif --scope my-scope.yaml\n\n"
                   "Exit code: 0 the images gave {1}, 2 they did not, 64 usage, 74 a file could "
                   "not be read.")
              : tr("\nExamples:\n"
                   "  etalon measure {0} edge.tif --pixel-size 0.2618um\n"
                   "  etalon measure {0} edge.tif --pixel-size 0.2618um --pixel-size-uncertainty "
                   "0.4nm\n"
                   "  etalon measure {0} *.tif --dark dark_*.tif --format json > result.json\n"
                   "  etalon measure {0} frame_*.tif --together --scope my-scope.yaml\n\n"
                   "Exit code: 0 every image gave {1}, 2 one did not, 64 usage, 74 a file could "
                   "not be read.")),
      metric.id, metric.measurands.front().name);
  return text;
}

void declare(CommandLine& line, const Metric& metric, Asked& asked) {
  line.positionals("IMAGE", asked.images,
                   metric.series ? tr("image files; all are one observation")
                                 : tr("image files; each is measured on its own"));
  line.option("--method", asked.method, "ID", tr("how it is computed (see below)"));
  line.options("--dark", asked.dark, "FILE",
               tr("frames without light; write them after the images"));
  line.options("--flat", asked.flat, "FILE",
               tr("frames of a blank field in the same light, which is then divided out"));
  line.option("--offset", asked.offset, "VALUE", tr("recorded value without light, such as 100DN"));
  line.option("--pixel-size", asked.pixel_size, "LENGTH",
              tr("in the object plane, such as 0.2618um; ranks before scope and image file"));
  line.option("--pixel-size-uncertainty", asked.pixel_size_uncertainty, "LENGTH",
              tr("standard uncertainty of --pixel-size; without it the pixel size is uncertain"));
  line.option("--axial-step", asked.axial_step, "LENGTH",
              tr("between neighbouring planes of a stack, such as 0.2um; ranks before the file"));
  line.option("--axial-step-uncertainty", asked.axial_step_uncertainty, "LENGTH",
              tr("standard uncertainty of --axial-step"));
  line.option("--scope", asked.scope, "FILE", tr("what is known about the microscope (YAML)"));
  line.flag("--together", asked.together,
            metric.series ? tr("has no effect: the metric always takes them so")
                          : tr("all images are one observation"));
  line.option("--threads", asked.threads, "N",
              tr("images at a time; the result is the same for any N"));
  line.option("--write-images", asked.write_images, "FOLDER",
              tr("write averages that a metric makes (psf_fwhm) as OME-TIFF"));
  line.format(asked.format, {"text", "json", "csv"});
  for (const auto& option : metric.options) {
    if (option.name == "method") continue;
    line.option(
        flag_names(option.name),
        [&asked, name = option.name](const std::string& text) { asked.options[name] = text; },
        "(" + option.type + ")", meaning_with_default(option),
        fmt::format(fmt::runtime(tr("Options of {}")), metric.id));
  }
  line.footer(metric_help(metric));
}

/// The whole id, or the part behind the slash.
std::string method_id(const Metric& metric, const std::string& asked) {
  std::vector<std::string> known;
  for (const auto& method : metric.methods) {
    if (asked == method.id || metric.id + "/" + asked == method.id) return method.id;
    known.push_back(method.id);
    known.push_back(method.id.substr(method.id.find('/') + 1));
  }
  throw UsageError(
      fmt::format(fmt::runtime(tr("{} has no method \"{}\"{} (see: etalon measure {} --help)")),
                  metric.id, asked, did_you_mean(asked, known), metric.id));
}

std::size_t thread_count(const std::string& text) {
  if (text.empty()) return std::max(1U, std::thread::hardware_concurrency());
  const auto count = OptionText<int>::parse(text);
  if (!count || *count < 1)
    throw UsageError("--threads: " + text + tr(" is not a number from 1 on."));
  return static_cast<std::size_t>(*count);
}

Knowledge knowledge_from(const Asked& asked) {
  Knowledge knowledge;
  knowledge.pixel_size = pixel_size_argument(asked.pixel_size, asked.pixel_size_uncertainty);
  knowledge.axial_step = axial_step_argument(asked.axial_step, asked.axial_step_uncertainty);
  if (!asked.offset.empty()) {
    knowledge.offset = quantity_argument<kind::DigitalNumber>("--offset", asked.offset);
    if (*knowledge.offset < dn(0)) {
      throw UsageError(tr("--offset: no camera records less than nothing; give 0DN or more."));
    }
  }
  if (!asked.scope.empty())
    knowledge.scope = protocols::read_scope_file(protocols::find_scope(asked.scope));
  knowledge.dark = open_frames(asked.dark);
  knowledge.flat = open_frames(asked.flat);
  return knowledge;
}

void check_images(const Asked& asked) {
  if (!asked.images.empty()) return;
  throw UsageError(
      asked.dark.empty() && asked.flat.empty()
          ? tr("measure: no image given. Name one or more image files.")
          : tr("measure: no image given; every file after --dark or --flat is such a frame. Write "
               "the images before them."));
}

/// stdout gets the results, stderr what went wrong; text shows failures itself.
void log_failures(const Measured& measured, bool text) {
  if (!measured.unreadable.empty())
    std::cerr << "etalon: " << reports::printable(measured.unreadable) << std::endl;
  if (text || !measured.unreadable.empty()) return;
  for (const auto& failure : measured.evaluation.failures) {
    const auto& inputs = measured.evaluation.inputs;
    std::cerr << fmt::format("etalon: {}: {}: {} → {}\n",
                             inputs.empty() ? "" : reports::printable(inputs.front().path),
                             failure.code, failure.detail, failure.advice);
  }
}

int measure(const Metric& metric, const Asked& asked) {
  const Knowledge knowledge = knowledge_from(asked);
  std::vector<std::vector<std::string>> observations;
  if (asked.together || metric.series) {
    observations.push_back(asked.images);
  } else {
    for (const auto& image : asked.images) observations.push_back({image});
  }
  EvaluationPrinter printer(asked.format, observations.size());
  Progress progress(observations.size());
  int code = kOk;
  in_order<Measured>(
      observations.size(), thread_count(asked.threads),
      [&](std::size_t i) {
        return measure_images(metric, observations[i], knowledge, asked.options);
      },
      [&](Measured measured) {
        const bool text = asked.format == "text";
        if (!measured.unreadable.empty()) {
          code = kWorldFailed;
        } else if (find_result(measured.evaluation, metric.measurands.front().name) == nullptr) {
          code = std::max(code, static_cast<int>(kNotMeasured));
        }
        log_failures(measured, text);
        if (!asked.write_images.empty()) write_images(measured.evaluation, asked.write_images);
        if (measured.unreadable.empty() || !text) printer.print(std::move(measured.evaluation));
        progress.step();
      });
  printer.finish();
  return code;
}

/// Only metrics with the option `average` make images.
void ask_for_images(const Metric& metric, Asked& asked) {
  const auto makes = [](const OptionDeclaration& option) { return option.name == "average"; };
  if (std::none_of(metric.options.begin(), metric.options.end(), makes)) {
    throw UsageError(
        fmt::format(fmt::runtime(tr("--write-images: {} makes no images.")), metric.id));
  }
  asked.options["average"] = "yes";
}

const Metric& named_metric(const std::string& name) {
  if (const Metric* metric = metrics::find_metric(name)) return *metric;
  std::vector<std::string> known;
  for (const auto& metric : metrics::metric_table()) known.push_back(metric.id);
  throw UsageError(fmt::format(fmt::runtime(tr("unknown metric {}{} (see: etalon list metrics)")),
                               name, did_you_mean(name, known)));
}

}  // namespace

int measure_command(const Arguments& arguments) {
  // The metric decides which options there are, so it is looked for before they are read.
  auto place = std::find_if(arguments.begin(), arguments.end(), [](const std::string& word) {
    return metrics::find_metric(word) != nullptr;
  });
  if (place == arguments.end()) {
    place = std::find_if(arguments.begin(), arguments.end(),
                         [](const std::string& word) { return !word.starts_with("-"); });
    const bool help = std::find(arguments.begin(), arguments.end(), "--help") != arguments.end() ||
                      std::find(arguments.begin(), arguments.end(), "-h") != arguments.end();
    if (help && place == arguments.end()) {
      std::cout << general_help();
      return kOk;
    }
    if (place == arguments.end()) {
      throw UsageError(tr("measure: no metric given (see: etalon list metrics)"));
    }
  }
  const Metric& metric = named_metric(*place);
  Arguments rest(arguments.begin(), place);
  rest.insert(rest.end(), place + 1, arguments.end());

  Asked asked;
  CommandLine line("measure " + metric.id, metric.title + " (" + metric.reference_document + ")");
  declare(line, metric, asked);
  if (!line.parse(rest)) return kOk;
  check_images(asked);
  if (!asked.write_images.empty()) ask_for_images(metric, asked);
  if (!asked.method.empty()) asked.options["method"] = method_id(metric, asked.method);
  return measure(metric, asked);
}

}  // namespace etalon::cli
