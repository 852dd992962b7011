// SPDX-License-Identifier: Apache-2.0
#include "reports/writers/json.hpp"

#include "reports/presentation.hpp"
#include "reports/run_facts.hpp"
#include "suite/records/evaluation_json.hpp"
#include "suite/records/grade_json.hpp"
#include "suite/records/instrument_json.hpp"

#include <nlohmann/json.hpp>

#include <ostream>

namespace etalon::reports {
namespace {

using Json = nlohmann::ordered_json;

/// Paths may hold any byte; what is not UTF-8 is written as U+FFFD instead of stopping the report.
std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// One member per line, so that people and diff can read it although curves are long.
void write_object(std::ostream& out, const Json& object, const std::string& indent) {
  out << "{";
  const char* separator = "\n";
  for (const auto& [key, value] : object.items()) {
    out << separator << indent << "  " << dumped(key) << ": " << dumped(value);
    separator = ",\n";
  }
  out << "\n" << indent << "}";
}

void write_array(std::ostream& out, const std::vector<Json>& objects, const std::string& indent) {
  out << "[";
  const char* separator = "\n";
  for (const Json& object : objects) {
    out << separator << indent << "  ";
    write_object(out, object, indent + "  ");
    separator = ",\n";
  }
  out << (objects.empty() ? "]" : "\n" + indent + "]");
}

Json document(const records::DocumentIdentity& identity) {
  return Json{{"kind", identity.kind},
              {"id", identity.id},
              {"version", identity.version},
              {"sha256", identity.sha256}};
}

std::string status_word(records::RunStatus status) {
  switch (status) {
    case records::RunStatus::running:
      return "running";
    case records::RunStatus::finished:
      return "finished";
    case records::RunStatus::aborted:
      break;
  }
  return "aborted";
}

Json frames(const std::vector<records::FrameRecord>& records) {
  Json list = Json::array();
  for (const records::FrameRecord& frame : records) {
    list.push_back({{"step", frame.step},
                    {"repeat", frame.repeat},
                    {"index", frame.index},
                    {"path", frame.path},
                    {"sha256", frame.sha256},
                    {"page", frame.page},
                    {"settings", frame.settings}});
  }
  return list;
}

Json grades(const std::vector<records::RecordedGrade>& recorded) {
  Json list = Json::array();
  for (const records::RecordedGrade& one : recorded) {
    Json grade = records::to_json(one.grade);
    grade["recorded"] = {{"id", one.id}, {"time", one.time}};
    list.push_back(std::move(grade));
  }
  return list;
}

Json run_object(const records::RunDetail& run) {
  Json documents = Json::array();
  for (const auto& identity : run.start.documents) documents.push_back(document(identity));
  return Json{
      {"id", run.summary.id},
      {"status", status_word(run.summary.status)},
      {"started", run.summary.started},
      {"finished", run.summary.finished},
      {"digest", run.summary.digest},
      {"site", run.start.site},
      {"protocol", document(run.start.protocol)},
      {"documents", documents},
      {"instrument", Json::parse(records::instrument_text(run.start.instrument))},
      {"conditions", run.start.conditions},
      {"contradictions", contradictions_of(run)},
      {"etalon", {{"version", run.start.etalon_version}, {"build", run.start.etalon_build}}},
      {"frames", frames(run.frames)},
      {"grades", grades(run.grades)}};
}

Json recorded(const Entry& entry) {
  Json json = records::to_json(*entry.evaluation);
  json["recorded"] = {{"id", entry.id}, {"step", entry.step}, {"repeat", entry.repeat}};
  if (!entry.sources.empty()) json["recorded"]["sources"] = entry.sources;
  if (entry.superseded_by) json["recorded"]["superseded_by"] = *entry.superseded_by;
  return json;
}

}  // namespace

void write_json(const Report& report, const WriteOptions& options, std::ostream& out) {
  std::vector<Json> evaluations;
  for (const Entry& entry : entries_of(report)) {
    evaluations.push_back(report.run ? recorded(entry) : records::to_json(*entry.evaluation));
    if (!report.run && report.instrument)
      evaluations.back()["instrument"] = Json::parse(records::instrument_text(*report.instrument));
    if (!report.run && !report.contradictions.empty())
      evaluations.back()["contradictions"] = report.contradictions;
  }
  if (report.run) {
    out << "{\n  \"schema\": \"etalon.run/1\",\n  \"run\": ";
    write_object(out, run_object(*report.run), "  ");
    out << ",\n  \"evaluations\": ";
    write_array(out, evaluations, "  ");
    out << "\n}\n";
    return;
  }
  if (options.single && evaluations.size() == 1) {
    write_object(out, evaluations.front(), "");
  } else {
    write_array(out, evaluations, "");
  }
  out << "\n";
}

}  // namespace etalon::reports
