// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/session.hpp"

#include "hardware/command_words.hpp"
#include "protocols/grading_of_run.hpp"
#include "protocols/procedure.hpp"
#include "protocols/profile_file.hpp"
#include "protocols/runner.hpp"
#include "reports/wording.hpp"
#include "suite/cli/bench.hpp"
#include "suite/cli/hints.hpp"
#include "suite/cli/process.hpp"
#include "suite/cli/progress.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/metrics/metric.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

namespace etalon::cli {
namespace {

// The first 13 digits of a UUIDv7 are its millisecond: a later run cannot share them.
constexpr std::size_t kIdShown = 14;

/// How the run is gone on with, from the same place.
std::string resume_command(const std::string& run, const RunRequest& request) {
  std::vector<std::string> words{"etalon", "run", "--resume", run};
  if (request.database != database_path(""))
    words.insert(words.end(), {"--database", request.database.string()});
  return hardware::command_text(words);
}

protocols::RunObserver narrator(const protocols::Procedure& procedure, const RunRequest& request) {
  protocols::RunObserver observer;
  observer.on_start = [title = procedure.id, hands = protocols::hands_on(procedure),
                       request](const std::string& run) {
    std::cerr << title;
    if (hands > s(0)) {
      std::cerr << fmt::format(fmt::runtime(tr(" · about {:.0f} minutes of your hands")),
                               std::max(1.0, hands.in(minutes)));
    }
    std::cerr << fmt::format(fmt::runtime(tr(" · if it is interrupted: {}\n")),
                             resume_command(run.substr(0, kIdShown), request));
  };
  observer.on_gate = [](const protocols::Step& step, const std::string& complaint) {
    std::cerr << fmt::format("  {}: {}\n", step.id, complaint);
  };
  observer.on_note = [](const std::string& step, const std::string& note) {
    std::cerr << fmt::format("  {}: {}\n", step, reports::printable(note));
  };
  observer.on_step = [](const protocols::Step& step, std::size_t index, std::size_t steps,
                        int repeat) {
    std::string text =
        fmt::format(fmt::runtime(tr("step {} of {}: {}")), index + 1, steps, step.id);
    if (step.repeat > 1) {
      text += fmt::format(fmt::runtime(tr(" ({} of {})")), repeat + 1, step.repeat);
    }
    std::cerr << text << std::endl;
  };
  observer.on_visit = [progress = std::make_shared<std::optional<Progress>>()](
                          const protocols::Step&, std::size_t done, std::size_t visits) {
    if (!*progress) progress->emplace(visits - done + 1, Progress::Results::at_the_end);
    (*progress)->step();
    if (done == visits) progress->reset();
  };
  observer.on_evaluation = [](const std::string&, const Evaluation& evaluation) {
    for (const auto& failure : evaluation.failures) {
      std::cerr << fmt::format("  {}: {} → {}\n", failure.code, failure.detail, failure.advice);
    }
  };
  return observer;
}

protocols::RunObserver interruptible(protocols::RunObserver observer) {
  observer.is_interrupted = [] { return Interruption::is_wanted(); };
  return observer;
}

void tell_how_to_go_on(const records::RunDetail& run, const RunRequest& request) {
  if (run.summary.status == records::RunStatus::finished) return;
  const char* sentence = Interruption::is_wanted() ? tr("interrupted; go on with: {}")
                                                   : tr("not finished; go on with: {}");
  std::cerr << "\netalon: "
            << fmt::format(fmt::runtime(sentence),
                           resume_command(run.summary.id.substr(0, kIdShown), request))
            << std::endl;
}

bool gave_first_measurand(const Evaluation& evaluation) {
  const auto* metric = metrics::find_metric(evaluation.metric);
  return metric != nullptr && find_result(evaluation, metric->measurands.front().name) != nullptr;
}

/// Every repeat of every measure of the steps that are not optional.
bool all_measured(const protocols::Procedure& procedure, const records::RunDetail& run) {
  return std::all_of(
      procedure.steps.begin(), procedure.steps.end(), [&](const protocols::Step& step) {
        if (step.optional) return true;
        const auto good = std::count_if(run.evaluations.begin(), run.evaluations.end(),
                                        [&](const records::RecordedEvaluation& e) {
                                          return e.step == step.id && e.sources.empty() &&
                                                 !e.superseded_by &&
                                                 gave_first_measurand(e.evaluation);
                                        });
        return good >= static_cast<std::ptrdiff_t>(step.measures.size()) * step.repeat;
      });
}

}  // namespace

std::filesystem::path database_path(const std::string& asked) {
  if (!asked.empty()) return asked;
  const char* from_environment = std::getenv("ETALON_DATABASE");
  return from_environment == nullptr || *from_environment == '\0' ? "lab.etalon" : from_environment;
}

std::string short_id(const records::Store& store, const std::string& id) {
  std::size_t length = kIdShown;
  for (const auto& run : store.runs()) {
    if (run.id == id) continue;
    const auto differs = std::mismatch(id.begin(), id.end(), run.id.begin(), run.id.end());
    length = std::max(length, static_cast<std::size_t>(differs.first - id.begin()) + 1);
  }
  return id.substr(0, length);
}

namespace {

FinishedRun finished(const records::Store& store, const std::string& run,
                     const protocols::Procedure& procedure) {
  FinishedRun finished;
  finished.detail = store.load_run(run);
  finished.short_id = short_id(store, run);
  finished.measured = finished.detail.summary.status == records::RunStatus::finished &&
                      all_measured(procedure, finished.detail);
  return finished;
}

/// One more profile than the protocol names judges, and decides.
void judge(const std::string& name, const std::string& run, records::Store& store) {
  const auto file = protocols::read_profile(protocols::find_profile(name));
  const auto detail = store.load_run(run);
  const auto already = [&](const auto& graded) { return graded.grade.profile == file.profile.id; };
  if (std::any_of(detail.grades.begin(), detail.grades.end(), already)) return;
  store.record_grade(run, protocols::grade_run(detail, file.profile), protocols::identity_of(file));
}

}  // namespace

namespace {

/// A misspelled step would leave its slide unsaid.
void expect_steps(const std::vector<std::string>& slides, const protocols::Procedure& procedure) {
  std::vector<std::string> steps;
  for (const auto& step : procedure.steps) steps.push_back(step.id);
  for (const auto& [step, ids] : procedure.slides) steps.push_back(step);
  for (const std::string& choice : slides) {
    const std::string step = choice.substr(0, choice.find('='));
    if (std::find(steps.begin(), steps.end(), step) != steps.end()) continue;
    throw UsageError(fmt::format(fmt::runtime(tr("--slide {}: {} has no step {}{}.")), choice,
                                 procedure.id, step, did_you_mean(step, steps)));
  }
}

}  // namespace

FinishedRun carry_out(const RunRequest& asked) {
  RunRequest request = asked;
  if (!request.profile.empty()) protocols::read_profile(protocols::find_profile(request.profile));
  auto procedure = protocols::read_procedure(protocols::find_procedure(request.protocol));
  if (!request.folder.empty() && request.pattern.empty()) take_every_image(procedure, request);
  Bench bench = bench_for(request);
  expect_steps(request.slides, procedure);
  records::Store store(request.database, {records::OpenMode::create, request.wait});
  const Interruption interruption;
  const std::string id = protocols::run_procedure(
      procedure, bench.microscope, store, bench.context,
      interruptible(request.narrated ? narrator(procedure, request) : protocols::RunObserver{}));
  if (!request.profile.empty()) judge(request.profile, id, store);
  auto run = finished(store, id, procedure);
  if (request.narrated) tell_how_to_go_on(run.detail, request);
  return run;
}

FinishedRun resume(const std::string& run, const RunRequest& asked) {
  RunRequest request = asked;
  records::Store store(request.database, {records::OpenMode::write, request.wait});
  const auto recorded = store.load_run(run);
  const auto& protocol = recorded.start.protocol;
  auto procedure = protocols::read_procedure_text(protocol.text, protocol.id);
  Bench bench = bench_for(request, recorded);
  const auto& noted = bench.context.notes;
  if (request.pattern.empty() && noted.contains("images_from")) {
    request.folder = noted.at("images_from");
    take_every_image(procedure, request);
  }
  const Interruption interruption;
  protocols::resume_run(procedure, recorded, bench.microscope, store, bench.context,
                        interruptible(narrator(procedure, request)));
  if (!request.profile.empty()) judge(request.profile, recorded.summary.id, store);
  auto ended = finished(store, recorded.summary.id, procedure);
  tell_how_to_go_on(ended.detail, request);
  return ended;
}

}  // namespace etalon::cli
