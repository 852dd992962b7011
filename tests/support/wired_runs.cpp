// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wired_runs.hpp"

#include "protocols/runner.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <map>
#include <string>

namespace etalon::test {
namespace {

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  return text.replace(text.find(what), what.size(), by);
}

/// A camera elsewhere finds its exposure anew.
std::map<std::string, std::string> without_exposure(std::map<std::string, std::string> subject) {
  subject.erase("exposure");
  return subject;
}

}  // namespace

protocols::ScopeFile scope_with_small_field(int width, int height) {
  const auto scope = protocols::read_scope_file(protocols::find_scope("openflexure-40x"));
  return protocols::read_scope_text(
      replaced(replaced(scope.text, "width: 820", "width: " + std::to_string(width)), "height: 616",
               "height: " + std::to_string(height)),
      scope.path);
}

std::vector<records::RecordedEvaluation> run_protocol(hardware::Microscope& microscope,
                                                      const protocols::ScopeFile& scope,
                                                      const std::string& protocol) {
  return run_protocol(microscope, scope,
                      protocols::read_procedure(protocols::find_procedure(protocol)));
}

std::vector<records::RecordedEvaluation> run_protocol(hardware::Microscope& microscope,
                                                      const protocols::ScopeFile& scope,
                                                      const protocols::Procedure& procedure) {
  const TemporaryFolder folder;
  records::Store store{folder.path() / "lab.etalon"};
  protocols::RunContext context;
  context.slides = scope.slides;
  const auto detail = store.load_run(run_procedure(procedure, microscope, store, context));
  CHECK(detail.summary.status == records::RunStatus::finished);
  return detail.evaluations;
}

int check_agreement(const std::vector<records::RecordedEvaluation>& found,
                    const std::vector<records::RecordedEvaluation>& expected) {
  int compared = 0;
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    INFO(found[i].step << ' ' << found[i].repeat);
    CHECK(found[i].evaluation.failures.size() == expected[i].evaluation.failures.size());
    const auto& results = expected[i].evaluation.results;
    REQUIRE(found[i].evaluation.results.size() == results.size());
    for (std::size_t k = 0; k < results.size(); ++k) {
      const MeasurementResult& same = found[i].evaluation.results[k];
      INFO(results[k].measurand);
      CHECK(same.measurand == results[k].measurand);
      CHECK(without_exposure(same.subject) == without_exposure(results[k].subject));
      ++compared;
      if (results[k].kind == ResultKind::statistic) continue;  // It has no interval.
      CHECK(same.value >= results[k].interval.lower);
      CHECK(same.value <= results[k].interval.upper);
    }
  }
  return compared;
}

}  // namespace etalon::test
