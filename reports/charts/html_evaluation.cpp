// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html_parts.hpp"
#include "reports/charts/svg_text.hpp"
#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "suite/core/translate.hpp"
#include "suite/trust/digest.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>

namespace etalon::charts {
namespace {

using namespace reports;

std::string uncertainty_html(const MeasurementResult& result) {
  if (result.kind == ResultKind::statistic) return "–";
  const std::string u = round_to_uncertainty(result.value, result.standard_uncertainty).uncertainty;
  return u.empty() ? "–" : grouped_html(u);
}

std::string result_row(const std::string& name, const MeasurementResult& result,
                       std::string_view row_class) {
  const bool statistic = result.kind == ResultKind::statistic;
  return table_row(
      {name, value_html(result), interval_html(result), uncertainty_html(result),
       statistic ? "–" : degrees_html(result.degrees_of_freedom), std::to_string(result.n)},
      row_class);
}

std::string with_mark(const std::string& name, const MeasurementResult& result) {
  return result.caveats.empty() ? name : name + " " + element("span", "▲", "class=\"care\"");
}

std::string main_name(const Report& report, const Evaluation& evaluation,
                      const MeasurementResult& result) {
  // Our own words are for everybody, the metric's for those who know it.
  std::string meaning = explanation_of(result.measurand);
  if (meaning.empty()) meaning = meaning_of(report, evaluation.metric, result.measurand);
  return with_mark(escaped(label_of(result.measurand)), result) +
         (meaning.empty() ? "" : element("small", escaped(meaning)));
}

std::string beside_name(const Report& report, const Evaluation& evaluation,
                        const MeasurementResult& result) {
  if (result.measurand.ends_with("_ratio")) return main_name(report, evaluation, result);
  return with_mark(fmt::format(fmt::runtime(tr("the same, in {}")),
                               escaped(std::string(display_symbol(result.unit)))),
                   result);
}

/// Parts of the field with one figure each need no heading of their own.
bool is_one_figure(const SubjectGroup& group) {
  return !group.subject.empty() && group.rows.size() == 1 && group.rows.front().beside.empty();
}

std::string full_row(const std::string& text, const std::string& explanation = "") {
  const std::string small = explanation.empty() ? "" : element("small", explanation);
  return element("tr", element("th", text + small, "colspan=\"6\" scope=\"rowgroup\""),
                 "class=\"subject\"");
}

/// Parts of the field under one heading that says what they are parts of.
std::string part_row(const MeasurementResult& result, std::string& heading) {
  std::string rows;
  if (heading != result.measurand) {
    heading = result.measurand;
    rows = full_row(escaped(label_of(heading)), escaped(explanation_of(heading)));
  }
  return rows +
         result_row(with_mark(escaped(subject_text(result.subject)), result), result, "beside");
}

std::string group_rows(const Report& report, const Evaluation& evaluation,
                       const SubjectGroup& group) {
  const std::string subject = subject_text(group.subject);
  std::string rows = subject.empty() ? "" : full_row(escaped(subject));
  for (const ResultRow& row : group.rows) {
    rows += result_row(main_name(report, evaluation, *row.main), *row.main, "main");
    for (const auto* result : row.beside) {
      rows += result_row(beside_name(report, evaluation, *result), *result, "beside");
    }
  }
  return rows;
}

std::string result_table(const Report& report, const Evaluation& evaluation) {
  std::string rows;
  std::string heading;
  for (const SubjectGroup& group : group_results(evaluation)) {
    rows += is_one_figure(group) ? part_row(*group.rows.front().main, heading)
                                 : group_rows(report, evaluation, group);
  }
  if (rows.empty()) return "";
  return element("h3", tr("Results")) +
         table({tr("What"), tr("Value"), tr("95 % interval"), tr("Standard uncertainty"),
                tr("Degrees of freedom"), "n"},
               rows, "results");
}

/// Details begin small and end open, to be read behind a colon; here they stand alone.
std::string sentence(std::string text) {
  if (text.empty()) return text;
  if (text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 32);
  if (text.find_first_of(".!?", text.size() - 1) == std::string::npos) text += '.';
  return escaped(text);
}

std::string problem(const char* sign, const char* kind, const std::string& code,
                    const std::string& text, const std::string& aside) {
  return element(
      "div",
      element("p", element("b", fmt::format("{} {}", sign, kind)) + element("code", escaped(code)),
              "class=\"code\"") +
          element("p", text) + (aside.empty() ? "" : element("p", aside, "class=\"aside\"")),
      "class=\"problem\"");
}

std::string problems(const Report& report, const Evaluation& evaluation) {
  std::string list;
  for (const Failure& failure : evaluation.failures) {
    const std::string advice =
        failure.advice.empty() ? "" : " → " + element("b", sentence(failure.advice));
    list += problem("✖", tr("Not measured"), failure.code, sentence(failure.detail) + advice,
                    sentence(meaning_of(report, evaluation.metric, failure.code)));
  }
  for (const CollectedCaveat& collected : collect_caveats(evaluation)) {
    std::string touches = joined(collected.labels, ", ");
    if (!collected.subjects.empty()) touches += " (" + joined(collected.subjects, "; ") + ")";
    list +=
        problem("▲", tr("Read with care"), collected.caveat.code, sentence(collected.caveat.detail),
                fmt::format(fmt::runtime(tr("Touches: {}.")), escaped(touches)));
  }
  return list.empty() ? "" : element("h3", tr("To be read with care")) + list;
}

std::string method_part(const Report& report, const Evaluation& evaluation) {
  const auto definition = report.definitions.find(evaluation.metric);
  const bool known = definition != report.definitions.end();
  std::vector<std::string> parameters;
  for (const auto& [name, value] : evaluation.parameters) {
    if (value.empty()) continue;
    parameters.push_back(element("code", escaped(name + " = " + value)));
  }
  return element("h3", tr("Method")) +
         facts({{tr("What"), known ? escaped(definition->second.title) : ""},
                {tr("Method"), element("code", escaped(fmt::format("{} v{}", evaluation.method,
                                                                   evaluation.method_version)))},
                {tr("How"), escaped(meaning_of(report, evaluation.metric, evaluation.method))},
                {tr("Standard"), known ? escaped(definition->second.reference_document) : ""},
                {tr("Parameters"), joined(parameters, " ")},
                {tr("Digest of the results"),
                 element("code", escaped(trust::result_digest(evaluation)))}});
}

/// Values by other programs' definitions, for whoever knows those.
std::string peers_part(const Evaluation& evaluation) {
  std::string rows;
  for (const PeerValue& peer : evaluation.peers) {
    rows += table_row({element("code", escaped(peer.definition)),
                       grouped_html(significant(peer.value, 5)) + escaped(unit_suffix(peer.unit))});
  }
  if (rows.empty()) return "";
  return element("h3", tr("By other definitions")) +
         element("p", tr("Computed as other programs define them; they decide nothing here."),
                 "class=\"ground\"") +
         table({tr("Definition"), tr("Value")}, rows, "peers");
}

std::string input_part(const Evaluation& evaluation) {
  std::string rows;
  for (const InputFile& input : evaluation.inputs) {
    rows += table_row({escaped(input.path), element("code", escaped(input.sha256))});
  }
  if (rows.empty()) return "";
  return element("h3", tr("Inputs")) + table({tr("File"), "SHA-256"}, rows, "inputs");
}

const Evaluation* first_source(const Report& report, const Entry& combined) {
  if (combined.sources.empty()) return nullptr;
  for (const Entry& entry : entries_of(report)) {
    if (entry.id == combined.sources.front()) return entry.evaluation;
  }
  return nullptr;
}

}  // namespace

std::string evaluation_title(const Entry& entry) {
  std::vector<std::string> parts;
  if (!entry.step.empty()) {
    // Repeats of a step count from 0 where programs read, from 1 where people do.
    const int repeat = entry.combined_into ? entry.repeat + 1 : entry.repeat;
    parts.push_back(repeat == 0
                        ? entry.step
                        : fmt::format(fmt::runtime(tr("{}, repeat {}")), entry.step, repeat));
  }
  const std::vector<InputFile>& inputs = entry.evaluation->inputs;
  if (!inputs.empty()) {
    std::string name = std::filesystem::path(inputs.front().path).filename().string();
    if (inputs.size() > 1) {
      name += " " + fmt::format(fmt::runtime(tr("and {} more")), inputs.size() - 1);
    }
    parts.push_back(name);
  }
  if (parts.empty()) parts.push_back(entry.evaluation->metric);
  return joined(parts, " · ");
}

std::string evaluation_section(const Report& report, const Entry& entry, int number) {
  const Evaluation& evaluation = *entry.evaluation;
  const auto definition = report.definitions.find(evaluation.metric);
  const std::string what =
      definition == report.definitions.end() ? "" : definition->second.title + " · ";
  std::string inside =
      element("h2", escaped(evaluation_title(entry)) +
                        element("small", escaped(fmt::format("{}{} ({})", what, evaluation.metric,
                                                             method_text(evaluation)))));
  if (entry.superseded_by) {
    inside += element("p", tr("A later evaluation replaces this one."), "class=\"nothing\"");
  }
  inside += result_table(report, evaluation) + problems(report, evaluation) +
            camera_sheet_part(evaluation) + map_figures(evaluation) + curve_figures(evaluation) +
            picture_figures(evaluation, first_source(report, entry)) + budget_part(evaluation) +
            peers_part(evaluation) + method_part(report, evaluation) + input_part(evaluation);
  return element("section", inside, fmt::format("id=\"e{}\"", number));
}

}  // namespace etalon::charts
