// SPDX-License-Identifier: Apache-2.0
#include "suite/core/evaluation.hpp"

#include "tests/support/catch.hpp"

using namespace etalon;

namespace {

MeasurementResult result_of(const std::string& measurand, double value,
                            std::map<std::string, std::string> subject) {
  MeasurementResult result;
  result.measurand = measurand;
  result.value = value;
  result.subject = std::move(subject);
  return result;
}

}  // namespace

TEST_CASE("the result of the whole image is found before that of one edge") {
  Evaluation evaluation;
  evaluation.results = {result_of("mtf50", 1, {{"plane", "red"}, {"edge", "edge-1"}}),
                        result_of("mtf10", 2, {}), result_of("mtf50", 3, {{"plane", "red"}}),
                        result_of("mtf50", 4, {{"plane", "green"}})};
  REQUIRE(find_result(evaluation, "mtf50") != nullptr);
  CHECK(find_result(evaluation, "mtf50")->value == 3);
  CHECK(find_result(evaluation, "mtf10")->value == 2);
  CHECK(find_result(evaluation, "edge_angle") == nullptr);
  CHECK(find_result(Evaluation{}, "mtf50") == nullptr);
}

TEST_CASE("texts that run together are told apart by their lengths") {
  Evaluation first;
  first.metric = "a";
  first.method = std::string("bc");
  Evaluation second;
  second.metric = "ab";
  second.method = "c";
  CHECK(canonical_text(first) != canonical_text(second));

  Evaluation one_flag;
  one_flag.items = {
      {.id = "1", .position_px = {}, .flags = {"a\ns1:b"}, .values = {}, .subject = {}}};
  Evaluation two_flags;
  two_flags.items = {
      {.id = "1", .position_px = {}, .flags = {"a", "b"}, .values = {}, .subject = {}}};
  CHECK(canonical_text(one_flag) != canonical_text(two_flags));
}
