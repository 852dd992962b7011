// SPDX-License-Identifier: Apache-2.0
// etalon-report: reports with charts. The program `etalon` replaces itself by this one where Qt is
// needed; it can also be called by hand.
#include "protocols/grading_of_run.hpp"
#include "reports/charts/html.hpp"
#include "reports/charts/html_comparison.hpp"
#include "reports/report_source.hpp"
#include "suite/core/error.hpp"
#include "suite/core/quantity.hpp"
#include "suite/core/translate.hpp"
#include "suite/core/version.hpp"
#include "suite/metrics/metric.hpp"

#include <CLI/CLI.hpp>
#include <QtCore/QSaveFile>
#include <QtWidgets/QApplication>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <clocale>
#include <cstdio>
#include <ctime>
#include <sstream>

namespace {

using namespace etalon;

// Exit codes of all programs of Etalon.
constexpr int kUsage = 64;
constexpr int kComponentMissing = 69;
constexpr int kInternalError = 70;
constexpr int kWorldFailed = 74;

struct Arguments {
  std::string database;
  std::string run = "last";
  std::string evaluation;
  std::vector<std::string> compare;
  std::string output;
  std::string wait = "10 s";
};

void declare(CLI::App& app, Arguments& arguments) {
  auto* database = app.add_option("--database", arguments.database, tr("database of a site"));
  app.add_option("--run", arguments.run,
                 tr("run: its id, the beginning of it, or \"last\" (default: last)"))
      ->needs(database);
  app.add_option("--wait", arguments.wait,
                 tr("how long to wait for another program's lock (default: 10 s)"))
      ->needs(database);
  app.add_option("--evaluation", arguments.evaluation,
                 tr("JSON file of `etalon measure` or of `etalon report` (has no pictures)"))
      ->excludes(database);
  app.add_option("--compare", arguments.compare,
                 tr("runs to lay side by side; the others are compared with the first"))
      ->needs(database)
      ->expected(2, 100);
  app.add_option("-o,--output", arguments.output, tr("page to write: NAME.html"))->required();
  app.set_version_flag("--version", fmt::format("etalon-report {} ({})", kVersion, kBuild));
  app.footer(
      tr("Examples:\n"
         "  etalon-report --database lab.etalon --run last --output report.html\n"
         "  etalon-report --database lab.etalon --run 0192c3 --output report.html --wait 5min\n"
         "  etalon-report --evaluation edge.json --output edge.html"));
}

/// Meanings come from the metrics' own table: reports know no metric.
std::map<std::string, reports::Definition> definitions() {
  std::map<std::string, reports::Definition> all;
  for (const metrics::Metric& metric : metrics::metric_table()) {
    reports::Definition& definition = all[metric.id];
    definition.title = metric.title;
    definition.reference_document = metric.reference_document;
    for (const auto& one : metric.measurands) definition.meanings[one.name] = one.meaning;
    for (const auto& one : metric.methods) definition.meanings[one.id] = one.meaning;
    for (const auto& one : metric.failures) definition.meanings[one.code] = one.meaning;
    for (const auto& one : metric.caveats) definition.meanings[one.code] = one.meaning;
  }
  return all;
}

std::chrono::milliseconds wait_of(const std::string& text) {
  const auto time = parse_quantity<kind::Time>(text);
  if (!time) throw UsageError("--wait: " + time.error().detail);
  return std::chrono::milliseconds(static_cast<long>(time->in(ms)));
}

reports::Report report_of(const Arguments& arguments) {
  if (!arguments.evaluation.empty()) return reports::report_of_file(arguments.evaluation);
  if (arguments.database.empty()) {
    throw UsageError(tr("Nothing to report: give --database FILE or --evaluation FILE.json."));
  }
  const records::Store store(arguments.database,
                             {records::OpenMode::read, wait_of(arguments.wait)});
  return reports::report_of_run(store, arguments.run);
}

std::string utc_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

reports::ComparisonReport comparison_of(const Arguments& arguments) {
  const records::Store store(arguments.database,
                             {records::OpenMode::read, wait_of(arguments.wait)});
  reports::ComparisonReport report;
  report.generated = utc_now();
  report.first = store.load_run(arguments.compare.front());
  const auto first = protocols::graded_inputs(report.first);
  for (std::size_t i = 1; i < arguments.compare.size(); ++i) {
    auto run = store.load_run(arguments.compare[i]);
    auto rows = grading::compare(first, protocols::graded_inputs(run));
    report.others.push_back({std::move(run), std::move(rows)});
  }
  return report;
}

/// Beside the target first, then renamed: a reader sees the old page or the whole new one.
void save(const std::string& path, const std::string& bytes) {
  QSaveFile file(QString::fromStdString(path));
  const auto size = static_cast<qint64>(bytes.size());
  const bool written = file.open(QIODevice::WriteOnly) && file.write(bytes.data(), size) == size;
  if (!written || !file.commit()) {
    throw FileError(path,
                    fmt::format(fmt::runtime(tr("The report could not be written ({}). Is there "
                                                "such a folder, with space and the right to "
                                                "write?")),
                                file.errorString().toStdString()));
  }
}

void check_output(const std::string& path) {
  if (!path.ends_with(".html")) {
    throw UsageError(
        fmt::format(fmt::runtime(tr("--output: \"{}\" does not end in .html, the format "
                                    "that this program writes; `etalon report` writes "
                                    "the others.")),
                    path));
  }
}

void write_report(const Arguments& arguments) {
  check_output(arguments.output);
  std::ostringstream page;
  if (!arguments.compare.empty()) {
    charts::write_comparison_html(comparison_of(arguments), page);
    return save(arguments.output, page.str());
  }
  reports::Report report = report_of(arguments);
  report.definitions = definitions();
  report.generated = utc_now();
  charts::write_html(report, {}, page);
  save(arguments.output, page.str());
}

/// Remarks of Qt about the desktop are of no use to who asked for a file.
void quiet(QtMsgType type, const QMessageLogContext& /*context*/, const QString& message) {
  if (type == QtCriticalMsg || type == QtFatalMsg) {
    std::fprintf(stderr, "%s\n", message.toUtf8().constData());
  }
}

int complain(const std::string& sentence, int exit_code) {
  std::fprintf(stderr, "etalon-report: %s\n", sentence.c_str());
  return exit_code;
}

int report_errors_of(const Arguments& arguments) {
  try {
    write_report(arguments);
    return 0;
  } catch (const UsageError& error) {
    return complain(error.what(), kUsage);
  } catch (const FileError& error) {
    return complain(error.what(), kWorldFailed);
  } catch (const RecordError& error) {
    return complain(error.what(), kWorldFailed);
  } catch (const Error& error) {  // what is left: no font to write with
    return complain(error.what(), kComponentMissing);
  } catch (const std::exception& error) {
    return complain(error.what(), kInternalError);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::setlocale(LC_ALL, "");
  std::setlocale(LC_NUMERIC, "C");
  bindtextdomain("etalon", ETALON_LOCALE_DIR);
  bind_textdomain_codeset("etalon", "UTF-8");
  Arguments arguments;
  CLI::App app(tr("Writes performance reports with charts."), "etalon-report");
  declare(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  qInstallMessageHandler(quiet);
  int one_argument = 1;
  const QApplication application(one_argument, argv);
  std::setlocale(LC_NUMERIC, "C");  // QApplication takes it from the environment
  return report_errors_of(arguments);
}
