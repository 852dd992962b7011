// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html_parts.hpp"
#include "reports/charts/svg_text.hpp"
#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "suite/core/quantity.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace etalon::charts {
namespace {

using namespace reports;

/// A result that page one says in plain words. Where several subjects or repeats have it, the least
/// favourable one speaks for all.
struct PlainFact {
  std::string_view measurand;
  bool smaller_is_worse;
  const char* topic;
  const char* sentence;          ///< {} is the value
  std::string_view method = {};  ///< of this method only: others mean another thing by the name
};

constexpr std::string_view kReturns = "stage_repeatability/quarep_wg6";

std::vector<PlainFact> light_varies(std::string_view method) {
  return {{"cv", false, tr("Lamp"), tr("Its light varies by <b>{}</b> % (one standard deviation)"),
           method}};
}

std::vector<std::vector<PlainFact>> plain_facts() {
  // Of each row the first measurand that was found is said.
  return {
      {{"mtf50_object", true, tr("Sharpness"),
        tr("Fine detail is kept up to <b>{}</b> line pairs per millimetre")},
       {"mtf50", true, tr("Sharpness"),
        tr("Fine detail is kept up to <b>{}</b> line pairs per pixel")}},
      {{"mtf10_object", true, tr("Finest traces"),
        tr("Traces of detail remain up to <b>{}</b> line pairs per millimetre")},
       {"mtf10", true, tr("Finest traces"),
        tr("Traces of detail remain up to <b>{}</b> line pairs per pixel")}},
      {{"edge_width_10_90", false, tr("Edges"),
        tr("A perfectly sharp edge is drawn <b>{}</b> micrometres wide")},
       {"edge_width_10_90_px", false, tr("Edges"),
        tr("A perfectly sharp edge is drawn <b>{}</b> pixels wide")}},
      {{"mtf50_ratio", true, tr("Against the ideal"),
        tr("It is <b>{}</b> times as sharp as this lens and camera can be at best")}},
      {{"resolution_limit_min", true, tr("Finest bars"),
        tr("Bars are resolved up to <b>{}</b> line pairs per millimetre")},
       {"resolution_limit_min_px", true, tr("Finest bars"),
        tr("Bars are resolved up to <b>{}</b> line pairs per pixel")}},
      {{"frc_resolution", false, tr("Finest detail"),
        tr("These images agree on detail down to <b>{}</b> micrometres")},
       {"frc_resolution_px", false, tr("Finest detail"),
        tr("These images agree on detail down to <b>{}</b> pixels")}},
      {{"read_noise", false, tr("Camera, in the dark"),
        tr("A pixel without light is uncertain by <b>{}</b> electrons")},
       {"read_noise_rms_e", false, tr("Camera, in the dark"),
        tr("A pixel without light is uncertain by <b>{}</b> electrons")},
       {"read_noise_rms", false, tr("Camera, in the dark"),
        tr("A pixel without light is uncertain by <b>{}</b> of its numbers (DN)")}},
      {{"saturation_capacity", true, tr("Camera, in the light"),
        tr("A pixel is full with <b>{}</b> electrons")}},
      {{"snr_max", true, tr("Camera, at best"),
        tr("Just before it is full, its signal is <b>{}</b> times its noise")}},
      light_varies("illumination_stability/short"),
      light_varies("illumination_stability/long"),
      light_varies("illumination_stability/series"),
      {{"repeatability_x", false, tr("Stage, along x"),
        tr("It comes back to a place within <b>{}</b> micrometres (one standard deviation)"),
        kReturns}},
      {{"repeatability_y", false, tr("Stage, along y"),
        tr("It comes back to a place within <b>{}</b> micrometres (one standard deviation)"),
        kReturns}},
      {{"repeatability_z", false, tr("Focus"),
        tr("It comes back to best focus within <b>{}</b> micrometres (one standard deviation)")}},
  };
}

struct Found {
  const MeasurementResult* worst = nullptr;
  int count = 0;
};

Found find_worst(const Report& report, const PlainFact& fact) {
  Found found;
  for (const Entry& entry : entries_of(report)) {
    if (entry.superseded_by || entry.combined_into) continue;
    if (!fact.method.empty() && entry.evaluation->method != fact.method) continue;
    for (const MeasurementResult& result : entry.evaluation->results) {
      if (result.measurand != fact.measurand) continue;
      ++found.count;
      const bool worse =
          found.worst == nullptr || (fact.smaller_is_worse ? result.value < found.worst->value
                                                           : result.value > found.worst->value);
      if (worse) found.worst = &result;
    }
  }
  return found;
}

/// Page one needs no more digits than the uncertainty leaves: one if it begins with 2 or more.
int plain_digits(double uncertainty) {
  const std::string text = fmt::format("{:e}", uncertainty);
  return text.front() >= '2' ? 1 : 2;
}

std::string plain_line(const PlainFact& fact, const Found& found) {
  const MeasurementResult& result = *found.worst;
  const double u = result.standard_uncertainty;
  const RoundedNumber rounded = round_to_uncertainty(result.value, u, plain_digits(u));
  const auto bound = [&](double number) {
    return grouped_html(with_decimals(number, rounded.decimals));
  };
  std::string aside = fmt::format(fmt::runtime(tr("sure: {} to {}")), bound(result.interval.lower),
                                  bound(result.interval.upper));
  if (found.count > 1) {
    const std::string subject = subject_text(result.subject);
    aside += " · " +
             fmt::format(fmt::runtime(tr("the least favourable of {} measurements")), found.count);
    if (!subject.empty()) aside += ": " + escaped(subject);
  }
  const std::string sentence =
      fmt::format(fmt::runtime(fact.sentence), grouped_html(rounded.value));
  return element("dt", fact.topic) +
         element("dd", sentence + element("span", aside, "class=\"sure\""));
}

std::string plain_lines(const Report& report) {
  std::string lines;
  for (const auto& choices : plain_facts()) {
    for (const PlainFact& fact : choices) {
      const Found found = find_worst(report, fact);
      if (found.worst == nullptr) continue;
      lines += plain_line(fact, found);
      break;
    }
  }
  return lines;
}

struct Counts {
  std::size_t results = 0, caveats = 0, failures = 0;
};

Counts counts_of(const Report& report) {
  Counts counts;
  for (const Entry& entry : entries_of(report)) {
    if (entry.superseded_by) continue;
    counts.results += entry.evaluation->results.size();
    counts.caveats += collect_caveats(*entry.evaluation).size();
    counts.failures += entry.evaluation->failures.size();
  }
  return counts;
}

std::string notes(const Report& report, const Counts& counts) {
  std::string list =
      element("li", tr("<b>No verdict.</b> This edition measures and records; it does "
                       "not judge the numbers against limits."));
  const std::string site = report.run ? report.run->start.site : "";
  list += element(
      "li",
      tr("<b>Indicative.</b> Nobody but the people who measured has confirmed these "
         "numbers.") +
          (site.empty() ? ""
                        : " " + fmt::format(fmt::runtime(tr("Declared by {}.")), escaped(site))));
  if (counts.caveats > 0) {
    list += element("li", fmt::format(fmt::runtime(tr("<b>▲ To be read with care</b> ({}): "
                                                      "the remarks below say why.")),
                                      counts.caveats));
  }
  if (counts.failures > 0) {
    list += element("li", fmt::format(fmt::runtime(tr("<b>✖ Not measured</b> ({}): the reasons and "
                                                      "the next steps are below.")),
                                      counts.failures));
  }
  list += element(
      "li", tr("“Sure” means: with a probability of 95 % the true value lies in this range."));
  return element("ul", list, "class=\"notes\"");
}

}  // namespace

std::string summary_section(const Report& report) {
  const Counts counts = counts_of(report);
  const std::string lines = plain_lines(report);
  std::string inside;
  if (!lines.empty()) {
    inside = element("dl", lines, "class=\"plain\"");
  } else if (counts.results == 0) {
    inside = element("p", tr("Nothing could be measured."), "class=\"nothing\"");
  }
  return element("section", inside + notes(report, counts), "class=\"summary\"");
}

}  // namespace etalon::charts
