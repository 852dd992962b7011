// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/reporting.hpp"

#include "suite/cli/process.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/core/version.hpp"
#include "suite/metrics/metric.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <fstream>
#include <iostream>
#include <utility>

namespace etalon::cli {

const reports::Writer& writer_for(const std::string& extension) {
  const std::string name = extension.starts_with(".") ? extension.substr(1) : extension;
  if (const auto* writer = reports::find_writer(name)) return *writer;
  std::string known;
  for (const auto& writer : reports::writer_table()) {
    known += (known.empty() ? "" : ", ") + writer.extension;
  }
  throw UsageError(fmt::format(fmt::runtime(tr("there is no report format \"{}\"; known are {}.")),
                               name, known));
}

std::string utc_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

reports::Report report_of(std::vector<Evaluation> evaluations) {
  reports::Report report;
  report.evaluations = std::move(evaluations);
  report.etalon_version = kVersion;
  report.etalon_build = kBuild;
  report.generated = utc_now();
  for (const auto& metric : metrics::metric_table()) {
    reports::Definition definition{metric.title, metric.reference_document, {}};
    for (const auto& measurand : metric.measurands)
      definition.meanings[measurand.name] = measurand.meaning;
    for (const auto& method : metric.methods) definition.meanings[method.id] = method.meaning;
    for (const auto& code : metric.failures) definition.meanings[code.code] = code.meaning;
    for (const auto& code : metric.caveats) definition.meanings[code.code] = code.meaning;
    report.definitions[metric.id] = definition;
  }
  return report;
}

EvaluationPrinter::EvaluationPrinter(const std::string& format, std::size_t announced)
    : writer_(writer_for(format == "text" ? "txt" : format)),
      array_(format == "json" && announced > 1),
      table_(format == "csv") {}

void EvaluationPrinter::print(Evaluation evaluation, const Instrument& instrument,
                              const std::vector<std::string>& contradictions) {
  if (table_) {
    evaluation.pictures.clear();
    rows_.push_back(std::move(evaluation));
    return;
  }
  if (array_) std::cout << (printed_ == 0 ? "[\n" : ",\n");
  if (!array_ && printed_ > 0) std::cout << '\n';
  ++printed_;
  std::vector<Evaluation> one;
  one.push_back(std::move(evaluation));
  reports::Report report = report_of(std::move(one));
  report.instrument = instrument;
  report.contradictions = contradictions;
  writer_.write(report, {.colour = colour_wanted(), .single = true}, std::cout);
}

void EvaluationPrinter::finish() {
  if (table_) writer_.write(report_of(std::move(rows_)), {}, std::cout);
  if (array_) std::cout << (printed_ == 0 ? "[]\n" : "]\n");
}

void write_beside(const std::filesystem::path& path,
                  const std::function<void(std::ostream&)>& write) {
  std::filesystem::path partial = path;
  partial += ".part";
  std::ofstream file(partial, std::ios::binary);
  write(file);
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(partial, path, error);
  if (file && !error) return;
  std::filesystem::remove(partial, error);
  throw FileError(path.string(),
                  tr("this file could not be written. Does the folder exist, may it be "
                     "written, and is there space?"));
}

void write_report(const reports::Report& report, const std::filesystem::path& path) {
  const auto& writer = writer_for(path.extension().string());
  write_beside(path, [&](std::ostream& out) { writer.write(report, {}, out); });
}

void make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw FileError(path.string(), error.message() + tr(". Choose another folder by -o."));
}

bool write_page(const std::filesystem::path& database, const std::string& run,
                const std::filesystem::path& page) {
  try {
    return run_program(report_program(), {"--database", database.string(), "--run", run, "--output",
                                          page.string()}) == 0;
  } catch (const MissingComponent& missing) {
    std::cerr << "etalon: " << missing.what() << std::endl;
    return false;
  }
}

}  // namespace etalon::cli
