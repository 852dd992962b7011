// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/figure_groups.hpp"

#include "tests/support/catch.hpp"

using namespace etalon;
using charts::figure_groups;

namespace {

Curve curve(std::string name, std::map<std::string, std::string> subject = {}) {
  return {std::move(name), "cycles/px", "1", {0, 1}, {1, 0}, {}, std::move(subject)};
}

}  // namespace

TEST_CASE("The same in two directions is one figure, named by direction") {
  Evaluation evaluation;
  evaluation.curves = {curve("contrast", {{"bars", "v"}}), curve("contrast", {{"bars", "h"}})};
  const auto figures = figure_groups(evaluation);
  REQUIRE(figures.size() == 1);
  CHECK(charts::name_in_figure(*figures[0][0], figures[0]) == "standing bars");
  CHECK(charts::name_in_figure(*figures[0][1], figures[0]) == "lying bars");
}

TEST_CASE("Returns from several sides are one figure, named by the approach") {
  Evaluation evaluation;
  for (const char* approach : {"+x +y", "-x -y"})
    evaluation.curves.push_back(curve("return_scatter", {{"approach", approach}}));
  const auto figures = figure_groups(evaluation);
  REQUIRE(figures.size() == 1);
  CHECK(charts::name_in_figure(*figures[0][1], figures[0]).find("-x -y") != std::string::npos);
}

TEST_CASE("A curve and its threshold are one figure, named by what they are") {
  Evaluation evaluation;
  evaluation.curves = {curve("frc"), curve("frc_threshold")};
  const auto figures = figure_groups(evaluation);
  REQUIRE(figures.size() == 1);
  CHECK(charts::name_in_figure(*figures[0][1], figures[0]) == "threshold");
}

TEST_CASE("Signal to noise stands beside what is expected and what photons allow") {
  Evaluation evaluation;
  evaluation.curves = {curve("photon_transfer"), curve("photon_transfer_fit"), curve("snr"),
                       curve("snr_expected"), curve("snr_photons")};
  const auto figures = figure_groups(evaluation);
  REQUIRE(figures.size() == 2);
  CHECK(figures[1].size() == 3);
  CHECK(charts::name_in_figure(*figures[1][2], figures[1]) == "photons alone");
}

TEST_CASE("Edges, planes and unlike quantities stand alone; a point is no curve") {
  Evaluation evaluation;
  evaluation.curves = {curve("mtf", {{"edge", "edge-1"}}), curve("mtf", {{"edge", "edge-2"}}),
                       curve("esf", {{"edge", "edge-1"}})};
  evaluation.curves.push_back({"mtf", "px", "1", {1}, {1}, {}, {}});
  CHECK(figure_groups(evaluation).size() == 3);
}

TEST_CASE("More than four curves are not put into one figure") {
  Evaluation evaluation;
  for (int i = 0; i < 6; ++i)
    evaluation.curves.push_back(curve("mtf", {{"direction", std::to_string(30 * i) + " deg"}}));
  const auto figures = figure_groups(evaluation);
  REQUIRE(figures.size() == 2);
  CHECK(figures[0].size() == 4);
}
