// SPDX-License-Identifier: Apache-2.0
#include "suite/records/double_blob.hpp"
#include "suite/records/enum_text.hpp"
#include "suite/records/evaluation_rows.hpp"
#include "suite/records/json_text.hpp"

#include <cstdint>

namespace etalon::records {
namespace {

Bytes bytes_of(const std::string& blob) { return {blob.data(), blob.size()}; }

void write_results(Database& database, const std::string& id, const Evaluation& evaluation) {
  Statement result = database.prepare(
      "INSERT INTO result (evaluation, ordinal, measurand, kind, value, unit, standard_uncertainty,"
      " degrees_of_freedom, coverage_probability, interval_lower, interval_upper, n, subject)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
  Statement caveat = database.prepare(
      "INSERT INTO caveat (evaluation, result, ordinal, code, detail) VALUES ($1, $2, $3, $4, $5)");
  Statement component = database.prepare(
      "INSERT INTO budget_component (evaluation, result, ordinal, source, input, type, "
      "distribution,"
      " standard_uncertainty, sensitivity, degrees_of_freedom)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
  int ordinal = 0;
  for (const MeasurementResult& r : evaluation.results) {
    result.run(id, ordinal, r.measurand, to_text(r.kind), r.value, r.unit, r.standard_uncertainty,
               r.degrees_of_freedom, r.coverage_probability, r.interval.lower, r.interval.upper,
               static_cast<std::int64_t>(r.n), object_text(r.subject));
    int part = 0;
    for (const Caveat& c : r.caveats) caveat.run(id, ordinal, part++, c.code, c.detail);
    part = 0;
    for (const BudgetComponent& c : r.budget) {
      component.run(id, ordinal, part++, c.source, c.input, to_text(c.type),
                    to_text(c.distribution), c.standard_uncertainty, c.sensitivity,
                    c.degrees_of_freedom);
    }
    ++ordinal;
  }
}

void write_items(Database& database, const std::string& id, const Evaluation& evaluation) {
  Statement item = database.prepare(
      "INSERT INTO item (evaluation, ordinal, id, flags, subject) VALUES ($1, $2, $3, $4, $5)");
  Statement position = database.prepare(
      "INSERT INTO item_position (evaluation, item, axis, value_px) VALUES ($1, $2, $3, $4)");
  Statement value = database.prepare(
      "INSERT INTO item_value (evaluation, item, name, value, unit, standard_uncertainty)"
      " VALUES ($1, $2, $3, $4, $5, $6)");
  int ordinal = 0;
  for (const Item& i : evaluation.items) {
    item.run(id, ordinal, i.id, array_text(i.flags), object_text(i.subject));
    for (const auto& [axis, value_px] : i.position_px) position.run(id, ordinal, axis, value_px);
    for (const auto& [name, v] : i.values) {
      value.run(id, ordinal, name, v.value, v.unit, v.standard_uncertainty);
    }
    ++ordinal;
  }
}

void write_curves(Database& database, const std::string& id, const Evaluation& evaluation) {
  Statement curve = database.prepare(
      "INSERT INTO curve (evaluation, ordinal, name, subject, x_unit, y_unit, x, y,"
      " standard_uncertainty) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
  int ordinal = 0;
  for (const Curve& c : evaluation.curves) {
    const std::string x = blob_of(c.x);
    const std::string y = blob_of(c.y);
    const std::string u = blob_of(c.standard_uncertainty);
    curve.run(id, ordinal++, c.name, object_text(c.subject), c.x_unit, c.y_unit, bytes_of(x),
              bytes_of(y), bytes_of(u));
  }
}

void write_maps(Database& database, const std::string& id, const Evaluation& evaluation) {
  Statement map = database.prepare(
      "INSERT INTO map (evaluation, ordinal, name, unit, width, height, x0_px, y0_px, pitch_px,"
      " value, standard_uncertainty, subject)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
  int ordinal = 0;
  for (const Map& m : evaluation.maps) {
    const std::string values = blob_of(m.values);
    const std::string u = blob_of(m.standard_uncertainty);
    map.run(id, ordinal++, m.name, m.unit, m.width, m.height, m.x0_px, m.y0_px, m.pitch_px,
            bytes_of(values), bytes_of(u), object_text(m.subject));
  }
}

void write_pictures(Database& database, const std::string& id, const Evaluation& evaluation) {
  Statement picture = database.prepare(
      "INSERT INTO picture (evaluation, ordinal, name, width, height, scale, grey)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7)");
  Statement overlay = database.prepare(
      "INSERT INTO overlay (evaluation, picture, ordinal, item, label, closed, x_px, y_px)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
  int ordinal = 0;
  for (const Picture& p : evaluation.pictures) {
    picture.run(id, ordinal, p.name, p.width, p.height, p.scale,
                Bytes{p.grey.data(), p.grey.size()});
    int part = 0;
    for (const Overlay& o : p.overlays) {
      const std::string x = blob_of(o.x_px);
      const std::string y = blob_of(o.y_px);
      overlay.run(id, ordinal, part++, o.item, o.label, o.closed ? 1 : 0, bytes_of(x), bytes_of(y));
    }
    ++ordinal;
  }
}

void write_peers_and_failures(Database& database, const std::string& id,
                              const Evaluation& evaluation) {
  Statement peer = database.prepare(
      "INSERT INTO peer (evaluation, ordinal, definition, value, unit) VALUES ($1, $2, $3, $4, "
      "$5)");
  int ordinal = 0;
  for (const PeerValue& p : evaluation.peers) {
    peer.run(id, ordinal++, p.definition, p.value, p.unit);
  }
  Statement failure = database.prepare(
      "INSERT INTO failure (evaluation, ordinal, code, detail, advice) VALUES ($1, $2, $3, $4, "
      "$5)");
  ordinal = 0;
  for (const Failure& f : evaluation.failures) {
    failure.run(id, ordinal++, f.code, f.detail, f.advice);
  }
}

}  // namespace

void write_evaluation(Database& database, const EvaluationRow& row, const Evaluation& evaluation) {
  database
      .prepare(
          "INSERT INTO evaluation (id, run, step, repeat, metric, method, method_version, digest,"
          " supersedes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
      .run(row.id, row.run, row.step, row.repeat, evaluation.metric, evaluation.method,
           evaluation.method_version, row.digest, row.supersedes);
  Statement parameter =
      database.prepare("INSERT INTO parameter (evaluation, name, value) VALUES ($1, $2, $3)");
  for (const auto& [name, value] : evaluation.parameters) parameter.run(row.id, name, value);
  Statement input = database.prepare(
      "INSERT INTO input_file (evaluation, ordinal, path, sha256) VALUES ($1, $2, $3, $4)");
  int ordinal = 0;
  for (const InputFile& file : evaluation.inputs) {
    input.run(row.id, ordinal++, file.path, file.sha256);
  }
  Statement source = database.prepare(
      "INSERT INTO evaluation_source (evaluation, ordinal, source) VALUES ($1, $2, $3)");
  ordinal = 0;
  for (const std::string& id : row.sources) source.run(row.id, ordinal++, id);
  write_results(database, row.id, evaluation);
  write_items(database, row.id, evaluation);
  write_curves(database, row.id, evaluation);
  write_maps(database, row.id, evaluation);
  write_pictures(database, row.id, evaluation);
  write_peers_and_failures(database, row.id, evaluation);
}

}  // namespace etalon::records
