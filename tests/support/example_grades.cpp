// SPDX-License-Identifier: Apache-2.0
#include "tests/support/example_grades.hpp"

#include "tests/support/example_evaluation.hpp"

namespace etalon::tests {
namespace {

MeasurementResult result(const std::string& measurand, double value, double expanded,
                         const std::string& unit) {
  MeasurementResult made;
  made.measurand = measurand;
  made.value = value;
  made.unit = unit;
  made.standard_uncertainty = expanded / 2;
  made.interval = {value - expanded, value + expanded};
  return made;
}

}  // namespace

Judgement example_judgement(const std::string& label, Verdict verdict, double value,
                            double expanded) {
  Judgement made;
  made.limit.id = label;
  made.limit.label = label;
  made.limit.measurand = "mtf50_ratio";
  made.limit.direction = Direction::at_least;
  made.limit.value = 0.5;
  made.limit.unit = "1";
  made.verdict = verdict;
  made.method = "slanted_edge/spline_refocused v1";
  made.conformance_probability = 0.942;
  made.guard_band = expanded;
  made.tier = Tier::comparable;
  if (verdict == Verdict::not_measured) {
    made.reason = "no edge was found";
  } else {
    made.result = result("mtf50_ratio", value, expanded, "1");
  }
  return made;
}

Grade example_grade(Verdict verdict, Tier tier) {
  Grade grade;
  grade.profile = "screening";
  grade.profile_version = "1";
  grade.profile_sha256 = "86c54b4bf15f6c3e4c8dc582d9d9384d71f8f70800442082d8166d40a592e412";
  grade.title = "Screening in bright field";
  grade.fit_for = {"counting cells", "finding parasites"};
  grade.verdict = verdict;
  grade.tier = tier;
  grade.rule = "guarded w=U, ILAC-G8:09/2019";
  Judgement sharpness = example_judgement("Sharpness", verdict, 0.883, 0.0644);
  sharpness.limit.remark = "half of the ideal";
  Judgement evenness = example_judgement("Evenness", Verdict::pass, 0, 0);
  evenness.limit.measurand = "uniformity";
  evenness.limit.value = 50;
  evenness.limit.unit = "%";
  evenness.limit.source = "Faklaris et al. 2022, J Cell Biol, Table 1";
  evenness.method = "field_uniformity/spline_surface v1";
  evenness.result = result("uniformity", 59.2, 5, "%");
  Judgement scale = example_judgement("Scale", Verdict::pass, 0, 0);
  scale.limit.measurand = "pixel_size_x";
  scale.limit.judged = Judged::relative_expanded_uncertainty;
  scale.limit.direction = Direction::at_most;
  scale.limit.value = 1;
  scale.limit.unit = "%";
  scale.limit.required = false;
  scale.method = "pixel_size/lines v1";
  scale.result = result("pixel_size_x", 0.2618, 0.0008, "um");
  grade.judgements = {sharpness, evenness, scale};
  return grade;
}

grading::ComparisonRow compared_row(const std::string& metric, const std::string& measurand,
                                    const std::string& unit, bool told_apart) {
  grading::ComparisonRow row;
  row.metric = metric;
  row.measurand = measurand;
  row.unit = unit;
  row.first = grading::ComparedSide{metric + "/a v1", result(measurand, 0.88, 0.03, unit)};
  row.second = grading::ComparedSide{metric + "/a v1", result(measurand, 0.83, 0.02, unit)};
  grading::Difference difference;
  difference.value = -0.05;
  difference.standard_uncertainty = 0.015;
  difference.interval = {-0.08, -0.02};
  difference.told_apart = told_apart;
  difference.p_value = told_apart ? 0.001 : 0.5;
  row.difference = difference;
  return row;
}

grading::ComparisonRow refused_row(const std::string& metric, const std::string& measurand,
                                   const std::string& unit, const std::string& refusal) {
  grading::ComparisonRow row = compared_row(metric, measurand, unit, false);
  row.difference.reset();
  row.refusal = refusal;
  return row;
}

reports::ComparisonReport example_comparison() {
  reports::ComparisonReport report;
  report.first = *example_run().run;
  reports::ComparisonReport::Other other{*example_run().run, {}};
  other.run.summary.id = "0193ffff-5b6c-7d8e-9f00-112233445566";
  other.run.start.instrument.id = "nikon-2";
  other.rows = {compared_row("slanted_edge", "mtf50_ratio", "1", true),
                compared_row("slanted_edge", "mtf50", "cycles/px", false),
                compared_row("slanted_edge", "mtf50_object", "cycles/mm", false),
                compared_row("slanted_edge", "edge_angle", "deg", false),
                compared_row("field_uniformity", "uniformity", "%", false),
                compared_row("field_uniformity", "zone", "%", true),
                refused_row("camera_noise", "read_noise", "electrons",
                            "not comparable: methods differ (emva_r4_wls v1, emva_r3.0_ols v1)")};
  other.rows[5].subject = {{"zone", "top left"}};
  other.rows[1].difference->shared = {"demo-ruler-1"};
  other.rows[2].difference->shared = {"demo-ruler-1", "lamp-3"};
  report.others.push_back(other);
  report.generated = "2026-11-24T08:00:00Z";
  return report;
}

}  // namespace etalon::tests
