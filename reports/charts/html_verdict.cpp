// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html_parts.hpp"
#include "reports/charts/svg_text.hpp"
#include "reports/grade_wording.hpp"
#include "reports/wording.hpp"
#include "suite/core/translate.hpp"
#include "suite/grading/decision.hpp"

#include <fmt/format.h>

namespace etalon::charts {
namespace {

using namespace reports;

/// Verdicts are told apart by word and shape; the class only adds a colour and a border.
const char* class_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
    case Verdict::conditional_pass:
      return "yes";
    case Verdict::fail:
    case Verdict::conditional_fail:
      return "no";
    case Verdict::not_decidable:
    case Verdict::not_measured:
      break;
  }
  return "open";
}

bool is_fit(const Grade& grade) {
  return grade.verdict == Verdict::pass || grade.verdict == Verdict::conditional_pass;
}

/// The limits that keep a profile from being met: "sharpness: close, outside".
std::string obstacles(const Grade& grade) {
  std::vector<std::string> parts;
  for (const Judgement& judgement : grade.judgements) {
    if (!judgement.limit.required || judgement.verdict == Verdict::pass ||
        judgement.verdict == Verdict::conditional_pass) {
      continue;
    }
    parts.push_back(judgement.limit.label + ": " + word_of(judgement.verdict));
  }
  return joined(parts, ", ");
}

/// "Fit for: counting cells", or "Not shown fit for: ... (Evenness: fail)". Close is said, and that
/// the verdict is indicative.
std::string fitness(const Grade& grade) {
  const bool fit = is_fit(grade);
  std::vector<std::string> what;
  for (const std::string& use : grade.fit_for) what.push_back(escaped(use));
  if (what.empty()) what.push_back(escaped(grade.title.empty() ? grade.profile : grade.title));
  std::vector<std::string> asides;
  if (!fit) asides.push_back(escaped(obstacles(grade)));
  if (grade.verdict == Verdict::conditional_pass) {
    asides.push_back(tr("close: inside the limits, but not by the whole uncertainty"));
  }
  if (grade.tier == Tier::indicative) asides.push_back(tr("indicative"));
  std::erase(asides, "");
  return element("p",
                 fmt::format("<b>{} {}</b> {}", shape_of(grade.verdict),
                             fit ? tr("Fit for:") : tr("Not shown fit for:"), joined(what, ", ")) +
                     (asides.empty() ? "" : element("small", joined(asides, " · "))),
                 fmt::format("class=\"fit {}\"", class_of(grade.verdict)));
}

std::string verdict_cell(const Judgement& judgement) {
  return fmt::format("<span class=\"verdict {}\">{} {}</span>", class_of(judgement.verdict),
                     shape_of(judgement.verdict), escaped(word_of(judgement.verdict)));
}

std::vector<std::string> limit_row(const Judgement& judgement) {
  std::string found = escaped(lay_value(judgement));
  if (judgement.result) {
    const std::string range = escaped(lay_interval(judgement, tr("{} to {}")));
    found += below(fmt::format(fmt::runtime(tr("sure: {}")), range));
  }
  found += below(escaped(judgement.reason));
  return {escaped(judgement.limit.label), found, verdict_cell(judgement),
          escaped(limit_text(judgement.limit)) + below(escaped(origin_text(judgement.limit)))};
}

std::string limits_table(const Grade& grade) {
  std::vector<std::vector<std::string>> rows;
  for (const Judgement& judgement : grade.judgements) rows.push_back(limit_row(judgement));
  return stacking_table({escaped(grade.title.empty() ? grade.profile : grade.title), tr("Found"),
                         tr("Verdict"), tr("Limit")},
                        rows, "limits");
}

std::string slides_text(const Grade& grade) {
  const std::string tier = meaning_of(grade.tier);
  if (grade.tier != Tier::indicative) return tier;
  return fmt::format("{} ({})", tier, escaped(joined(reasons_for_tier(grade), ", ")));
}

std::string sureness(const Report& report, const Grade& grade) {
  const LimitCounts counts = count_limits(grade);
  const std::string site = report.run ? report.run->start.site : "";
  const std::vector<std::string> parts{
      slides_text(grade),
      fmt::format(fmt::runtime(tr("{} of {} limits published, {} proposed")), counts.published,
                  counts.published + counts.proposed, counts.proposed),
      site.empty() ? std::string(tr("declared by those who measured"))
                   : fmt::format(fmt::runtime(tr("declared by {}")), escaped(site))};
  return element("p", fmt::format("<b>{}</b> {}.", tr("How sure:"), joined(parts, " · ")),
                 "class=\"ground\"") +
         element("p",
                 tr("“Sure” means: with a probability of 95 % the true value lies in this range. "
                    "“Close” means: the range reaches across the limit."),
                 "class=\"ground\"");
}

std::string chance_of(const Judgement& judgement) {
  if (!judgement.result || judgement.limit.judged != Judged::value) return "";
  return fmt::format(fmt::runtime(tr("chance that the true value meets the limit: {}")),
                     chance_text(judgement.conformance_probability));
}

/// A long id may be broken behind its slash.
std::string breakable(const std::string& id) {
  const auto slash = id.find('/');
  if (slash == std::string::npos) return escaped(id);
  return escaped(id.substr(0, slash + 1)) + "<wbr>" + escaped(id.substr(slash + 1));
}

std::vector<std::string> detail_row(const Judgement& judgement) {
  const Limit& limit = judgement.limit;
  std::vector<std::string> caps;
  for (const std::string& cap : judgement.caps) caps.push_back(cap_text(cap));
  const std::string source =
      limit.source.empty() ? tr("proposed by the authors of the profile") : limit.source;
  const std::string optional = limit.required ? "" : tr(" (optional)");
  return {escaped(limit.label) + below(escaped(limit_text(limit)) + optional),
          verdict_cell(judgement) + below(chance_of(judgement)),
          escaped(source) + below(escaped(limit.remark)),
          judgement.result ? breakable(judgement.method) + below(escaped(grading::rule_of(limit)))
                           : "–",
          judgement.result ? word_of(judgement.tier) + below(escaped(joined(caps, ", "))) : "–"};
}

}  // namespace

std::string verdict_section(const Report& report) {
  const auto grades = grades_of(report);
  if (grades.empty()) return "";
  std::string inside;
  for (const bool fit : {true, false}) {
    for (const Grade& grade : grades) {
      if (is_fit(grade) == fit) inside += fitness(grade);
    }
  }
  const Grade& leading = leading_grade(grades);
  inside += limits_table(leading) + sureness(report, leading);
  return element("section", inside, "class=\"summary\"");
}

std::string limits_section(const Report& report) {
  const auto grades = grades_of(report);
  if (grades.empty()) return "";
  std::string inside = element("h2", tr("Limits and rules"), "id=\"limits\"");
  for (const Grade& grade : grades) {
    std::vector<std::vector<std::string>> rows;
    for (const Judgement& judgement : grade.judgements) rows.push_back(detail_row(judgement));
    inside += element("h3", escaped(fmt::format("{} ({} v{}): {} {}", grade.title, grade.profile,
                                                grade.profile_version, shape_of(grade.verdict),
                                                word_of(grade.verdict)))) +
              stacking_table({tr("What and limit"), tr("Verdict"), tr("Source of the limit"),
                              tr("Measured by, judged by"), tr("Tier")},
                             rows, "rules") +
              element("p",
                      fmt::format(fmt::runtime(tr("Profile file: SHA-256 {}")),
                                  element("code", escaped(grade.profile_sha256))),
                      "class=\"ground\"");
  }
  return element("section", inside);
}

}  // namespace etalon::charts
