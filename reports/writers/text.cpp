// SPDX-License-Identifier: Apache-2.0
#include "reports/writers/text.hpp"

#include "reports/number_format.hpp"
#include "reports/presentation.hpp"
#include "reports/run_facts.hpp"
#include "reports/wording.hpp"
#include "reports/writers/grade_text.hpp"
#include "reports/writers/text_layout.hpp"
#include "suite/core/quantity.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace etalon::reports {
namespace {

constexpr std::size_t kFileColumn = 40;
constexpr double kSmallestShare = 0.01;  // sources below one per cent of the variance are summed up

struct NumberTexts {
  std::string value;
  std::string interval;  ///< "[836, 848]"; for a statistic "n = 300"
};

NumberTexts number_texts(const MeasurementResult& result) {
  if (result.kind == ResultKind::statistic) {
    return {grouped(significant(result.value, 6), " "), fmt::format("n = {}", result.n)};
  }
  const RoundedNumber rounded = round_to_uncertainty(result.value, result.standard_uncertainty);
  const auto same_place = [&](double bound) {
    return rounded.uncertainty.empty() ? significant(bound, 6)
                                       : with_decimals(bound, rounded.decimals);
  };
  return {grouped(rounded.value, " "),
          fmt::format("[{}, {}]", grouped(same_place(result.interval.lower), " "),
                      grouped(same_place(result.interval.upper), " "))};
}

/// The same measurand in another unit: "0.2201 cycles/px" or "0.88 [0.85, 0.91] of the ideal".
std::string beside_text(const MeasurementResult& result) {
  const NumberTexts texts = number_texts(result);
  if (result.measurand.ends_with("_ratio")) {
    return fmt::format(fmt::runtime(tr("{} {} of the ideal")), texts.value, texts.interval);
  }
  return texts.value + unit_suffix(result.unit);
}

struct Line {
  std::string label, value, unit, interval, beside;
};

Line line_of(const ResultRow& row) {
  const NumberTexts texts = number_texts(*row.main);
  std::vector<std::string> beside;
  for (const MeasurementResult* result : row.beside) beside.push_back(beside_text(*result));
  return {label_of(row.main->measurand), texts.value, unit_suffix(row.main->unit), texts.interval,
          joined(beside, "; ")};
}

struct Widths {
  std::size_t label = 14, value = 0, unit = 0, interval = 0;
  void widen(const Line& line) {
    label = std::max(label, columns(line.label));
    value = std::max(value, columns(line.value));
    unit = std::max(unit, columns(line.unit));
    interval = std::max(interval, columns(line.interval));
  }
};

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

void write_line(std::ostream& out, const Line& line, const Widths& widths, const Ink& ink) {
  const std::string beside = line.beside.empty() ? "" : ink.faint(line.beside);
  out << trimmed("  " + left(line.label, widths.label + 2) +
                 ink.strong(right(line.value, widths.value)) + left(line.unit, widths.unit) +
                 "   " + left(line.interval, widths.interval + 3) + beside)
      << "\n";
}

std::string limits_text(const Budget& budget) {
  std::vector<std::string> parts;
  double rest = 0;
  for (const VarianceShare& share : variance_shares(budget)) {
    if (share.share < kSmallestShare) {
      rest += share.share;
    } else {
      parts.push_back(fmt::format("{} {:.0f} %", share.source, 100 * share.share));
    }
  }
  if (100 * rest >= 0.5)
    parts.push_back(fmt::format(fmt::runtime(tr("others {:.0f} %")), 100 * rest));
  return joined(parts, ", ");
}

/// The group's first estimate is the metric's first-listed measurand, the one that people ask for.
void write_limits(std::ostream& out, const SubjectGroup& group, const Ink& ink) {
  for (const ResultRow& row : group.rows) {
    const std::string limits = limits_text(row.main->budget);
    if (limits.empty()) continue;
    out << "  " << ink.faint(tr("what limits the interval:")) << "  " << printable(limits) << "\n";
    return;
  }
}

void write_results(std::ostream& out, const Evaluation& evaluation, const Ink& ink) {
  const std::vector<SubjectGroup> groups = group_results(evaluation);
  Widths widths;
  for (const SubjectGroup& group : groups) {
    for (const ResultRow& row : group.rows) widths.widen(line_of(row));
  }
  for (const SubjectGroup& group : groups) {
    out << "\n";
    const std::string subject = printable(subject_text(group.subject));
    if (!subject.empty()) out << "  " << ink.strong(subject) << "\n";
    for (const ResultRow& row : group.rows) write_line(out, line_of(row), widths, ink);
    write_limits(out, group, ink);
  }
}

std::string with_advice(const std::string& detail, const std::string& advice) {
  return printable(advice.empty() ? detail : detail + " → " + advice);
}

void write_problems(std::ostream& out, const Evaluation& evaluation, const Ink& ink) {
  const std::vector<CollectedCaveat> caveats = collect_caveats(evaluation);
  if (!caveats.empty() || !evaluation.failures.empty()) out << "\n";
  for (const Failure& failure : evaluation.failures) {
    out << "  " << ink.problem("✖ " + failure.code) << ": "
        << with_advice(failure.detail, failure.advice) << "\n";
  }
  for (const CollectedCaveat& collected : caveats) {
    out << "  " << ink.warning("▲ " + collected.caveat.code) << ": "
        << printable(collected.caveat.detail) << "\n";
  }
}

std::string step_text(const Entry& entry) {
  if (entry.sources.empty()) {
    return fmt::format(fmt::runtime(tr("step {}, repeat {}")), printable(entry.step), entry.repeat);
  }
  return fmt::format(fmt::runtime(tr("step {}, repeats together: {}")), printable(entry.step),
                     entry.sources.size());
}

void write_items(std::ostream& out, const Evaluation& evaluation, const Ink& ink) {
  const std::string fate = fate_of_items(evaluation.items);
  if (!fate.empty()) out << "\n  " << ink.faint(printable(fate)) << "\n";
}

constexpr std::size_t kMostNames = 3;  // of files, in the line above the results

void write_evaluation(std::ostream& out, const Entry& entry, const Ink& ink) {
  const Evaluation& evaluation = *entry.evaluation;
  std::vector<std::string> places;
  if (!entry.step.empty()) places.push_back(step_text(entry));
  const auto& inputs = evaluation.inputs;
  const std::size_t named = inputs.size() > kMostNames ? 1 : inputs.size();
  for (std::size_t i = 0; i < named; ++i) places.push_back(printable(inputs[i].path));
  if (named < inputs.size()) {
    places.push_back(fmt::format(fmt::runtime(tr("and {} more files")), inputs.size() - named));
  }
  const std::string head = fmt::format("{}  ({})", evaluation.metric, method_text(evaluation));
  const std::string place = joined(places, " · ");
  out << trimmed(ink.strong(head) + padding(head, kFileColumn - 2) + "  " + place) << "\n";
  write_results(out, evaluation, ink);
  write_items(out, evaluation, ink);
  write_problems(out, evaluation, ink);
}

void write_run(std::ostream& out, const records::RunDetail& run, const Ink& ink) {
  std::vector<std::string> parts;
  const auto add = [&](const std::string& part) {
    if (!part.empty()) parts.push_back(printable(part));
  };
  add(run.start.protocol.id.empty() ? run.summary.protocol : run.start.protocol.id);
  add(run.start.instrument.id.empty() ? run.summary.instrument : run.start.instrument.id);
  add(run.start.site);
  add(date_text(run.summary.started));
  if (run.summary.status == records::RunStatus::running) add(tr("not finished"));
  if (run.summary.status == records::RunStatus::aborted) add(tr("aborted"));
  add(fmt::format(fmt::runtime(tr("run {}")), run.summary.id));
  out << ink.strong(joined(parts, " · ")) << "\n";
}

/// Which instrument it was, who told what of it, and what contradicts what.
void write_instrument(std::ostream& out, const records::RunDetail& run, const Ink& ink) {
  std::vector<Fact> facts = instrument_facts(run);
  for (const SlideLine& line : slide_lines(run.start.conditions)) {
    const std::string certificate =
        line.certificate.empty()
            ? ""
            : fmt::format(fmt::runtime(tr(", certificate {}")), line.certificate);
    facts.push_back({fmt::format(fmt::runtime(tr("Slide of {}")), line.step),
                     line.slide + (line.tier.empty() ? "" : ", " + line.tier) + certificate});
  }
  std::erase_if(facts, [](const Fact& fact) { return fact.text.empty(); });
  std::size_t width = 0;
  for (Fact& fact : facts) {
    fact.name = printable(fact.name);
    width = std::max(width, columns(fact.name));
  }
  out << "\n" << ink.strong(tr("Instrument and run")) << "\n";
  for (const Fact& fact : facts)
    out << "  " << left(fact.name, width + 2) << printable(fact.text) << "\n";
}

}  // namespace

void write_text(const Report& report, const WriteOptions& options, std::ostream& out) {
  const Ink ink{options.colour};
  if (report.run) write_run(out, *report.run, ink);
  bool first = !report.run.has_value();
  for (const Entry& entry : leading_entries(report)) {
    if (!first) out << "\n";
    first = false;
    write_evaluation(out, entry, ink);
  }
  if (report.run) write_instrument(out, *report.run, ink);
  const auto grades = grades_of(report);
  if (grades.empty()) return;
  out << "\n";
  write_grades(grades, {.colour = options.colour}, out);
}

}  // namespace etalon::reports
