// SPDX-License-Identifier: Apache-2.0
#include "reports/grade_wording.hpp"

#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "suite/core/translate.hpp"
#include "suite/grading/decision.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace etalon::reports {
namespace {

using Words = std::vector<std::pair<std::string_view, const char*>>;

const char* find(const Words& words, std::string_view key) {
  const auto found =
      std::find_if(words.begin(), words.end(), [&](const auto& word) { return word.first == key; });
  return found == words.end() ? nullptr : found->second;
}

/// What a value means, behind its number and unit. One line per measurand; others stand alone.
const Words& meanings() {
  static const Words table = {
      {"mtf50_ratio", tr("of the best this lens can do")},
      {"uniformity", tr("of the light at the darkest place")},
      {"pixel_size_x", tr("per pixel")},
      {"pixel_size_y", tr("per pixel")},
  };
  return table;
}

const Words& caps() {
  static const Words table = {
      {"slide_unknown", tr("nobody said which slide it was")},
      {"record_incomplete",
       tr("the record does not describe microscope, slide and circumstances in full")},
      {"transfer_unknown", tr("the camera may bend its numbers")},
      {"transfer_encoded", tr("the camera bends its numbers")},
      {"lossy", tr("images compressed with loss")},
      {"processed", tr("images processed by the camera")},
      {"overshoot", tr("the camera sharpens, or the condenser is closed")},
      {"black_clipped", tr("dark pixels are cut off")},
      {"undersampled", tr("the pixels are coarser than the image")},
      {"undersampled_xy", tr("the pixels are too coarse for this lens")},
      {"undersampled_z", tr("the planes are too far apart for this lens")},
      {"condenser_na_unknown", tr("condenser not known")},
      {"partially_coherent", tr("condenser closed")},
      {"razor_blade_high_na", tr("a razor blade is too thick for this lens")},
      {"razor_blade_na_unknown", tr("a razor blade under a lens of unknown aperture")},
      {"structure", tr("the blank field is not blank")},
      {"pixel_size_nominal", tr("pixel size without certificate")},
      {"pixel_size_uncertainty_unknown", tr("pixel size without uncertainty")},
      {"input_uncertainty_unknown", tr("lens or light without uncertainty")},
      {"pitch_uncertainty_unknown", tr("ruler without uncertainty")},
      {"numbering_ambiguous", tr("lines of the ruler may have been miscounted")},
  };
  return table;
}

/// Everybody needs no more digits than the uncertainty leaves: one, or two if it begins with a 1.
RoundedNumber rounded_for_all(const MeasurementResult& result) {
  const std::string u = fmt::format("{:e}", result.standard_uncertainty);
  return round_to_uncertainty(result.value, result.standard_uncertainty, u.front() >= '2' ? 1 : 2);
}

/// "± 0.3 %": one digit, or two if the first is a 1.
std::string within_text(double per_cent) {
  const bool begins_with_one = fmt::format("{:e}", per_cent).front() == '1';
  return fmt::format("± {} %", significant(per_cent, begins_with_one ? 2 : 1));
}

std::string bound_text(double bound, const RoundedNumber& rounded) {
  return grouped(
      rounded.uncertainty.empty() ? significant(bound, 6) : with_decimals(bound, rounded.decimals),
      " ");
}

}  // namespace

std::vector<std::string> reasons_for_tier(const Grade& grade) {
  std::vector<std::string> reasons;
  for (const Judgement& judgement : grade.judgements) {
    if (!judgement.limit.required) continue;
    for (const std::string& cap : judgement.caps) {
      std::string text = printable(cap_text(cap));
      if (std::find(reasons.begin(), reasons.end(), text) == reasons.end()) {
        reasons.push_back(std::move(text));
      }
    }
  }
  const bool incomplete = std::any_of(
      grade.judgements.begin(), grade.judgements.end(),
      [](const Judgement& judgement) { return judgement.limit.required && !judgement.result; });
  if (reasons.empty()) {
    reasons.push_back(incomplete ? tr("not everything was measured")
                                 : tr("slides without certificate"));
  }
  return reasons;
}

std::string word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return tr("pass");
    case Verdict::conditional_pass:
      return tr("close, inside");
    case Verdict::conditional_fail:
      return tr("close, outside");
    case Verdict::fail:
      return tr("fail");
    case Verdict::not_decidable:
      return tr("not decidable");
    case Verdict::not_measured:
      return tr("not measured");
  }
  return "";
}

std::string shape_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "✔";
    case Verdict::conditional_pass:
    case Verdict::conditional_fail:
      return "▲";
    case Verdict::fail:
      return "✖";
    case Verdict::not_decidable:
    case Verdict::not_measured:
      return "?";
  }
  return "?";
}

std::string word_of(Tier tier) {
  switch (tier) {
    case Tier::indicative:
      return tr("indicative");
    case Tier::comparable:
      return tr("comparable");
    case Tier::traceable:
      return tr("traceable");
  }
  return "";
}

std::string meaning_of(Tier tier) {
  switch (tier) {
    case Tier::indicative:
      return tr("indicative, for orientation");
    case Tier::comparable:
      return tr("comparable with others who use such slides");
    case Tier::traceable:
      return tr("traceable to certificates");
  }
  return "";
}

std::string cap_text(std::string_view code) {
  if (const char* text = find(caps(), code)) return text;
  std::string text(code);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string lay_value(const Judgement& judgement) {
  if (!judgement.result) return "";
  const MeasurementResult& result = *judgement.result;
  const auto rounded = rounded_for_all(result);
  std::string text = grouped(rounded.value, " ") + unit_suffix(result.unit);
  if (const char* meaning = find(meanings(), result.measurand)) {
    text += std::string(" ") + meaning;
  }
  const std::string subject = printable(subject_text(result.subject));
  return subject.empty() ? text : fmt::format("{} ({})", text, subject);
}

std::string lay_interval(const Judgement& judgement, const char* form) {
  if (!judgement.result) return "";
  const MeasurementResult& result = *judgement.result;
  if (judgement.limit.judged == Judged::relative_expanded_uncertainty) {
    return within_text(grading::judged_number(judgement.limit, result));
  }
  const auto rounded = rounded_for_all(result);
  return fmt::format(fmt::runtime(form), bound_text(result.interval.lower, rounded),
                     bound_text(result.interval.upper, rounded));
}

std::string limit_text(const Limit& limit) {
  const char* form = limit.direction == Direction::at_most ? tr("at most {}") : tr("at least {}");
  const bool of_uncertainty = limit.judged == Judged::relative_expanded_uncertainty;
  return fmt::format(fmt::runtime(form), (of_uncertainty ? "± " : "") +
                                             significant(limit.value, 6) + unit_suffix(limit.unit));
}

std::string origin_text(const Limit& limit) {
  if (limit.source.empty()) return tr("proposed");
  return printable(limit.source.substr(0, limit.source.find(',')));
}

std::string chance_text(double probability) {
  if (probability > 0.999) return tr("more than 99.9 %");
  if (probability < 0.001) return tr("less than 0.1 %");
  return fmt::format("{:.1f} %", 100 * probability);
}

const Grade& leading_grade(const std::vector<Grade>& grades) {
  return *std::max_element(grades.begin(), grades.end(), [](const Grade& a, const Grade& b) {
    return a.judgements.size() < b.judgements.size();
  });
}

LimitCounts count_limits(const Grade& grade) {
  LimitCounts counts;
  for (const Judgement& judgement : grade.judgements) {
    ++(judgement.limit.source.empty() ? counts.proposed : counts.published);
  }
  return counts;
}

std::string grade_line(const Grade& grade) {
  const std::string line = fmt::format("{}: {}", printable(grade.profile), word_of(grade.verdict));
  if (grade.verdict == Verdict::not_measured) return line;
  if (grade.tier != Tier::indicative) return fmt::format("{} ({})", line, word_of(grade.tier));
  return fmt::format("{} ({}: {})", line, word_of(grade.tier),
                     joined(reasons_for_tier(grade), ", "));
}

}  // namespace etalon::reports
