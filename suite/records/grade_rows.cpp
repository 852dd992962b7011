// SPDX-License-Identifier: Apache-2.0
#include "suite/records/grade_rows.hpp"

#include "suite/records/evaluation_json.hpp"
#include "suite/records/identifiers.hpp"
#include "suite/records/json_text.hpp"
#include "suite/records/reading.hpp"
#include "suite/records/schema.hpp"

#include <nlohmann/json.hpp>

namespace etalon::records {
namespace {

using Json = nlohmann::ordered_json;

std::optional<std::string> result_text(const std::optional<MeasurementResult>& result) {
  if (!result) return std::nullopt;
  return to_json(*result).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<MeasurementResult> result_from_text(const Database& database,
                                                  const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  try {
    return result_from_json(Json::parse(*text), database.name());
  } catch (const Json::exception&) {
    throw RecordError(tr("A judged result in the database cannot be read. Check the database with "
                         "`etalon db check` and go back to a copy."),
                      "SQLITE_CORRUPT");
  }
}

Limit limit_of(const Statement& row) {
  return {.id = row.text(0),
          .label = row.text(1),
          .metric = row.text(2),
          .measurand = row.text(3),
          .methods = array_from_text(row.text(4)),
          .judged = word<Judged>(row.text(5)),
          .direction = word<Direction>(row.text(6)),
          .value = row.real(7),
          .unit = row.text(8),
          .source = row.text(9),
          .remark = row.text(10),
          .ideal = row.real(11),
          .largest_expanded_uncertainty = row.real(12),
          .required = row.integer(13) != 0};
}

void read_judgements(Database& database, const std::string& id, Grade& grade) {
  for_rows(
      database,
      "SELECT limit_id, label, metric, measurand, methods, judged, direction, limit_value,"
      " unit, source, remark, ideal, largest_expanded_uncertainty, required, verdict, result,"
      " method, guard_band, conformance_probability, tier, caps, reason"
      " FROM judgement WHERE grade = $1 ORDER BY ordinal",
      id, [&](const Statement& row) {
        grade.judgements.push_back({.limit = limit_of(row),
                                    .verdict = word<Verdict>(row.text(14)),
                                    .result = result_from_text(database, row.optional_text(15)),
                                    .method = row.text(16),
                                    .guard_band = row.real(17),
                                    .conformance_probability = row.real(18),
                                    .tier = word<Tier>(row.text(19)),
                                    .caps = array_from_text(row.text(20)),
                                    .reason = row.text(21)});
      });
}

}  // namespace

void write_grade(Database& database, const std::string& id, const std::string& run,
                 const Grade& grade) {
  database
      .prepare(
          "INSERT INTO grade (id, run, time, profile, profile_version, profile_sha256, title,"
          " fit_for, verdict, tier, rule) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
      .run(id, run, utc_now(), grade.profile, grade.profile_version, grade.profile_sha256,
           grade.title, array_text(grade.fit_for), to_text(grade.verdict), to_text(grade.tier),
           grade.rule);
  Statement judgement = database.prepare(
      "INSERT INTO judgement (grade, ordinal, limit_id, label, metric, measurand, methods, judged,"
      " direction, limit_value, unit, source, remark, ideal, largest_expanded_uncertainty, "
      "required,"
      " verdict, result, method, guard_band, conformance_probability, tier, caps, reason)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
      " $19, $20, $21, $22, $23, $24)");
  int ordinal = 0;
  for (const Judgement& j : grade.judgements) {
    const Limit& l = j.limit;
    judgement.run(id, ordinal++, l.id, l.label, l.metric, l.measurand, array_text(l.methods),
                  to_text(l.judged), to_text(l.direction), l.value, l.unit, l.source, l.remark,
                  l.ideal, l.largest_expanded_uncertainty, l.required ? 1 : 0, to_text(j.verdict),
                  result_text(j.result), j.method, j.guard_band, j.conformance_probability,
                  to_text(j.tier), array_text(j.caps), j.reason);
  }
}

std::vector<RecordedGrade> read_grades(Database& database, const std::string& run) {
  std::vector<RecordedGrade> grades;
  if (schema_version(database) < 2) return grades;
  for_rows(database,
           "SELECT grade.id, grade.time, profile, profile_version, profile_sha256, title, fit_for,"
           " verdict, tier, rule FROM grade JOIN record ON record.id = grade.id"
           " WHERE grade.run = $1 ORDER BY record.arrival",
           run, [&](const Statement& row) {
             Grade grade{.profile = row.text(2),
                         .profile_version = row.text(3),
                         .profile_sha256 = row.text(4),
                         .title = row.text(5),
                         .fit_for = array_from_text(row.text(6)),
                         .verdict = word<Verdict>(row.text(7)),
                         .tier = word<Tier>(row.text(8)),
                         .rule = row.text(9),
                         .judgements = {}};
             read_judgements(database, row.text(0), grade);
             grades.push_back({.id = row.text(0), .time = row.text(1), .grade = std::move(grade)});
           });
  return grades;
}

}  // namespace etalon::records
