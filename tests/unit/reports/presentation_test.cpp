// SPDX-License-Identifier: Apache-2.0
#include "reports/presentation.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/example_evaluation.hpp"

using namespace etalon;
using namespace etalon::reports;

TEST_CASE("The object plane comes first, pixels and the ratio stand beside it") {
  const Evaluation evaluation = tests::example_evaluation();
  const auto groups = group_results(evaluation);
  REQUIRE(groups.size() == 1);
  REQUIRE(groups[0].rows.size() == 5);
  CHECK(groups[0].rows[0].main->measurand == "mtf50_object");
  REQUIRE(groups[0].rows[0].beside.size() == 2);
  CHECK(groups[0].rows[0].beside[0]->measurand == "mtf50");
  CHECK(groups[0].rows[0].beside[1]->measurand == "mtf50_ratio");
  CHECK(groups[0].rows[2].main->measurand == "edge_width_10_90");
  CHECK(groups[0].rows[2].beside[0]->measurand == "edge_width_10_90_px");
}

TEST_CASE("Without a pixel size the results in pixels lead") {
  Evaluation evaluation;
  evaluation.results = {estimate_from_budget("mtf50", 0.22, "cycles/px", {}),
                        estimate_from_budget("lsf_fwhm_px", 2.0, "px", {})};
  const auto groups = group_results(evaluation);
  REQUIRE(groups.size() == 1);
  CHECK(groups[0].rows[0].main->measurand == "mtf50");
  CHECK(groups[0].rows[1].main->measurand == "lsf_fwhm_px");
  CHECK(groups[0].rows[1].beside.empty());
}

TEST_CASE("Each subject is a group of its own, in the order of the metric") {
  const Evaluation evaluation = tests::example_evaluation_with_edges(3);
  const auto groups = group_results(evaluation);
  REQUIRE(groups.size() == 3);
  CHECK(groups[2].subject.at("edge") == "edge-3");
}

TEST_CASE("Shares of the variance add up to one, the largest first") {
  const Budget budget = {{"small", "", EvaluationType::A, Distribution::normal, 1, 1},
                         {"large", "", EvaluationType::B, Distribution::normal, 1, -2}};
  const auto shares = variance_shares(budget);
  REQUIRE(shares.size() == 2);
  CHECK(shares[0].source == "large");
  CHECK_THAT(shares[0].share, Catch::Matchers::WithinAbs(0.8, 1e-12));
  CHECK_THAT(shares[1].share, Catch::Matchers::WithinAbs(0.2, 1e-12));
  CHECK(variance_shares({}).empty());
  CHECK(variance_shares({{"none", "", EvaluationType::A, Distribution::normal, 0, 1}}).empty());
}

TEST_CASE("A caveat of many results is said once") {
  const auto caveats = collect_caveats(tests::example_evaluation_with_edges(2));
  REQUIRE(caveats.size() == 1);
  CHECK(caveats[0].labels ==
        std::vector<std::string>{"MTF50", "MTF10", "edge 10–90 %", "line width"});
  CHECK(caveats[0].subjects == std::vector<std::string>{"edge-1", "edge-2"});
}

TEST_CASE("The method is named without the metric, with its version") {
  Evaluation evaluation;
  evaluation.metric = "slanted_edge";
  evaluation.method = "slanted_edge/iso12233_2023";
  evaluation.method_version = 3;
  CHECK(method_text(evaluation) == "iso12233_2023 v3");
}

TEST_CASE("A run lends its evaluations, with step and repeat") {
  const Report run = tests::example_run();
  const auto entries = entries_of(run);
  REQUIRE(entries.size() == 2);
  CHECK(entries[1].step == "edge");
  CHECK(entries[1].repeat == 2);
  const Report measured = tests::example_report();
  REQUIRE(entries_of(measured).size() == 1);
  CHECK(entries_of(measured)[0].step.empty());
}

namespace {

/// Two steps; in the first, repeats of "m" were combined, and those of "n" were not.
Report combined_run() {
  Report report;
  report.run.emplace();
  const auto add = [&](const char* id, const char* step, const char* metric,
                       const std::vector<std::string>& sources = {}) {
    Evaluation evaluation;
    evaluation.metric = metric;
    evaluation.results = {estimate_from_budget("mtf50", 0.22, "cycles/px", {})};
    report.run->evaluations.push_back({id, step, 0, "", std::nullopt, sources, evaluation});
  };
  add("m0", "edge", "m");
  add("n0", "edge", "n");
  add("m1", "edge", "m");
  add("m01", "edge", "m", {"m0", "m1"});
  add("o0", "later", "o");
  return report;
}

std::vector<std::string> ids(const std::vector<Entry>& entries) {
  std::vector<std::string> all;
  for (const Entry& entry : entries) all.push_back(entry.id);
  return all;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("Sources of a combined evaluation know it, in the order of recording") {
  const Report run = combined_run();
  const auto entries = entries_of(run);
  CHECK(ids(entries) == Ids{"m0", "n0", "m1", "m01", "o0"});
  CHECK(entries[0].combined_into == "m01");
  CHECK_FALSE(entries[1].combined_into);
  CHECK(entries[2].combined_into == "m01");
  CHECK_FALSE(entries[3].combined_into);
  CHECK(entries[3].sources == Ids{"m0", "m1"});
}

TEST_CASE("The combined evaluation leads its step and speaks for its repeats") {
  Report run = combined_run();
  CHECK(ids(current_entries(run)) == Ids{"m01", "m0", "n0", "m1", "o0"});
  CHECK(ids(leading_entries(run)) == Ids{"m01", "n0", "o0"});
  SECTION("but not when it has no result") {
    run.run->evaluations[3].evaluation.results.clear();
    CHECK(ids(leading_entries(run)) == Ids{"m01", "m0", "n0", "m1", "o0"});
  }
  SECTION("nor when it was corrected: then the later one does") {
    auto later = run.run->evaluations[3];
    later.id = "m01b";
    later.sources = {"m0"};
    run.run->evaluations[3].superseded_by = "m01b";
    run.run->evaluations.push_back(later);
    CHECK(ids(leading_entries(run)) == Ids{"m01b", "n0", "m1", "o0"});
    CHECK(entries_of(run)[0].combined_into == "m01b");
    CHECK_FALSE(entries_of(run)[2].combined_into);
  }
}

TEST_CASE("What became of the things that were found is said in one line") {
  std::vector<Item> items(4);
  items[1].flags = {"edge_of_field"};
  items[2].flags = {"neighbour", "edge_of_field"};
  CHECK(fate_of_items(items) == "4 found, 2 of them without a flag; edge of field 2, neighbour 1");
  CHECK(fate_of_items({items[0], items[3]}) == "2 found, 2 of them without a flag");
  CHECK(fate_of_items({items[1]}) == "1 found, 0 of them without a flag; edge of field 1");
  CHECK(fate_of_items({items[0]}).empty());
  CHECK(fate_of_items({}).empty());
}
