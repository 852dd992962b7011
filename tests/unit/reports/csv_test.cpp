// SPDX-License-Identifier: Apache-2.0
#include "reports/writers/csv.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/example_evaluation.hpp"

#include <limits>
#include <sstream>

using namespace etalon;
using etalon::test::contains_text;

namespace {

const std::string kHeader =
    "run,step,repeat,file,metric,method,method_version,measurand,subject,value,unit,"
    "standard_uncertainty,degrees_of_freedom,coverage_probability,lower,upper,kind,n,caveats,code,"
    "detail,combined_into\r\n";

std::string csv_of(const reports::Report& report) {
  std::ostringstream out;
  reports::write_csv(report, {}, out);
  return out.str();
}

reports::Report with(const Evaluation& evaluation) {
  reports::Report report;
  report.evaluations = {evaluation};
  return report;
}

Evaluation simple() {
  Evaluation evaluation;
  evaluation.metric = "m";
  evaluation.method = "m/a";
  evaluation.inputs = {{"a.tif", ""}};
  MeasurementResult result;
  result.measurand = "mtf50";
  result.value = 0.25;
  result.unit = "cycles/px";
  result.standard_uncertainty = 0.125;
  result.interval = {0.125, 0.375};
  result.subject = {{"edge", "edge-1"}, {"plane", "red"}};
  result.caveats = {{"m.one", ""}, {"m.two", ""}};
  evaluation.results = {result};
  return evaluation;
}

}  // namespace

TEST_CASE("A result is one row, numbers as the shortest text, infinity as inf") {
  CHECK(csv_of(with(simple())) ==
        kHeader +
            ",,,a.tif,m,m/a,1,mtf50,edge=edge-1;plane=red,0.25,cycles/px,0.125,inf,0.95,0.125,"
            "0.375,estimate,1,m.one;m.two,,,\r\n");
}

TEST_CASE("A failure is a row without a value") {
  Evaluation evaluation = simple();
  evaluation.results.clear();
  evaluation.failures = {{"m.no_edge", "No edge, nowhere.", "Focus."}};
  CHECK(csv_of(with(evaluation)) ==
        kHeader + ",,,a.tif,m,m/a,1,,,,,,,,,,failure,,,m.no_edge,\"No edge, nowhere.\",\r\n");
}

TEST_CASE("A statistic has no uncertainty columns") {
  Evaluation evaluation = simple();
  evaluation.results[0].kind = ResultKind::statistic;
  evaluation.results[0].n = 300;
  CHECK_THAT(csv_of(with(evaluation)), contains_text(",0.25,cycles/px,,,,,,statistic,300,"));
}

TEST_CASE("Commas, quotes, line breaks and outer spaces are quoted by RFC 4180") {
  const auto [name, cell] = GENERATE(std::pair<std::string, std::string>{"a,b", "\"a,b\""},
                                     std::pair<std::string, std::string>{"a\"b", "\"a\"\"b\""},
                                     std::pair<std::string, std::string>{"a\nb", "\"a\nb\""},
                                     std::pair<std::string, std::string>{" a", "\" a\""},
                                     std::pair<std::string, std::string>{"a b;c", "a b;c"});
  Evaluation evaluation = simple();
  evaluation.inputs = {{name, ""}};
  CHECK_THAT(csv_of(with(evaluation)), contains_text("\r\n,,," + cell + ",m,"));
}

TEST_CASE("A value that is not a number is an empty cell") {
  Evaluation evaluation = simple();
  evaluation.results[0].value = std::numeric_limits<double>::quiet_NaN();
  CHECK_THAT(csv_of(with(evaluation)), contains_text(";plane=red,,cycles/px,"));
}

TEST_CASE("Rows of a run carry its id, step and repeat; every row has every column") {
  const std::string csv = csv_of(tests::example_run());
  CHECK_THAT(csv, contains_text("0192c3a4-5b6c-7d8e-9f00-112233445566,edge,2,bench/edge.tif,"));
  std::istringstream lines(csv);
  int rows = 0;
  for (std::string line; std::getline(lines, line); ++rows) {
    int commas = 0;
    bool inside = false;
    for (const char c : line) {
      if (c == '"') inside = !inside;
      if (c == ',' && !inside) ++commas;
    }
    CHECK(commas == 21);
  }
  CHECK(rows == 1 + 10 + 40 + 1);
}

TEST_CASE("Combined repeats come first, and the single ones name what they went into") {
  reports::Report report;
  report.run.emplace();
  for (const char* id : {"one", "two", "both"}) {
    report.run->evaluations.push_back({id, "edge", 0, "", std::nullopt, {}, simple()});
  }
  report.run->evaluations[2].sources = {"one", "two"};
  std::istringstream lines(csv_of(report));
  std::vector<std::string> ends;
  for (std::string line; std::getline(lines, line);) ends.push_back(line.substr(line.rfind(',')));
  CHECK(ends == std::vector<std::string>{",combined_into\r", ",\r", ",both\r", ",both\r"});
}
