// SPDX-License-Identifier: Apache-2.0
#include "reports/wording.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/hints.hpp"
#include "suite/cli/in_order.hpp"
#include "suite/cli/measure_help.hpp"
#include "suite/cli/observe.hpp"
#include "suite/cli/option_help.hpp"
#include "suite/cli/progress.hpp"
#include "suite/cli/reporting.hpp"
#include "suite/cli/write_images.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/imagefiles/image_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
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
  std::string series;
  std::string exposure;
  std::string dark_exposure;
  std::string interval;
  std::string scope;
  std::string format = "text";
  std::string threads;
  std::string write_images;
  bool together = false;
  OptionTexts options;
};

/// Whether the metric itself has an option of this name; it then is the one that counts.
bool declares(const Metric& metric, const std::string& name) {
  return std::any_of(metric.options.begin(), metric.options.end(),
                     [&](const OptionDeclaration& option) { return option.name == name; });
}

/// What was set for the frames, for people whose files do not say it.
void declare_settings(CommandLine& line, const Metric& metric, Asked& asked) {
  if (!declares(metric, "series"))
    line.option("--series", asked.series, "TABLE",
                tr("what was set for each frame (CSV): a row for each, in their order"));
  if (!declares(metric, "exposure"))
    line.option("--exposure", asked.exposure, "TIME", tr("of every frame, such as 20ms"));
  if (!declares(metric, "dark_exposure"))
    line.option("--dark-exposure", asked.dark_exposure, "TIME", tr("of every frame of --dark"));
  if (!declares(metric, "interval"))
    line.option("--interval", asked.interval, "TIME",
                tr("from the begin of a frame to that of the next, such as 10s"));
}

void declare(CommandLine& line, const Metric& metric, Asked& asked) {
  line.positionals("IMAGE", asked.images,
                   metric.series
                       ? tr("images, folders, a descriptor or table; all are one observation")
                       : tr("images, or folders of them; each is measured on its own"));
  line.option("--method", asked.method, "ID", tr("how it is computed (see below)"));
  line.options("--dark", asked.dark, "FILE",
               tr("frames without light, or folders of them; write them after the images"));
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
  declare_settings(line, metric, asked);
  line.option(
      "--scope", asked.scope, "FILE",
      tr("what is known about the microscope (YAML); an image that contradicts it is told"));
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
  line.footer(measure_help(metric));
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
    if (!asked.dark.empty())
      throw UsageError(
          tr("--offset and --dark: both say what is recorded without light. Leave "
             "--offset out, dark frames say it pixel by pixel."));
    knowledge.offset = quantity_argument<kind::DigitalNumber>("--offset", asked.offset);
    if (*knowledge.offset < dn(0)) {
      throw UsageError(tr("--offset: no camera records less than nothing; give 0DN or more."));
    }
  }
  if (!asked.scope.empty())
    knowledge.scope = protocols::read_scope_file(protocols::find_scope(asked.scope));
  knowledge.exposure = time_argument("--exposure", asked.exposure);
  knowledge.dark_exposure = time_argument("--dark-exposure", asked.dark_exposure);
  knowledge.interval = time_argument("--interval", asked.interval);
  if (!asked.series.empty()) knowledge.settings = imagefiles::read_settings_table(asked.series);
  knowledge.dark = open_frames(asked.dark, true);
  knowledge.flat = open_frames(asked.flat, false);
  return knowledge;
}

void check_images(const Asked& asked) {
  if (!asked.images.empty()) return;
  throw UsageError(
      asked.dark.empty() && asked.flat.empty()
          ? tr("measure: no image given. Name images, a folder, a descriptor or a table.")
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

/// Series may hold something else than the first measurand: readings at set points have no drift.
bool measured_what_was_there(const Metric& metric, const Evaluation& evaluation) {
  if (find_result(evaluation, metric.measurands.front().name) != nullptr) return true;
  return metric.series && !evaluation.results.empty() && evaluation.failures.empty();
}

/// Somebody may have taken the wrong scope file: that is told in every format.
void log_contradictions(const Measured& measured) {
  const auto& inputs = measured.evaluation.inputs;
  for (const std::string& contradiction : measured.contradictions) {
    std::cerr << "etalon: "
              << reports::printable((inputs.empty() ? "" : inputs.front().path + ": ") +
                                    contradiction)
              << std::endl;
  }
}

/// The images of a folder one by one. One that has none stays in its place, so that it is named as
/// unreadable and the others are measured.
std::vector<std::string> images_of(const std::string& name) {
  std::error_code error;
  if (!std::filesystem::is_directory(name, error)) return {name};
  try {
    std::vector<std::string> images;
    for (const auto& image : imagefiles::images_in(name)) images.push_back(image.string());
    return images;
  } catch (const FileError&) {
    return {name};
  }
}

std::vector<std::vector<std::string>> observations_of(const Metric& metric, const Asked& asked) {
  if (asked.together || metric.series) return {asked.images};
  std::vector<std::vector<std::string>> observations;
  for (const auto& name : asked.images)
    for (const auto& image : images_of(name)) observations.push_back({image});
  if (!asked.series.empty() && observations.size() > 1)
    throw UsageError(
        tr("--series: its rows are the frames of one observation, and here each image is "
           "one of its own. Give one image, or --together."));
  return observations;
}

/// A table that names its files stands in the place of images.
void take_series_as_images(Asked& asked) {
  if (asked.series.empty() || !asked.images.empty()) return;
  asked.images = {asked.series};
  asked.series.clear();
}

int measure(const Metric& metric, const Asked& asked) {
  const auto observations = observations_of(metric, asked);
  const Knowledge knowledge = knowledge_from(asked);
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
        } else if (!measured_what_was_there(metric, measured.evaluation)) {
          code = std::max(code, static_cast<int>(kNotMeasured));
        }
        log_contradictions(measured);
        log_failures(measured, text);
        if (!asked.write_images.empty()) write_images(measured.evaluation, asked.write_images);
        if (measured.unreadable.empty() || !text)
          printer.print(std::move(measured.evaluation), measured.instrument,
                        measured.contradictions);
        progress.step();
      });
  printer.finish();
  return code;
}

/// Only metrics with the option `average` make images.
void ask_for_images(const Metric& metric, Asked& asked) {
  if (!declares(metric, "average")) {
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
      std::cout << measure_help();
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
  take_series_as_images(asked);
  check_images(asked);
  if (!asked.write_images.empty()) ask_for_images(metric, asked);
  if (!asked.method.empty()) asked.options["method"] = method_id(metric, asked.method);
  return measure(metric, asked);
}

}  // namespace etalon::cli
