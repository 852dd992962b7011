// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html.hpp"

#include "reports/charts/html_parts.hpp"
#include "reports/charts/svg_text.hpp"
#include "reports/wording.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <ostream>

namespace etalon::charts {
namespace {

using namespace reports;

std::string instrument_name(const Instrument& instrument) {
  std::vector<std::string> parts;
  for (const std::string& part : {instrument.manufacturer, instrument.model}) {
    if (!part.empty()) parts.push_back(part);
  }
  if (!instrument.id.empty())
    parts.push_back(parts.empty() ? instrument.id : "“" + instrument.id + "”");
  return joined(parts, " ");
}

std::string subject_of(const Report& report) {
  const std::string instrument = report.run ? instrument_name(report.run->start.instrument) : "";
  if (!instrument.empty()) return instrument;
  if (!report.title.empty()) return report.title;
  const std::vector<Entry> entries = entries_of(report);
  return entries.empty() ? tr("no evaluation") : evaluation_title(entries.front());
}

std::string masthead(const Report& report) {
  std::vector<std::string> parts;
  const auto add = [&](const std::string& text) {
    if (!text.empty()) parts.push_back(escaped(text));
  };
  add(report.run ? report.run->start.site : "");
  add(date_text(report.run ? report.run->summary.started : report.generated));
  if (report.run && !report.run->start.protocol.id.empty()) {
    add(fmt::format(fmt::runtime(tr("protocol {}")), report.run->start.protocol.id));
  }
  const bool open = report.run && report.run->summary.status != records::RunStatus::finished;
  const std::string reason = reason_for_the_end(report);
  return element(
      "header",
      element("p", tr("Performance report"), "class=\"kicker\"") +
          element("h1", escaped(subject_of(report))) +
          element("p", joined(parts, " · "), "class=\"where\"") +
          (open ? element("p", tr("▲ This run was not finished."), "class=\"unfinished\"") : "") +
          (reason.empty() ? "" : element("p", reason, "class=\"where\"")));
}

/// What a combination says already, or what was replaced, stands folded behind everything else.
bool is_folded(const Entry& entry) { return entry.combined_into || entry.superseded_by; }

std::string link(const std::string& place, const std::string& text, const std::string& small) {
  return element("li", fmt::format("<a href=\"#{}\">{}</a>", place, text) +
                           (small.empty() ? "" : " " + element("small", small)));
}

std::string contents(const Report& report, const std::vector<Entry>& entries) {
  if (entries.size() < 2) return "";
  std::string list;
  int number = 0;
  for (const Entry& entry : entries) {
    ++number;
    if (is_folded(entry)) continue;
    const auto known = report.definitions.find(entry.evaluation->metric);
    list += link(fmt::format("e{}", number), escaped(evaluation_title(entry)),
                 known == report.definitions.end() ? "" : escaped(known->second.title));
  }
  if (!grades_of(report).empty()) list += link("limits", tr("Limits and rules"), "");
  if (report.run) list += link("run", tr("Instrument and run"), "");
  return element("nav", element("h2", tr("Contents")) + element("ol", list));
}

std::string closing(const Report& report) {
  std::vector<std::string> parts;
  parts.push_back(escaped("Etalon " + report.etalon_version));
  if (!report.etalon_build.empty()) parts.push_back(escaped(report.etalon_build));
  if (!report.generated.empty()) {
    parts.push_back(fmt::format(fmt::runtime(tr("written {}")), escaped(report.generated)));
  }
  return element(
      "footer",
      element("p",
              tr("This report says what was measured, how, and how sure the numbers are. It is "
                 "not issued by an accredited laboratory.")) +
          element("p", joined(parts, " · ")) + element("p", tr("End of report."), "class=\"end\""));
}

}  // namespace

std::string page(const std::string& title, const std::string& body) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
         element("title", title) + element("style", kStyle) + "</head>\n<body>\n" +
         element("main", body) + "</body>\n</html>\n";
}

void write_html(const Report& report, const WriteOptions& /*options*/, std::ostream& out) {
  const std::vector<Entry> entries = entries_of(report);
  const std::string verdict = verdict_section(report);
  std::string body = masthead(report) + (verdict.empty() ? summary_section(report) : verdict) +
                     contents(report, entries) + happenings_section(report);
  int number = 0;
  std::string folded;
  for (const Entry& entry : entries) {
    ++number;
    (is_folded(entry) ? folded : body) += evaluation_section(report, entry, number);
  }
  body += limits_section(report) + instrument_section(report);
  if (!folded.empty()) {
    body += element("h2", tr("Single repeats and earlier attempts")) +
            element("details", element("summary", tr("What was combined or replaced")) + folded);
  }
  body += closing(report);
  out << page(tr("Performance report") + (" · " + escaped(subject_of(report))), body);
}

}  // namespace etalon::charts
