// SPDX-License-Identifier: Apache-2.0
#include "reports/writers/grade_text.hpp"

#include "reports/grade_wording.hpp"
#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "reports/writers/text_layout.hpp"
#include "suite/core/translate.hpp"
#include "suite/grading/decision.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace etalon::reports {
namespace {

constexpr std::size_t kColumns = 110;  // what is said in sentences goes no further

struct Row {
  std::string label, verdict, value, interval, limit;
};

Row row_of(const Judgement& judgement) {
  return {printable(judgement.limit.label),
          shape_of(judgement.verdict) + " " + word_of(judgement.verdict), lay_value(judgement),
          lay_interval(judgement),
          fmt::format(fmt::runtime(tr("limit {} ({})")), limit_text(judgement.limit),
                      origin_text(judgement.limit))};
}

struct Widths {
  std::size_t label = 0, verdict = 0, value = 0, interval = 0;
};

Widths widths_of(const Grade& grade) {
  Widths widths;
  for (const Judgement& judgement : grade.judgements) {
    const Row row = row_of(judgement);
    widths.label = std::max(widths.label, columns(row.label));
    if (!judgement.result) continue;
    widths.verdict = std::max(widths.verdict, columns(row.verdict));
    widths.value = std::max(widths.value, columns(row.value));
    widths.interval = std::max(widths.interval, columns(row.interval));
  }
  return widths;
}

std::string inked(const std::string& text, Verdict verdict, const Ink& ink) {
  if (verdict == Verdict::pass) return ink.good(text);
  return verdict == Verdict::fail ? ink.problem(text) : ink.warning(text);
}

/// Sentences behind `start` columns, the next lines below them.
void write_sentences(std::ostream& out, const std::string& text, std::size_t start) {
  bool first = true;
  for (const std::string& line : wrapped(text, kColumns - std::min(start, kColumns / 2))) {
    if (!first) out << std::string(start, ' ');
    out << line << "\n";
    first = false;
  }
  if (first) out << "\n";
}

void write_row(std::ostream& out, const Judgement& judgement, const Widths& widths,
               const Ink& ink) {
  const Row row = row_of(judgement);
  const std::string reason = printable(judgement.reason);
  out << "  " << left(row.label, widths.label + 3);
  if (!judgement.result) {
    out << inked(row.verdict, judgement.verdict, ink) << ": ";
    write_sentences(out, reason, widths.label + 5 + columns(row.verdict) + 2);
    return;
  }
  out << inked(row.verdict, judgement.verdict, ink) << padding(row.verdict, widths.verdict + 3)
      << left(row.value, widths.value + 3) << left(row.interval, widths.interval + 3)
      << ink.faint(row.limit) << "\n";
  if (reason.empty()) return;
  out << std::string(widths.label + 7, ' ');
  write_sentences(out, reason, widths.label + 7);
}

std::string with_unit(double number, const std::string& unit) {
  return significant(number, 3) + unit_suffix(unit);
}

std::string tier_text(const Judgement& judgement) {
  std::vector<std::string> reasons;
  for (const std::string& cap : judgement.caps) reasons.push_back(printable(cap_text(cap)));
  const std::string tier = word_of(judgement.tier);
  return reasons.empty() ? tier : tier + ": " + joined(reasons, ", ");
}

void write_details(std::ostream& out, const Judgement& judgement) {
  const Limit& limit = judgement.limit;
  const auto line = [&](const char* label, const std::string& text) {
    if (!text.empty()) out << "      " << left(label, 12) << printable(text) << "\n";
  };
  line(tr("limit"), limit_text(limit) + (limit.required ? "" : tr(" (optional)")));
  line(tr("source"),
       limit.source.empty() ? tr("proposed by the authors of the profile") : limit.source);
  line(tr("remark"), limit.remark);
  if (!judgement.result) return;
  line(tr("measured"),
       fmt::format(fmt::runtime(tr("{} by {}")), judgement.result->measurand, judgement.method));
  line(tr("rule"), grading::rule_of(limit));
  if (limit.judged == Judged::value) {
    line(tr("guard band"),
         fmt::format(fmt::runtime(tr("{}; the limit can bear {}")),
                     with_unit(judgement.guard_band, limit.unit),
                     with_unit(grading::largest_expanded_uncertainty(limit), limit.unit)));
    line(tr("chance"), fmt::format(fmt::runtime(tr("{} that the true value meets the limit")),
                                   chance_text(judgement.conformance_probability)));
  }
  line(tr("tier"), tier_text(judgement));
}

void write_grade(std::ostream& out, const Grade& grade, const GradeTextOptions& options) {
  const Ink ink{options.colour};
  const Widths widths = widths_of(grade);
  for (const Judgement& judgement : grade.judgements) {
    write_row(out, judgement, widths, ink);
    if (options.details) write_details(out, judgement);
  }
}

/// What the verdicts rest on; a published limit that does not quite fit says so here, not only in
/// the details.
void write_ground(std::ostream& out, const Grade& grade, const Ink& ink) {
  const LimitCounts counts = count_limits(grade);
  out << "  "
      << ink.faint(fmt::format(
             fmt::runtime(tr("{}: {} of {} limits published, {} proposed · rule: {}")),
             printable(grade.profile), counts.published, counts.published + counts.proposed,
             counts.proposed, printable(grade.rule)))
      << "\n";
  for (const Judgement& judgement : grade.judgements) {
    const Limit& limit = judgement.limit;
    if (limit.source.empty() || limit.remark.empty()) continue;
    out << "  "
        << ink.faint(fmt::format(fmt::runtime(tr("{}, limit of {}: {}")), printable(limit.label),
                                 origin_text(limit), printable(limit.remark)))
        << "\n";
  }
}

}  // namespace

void write_grades(const std::vector<Grade>& grades, const GradeTextOptions& options,
                  std::ostream& out) {
  if (grades.empty()) return;
  const Ink ink{options.colour};
  const Grade& leading = grades.front();
  std::vector<std::string> lines;
  for (const Grade& grade : grades) {
    lines.push_back(grade_line(grade));
    if (!options.details && &grade != &leading) continue;
    if (options.details) {
      out << ink.strong(fmt::format("{} {}: {}", printable(grade.profile),
                                    printable(grade.profile_version), printable(grade.title)))
          << "\n";
    }
    write_grade(out, grade, options);
    out << "\n";
  }
  const std::string together = joined(lines, " · ");
  if (columns(together) <= kColumns) lines = {together};
  for (const std::string& line : lines) out << "  " << ink.strong(line) << "\n";
  write_ground(out, leading, ink);
}

}  // namespace etalon::reports
