// SPDX-License-Identifier: Apache-2.0
#include "suite/records/double_blob.hpp"
#include "suite/records/evaluation_rows.hpp"
#include "suite/records/json_text.hpp"
#include "suite/records/reading.hpp"
#include "suite/records/schema.hpp"

namespace etalon::records {
namespace {

/// The element that a row of a dependent table belongs to. Foreign keys make sure that it is there,
/// as long as nobody switched them off.
template <class Element>
Element& owner(std::vector<Element>& elements, std::int64_t ordinal) {
  if (ordinal < 0 || static_cast<std::size_t>(ordinal) >= elements.size()) {
    throw RecordError(tr("The database holds rows that belong to nothing. Check it with `etalon db "
                         "check` and go back to a copy."),
                      "SQLITE_CORRUPT");
  }
  return elements[static_cast<std::size_t>(ordinal)];
}

void read_header(Database& database, const std::string& id, Evaluation& evaluation) {
  for_rows(database, "SELECT metric, method, method_version FROM evaluation WHERE id = $1", id,
           [&](const Statement& row) {
             evaluation.metric = row.text(0);
             evaluation.method = row.text(1);
             evaluation.method_version = row.small_integer(2);
           });
  for_rows(database, "SELECT name, value FROM parameter WHERE evaluation = $1", id,
           [&](const Statement& row) { evaluation.parameters[row.text(0)] = row.text(1); });
  for_rows(database, "SELECT path, sha256 FROM input_file WHERE evaluation = $1 ORDER BY ordinal",
           id, [&](const Statement& row) {
             evaluation.inputs.push_back({.path = row.text(0), .sha256 = row.text(1)});
           });
}

MeasurementResult result_of(const Statement& row) {
  MeasurementResult result;
  result.measurand = row.text(0);
  result.kind = word<ResultKind>(row.text(1));
  result.value = row.real(2);
  result.unit = row.text(3);
  result.standard_uncertainty = row.real(4);
  result.degrees_of_freedom = row.real(5);
  result.coverage_probability = row.real(6);
  result.interval = {.lower = row.real(7), .upper = row.real(8)};
  result.n = static_cast<std::size_t>(row.integer(9));
  result.subject = object_from_text(row.text(10));
  return result;
}

BudgetComponent component_of(const Statement& row) {
  return {.source = row.text(1),
          .input = row.text(2),
          .type = word<EvaluationType>(row.text(3)),
          .distribution = word<Distribution>(row.text(4)),
          .standard_uncertainty = row.real(5),
          .sensitivity = row.real(6),
          .degrees_of_freedom = row.real(7)};
}

void read_results(Database& database, const std::string& id, Evaluation& evaluation) {
  auto& results = evaluation.results;
  for_rows(database,
           "SELECT measurand, kind, value, unit, standard_uncertainty, degrees_of_freedom,"
           " coverage_probability, interval_lower, interval_upper, n, subject"
           " FROM result WHERE evaluation = $1 ORDER BY ordinal",
           id, [&](const Statement& row) { results.push_back(result_of(row)); });
  for_rows(database,
           "SELECT result, code, detail FROM caveat WHERE evaluation = $1 ORDER BY result, ordinal",
           id, [&](const Statement& row) {
             owner(results, row.integer(0))
                 .caveats.push_back({.code = row.text(1), .detail = row.text(2)});
           });
  for_rows(database,
           "SELECT result, source, input, type, distribution, standard_uncertainty, sensitivity,"
           " degrees_of_freedom FROM budget_component WHERE evaluation = $1"
           " ORDER BY result, ordinal",
           id, [&](const Statement& row) {
             owner(results, row.integer(0)).budget.push_back(component_of(row));
           });
}

void read_items(Database& database, const std::string& id, Evaluation& evaluation) {
  auto& items = evaluation.items;
  for_rows(database, "SELECT id, flags, subject FROM item WHERE evaluation = $1 ORDER BY ordinal",
           id, [&](const Statement& row) {
             Item item;
             item.id = row.text(0);
             item.flags = array_from_text(row.text(1));
             item.subject = object_from_text(row.text(2));
             items.push_back(std::move(item));
           });
  for_rows(database, "SELECT item, axis, value_px FROM item_position WHERE evaluation = $1", id,
           [&](const Statement& row) {
             owner(items, row.integer(0)).position_px[row.text(1)] = row.real(2);
           });
  for_rows(database,
           "SELECT item, name, value, unit, standard_uncertainty FROM item_value"
           " WHERE evaluation = $1",
           id, [&](const Statement& row) {
             owner(items, row.integer(0)).values[row.text(1)] = {
                 .value = row.real(2),
                 .unit = row.text(3),
                 .standard_uncertainty = row.optional_real(4)};
           });
}

void read_curves(Database& database, const std::string& id, Evaluation& evaluation) {
  for_rows(database,
           "SELECT name, subject, x_unit, y_unit, x, y, standard_uncertainty FROM curve"
           " WHERE evaluation = $1 ORDER BY ordinal",
           id, [&](const Statement& row) {
             evaluation.curves.push_back({.name = row.text(0),
                                          .x_unit = row.text(2),
                                          .y_unit = row.text(3),
                                          .x = doubles_of(row.blob(4)),
                                          .y = doubles_of(row.blob(5)),
                                          .standard_uncertainty = doubles_of(row.blob(6)),
                                          .subject = object_from_text(row.text(1))});
           });
}

void read_maps(Database& database, const std::string& id, Evaluation& evaluation) {
  for_rows(database,
           "SELECT name, unit, width, height, x0_px, y0_px, pitch_px, value, standard_uncertainty,"
           " subject FROM map WHERE evaluation = $1 ORDER BY ordinal",
           id, [&](const Statement& row) {
             evaluation.maps.push_back({.name = row.text(0),
                                        .unit = row.text(1),
                                        .width = row.small_integer(2),
                                        .height = row.small_integer(3),
                                        .x0_px = row.real(4),
                                        .y0_px = row.real(5),
                                        .pitch_px = row.real(6),
                                        .values = doubles_of(row.blob(7)),
                                        .standard_uncertainty = doubles_of(row.blob(8)),
                                        .subject = object_from_text(row.text(9))});
           });
}

std::vector<unsigned char> grey_of(Bytes blob) {
  const auto* first = static_cast<const unsigned char*>(blob.data);
  return blob.size == 0 ? std::vector<unsigned char>() : std::vector(first, first + blob.size);
}

void read_pictures(Database& database, const std::string& id, Evaluation& evaluation) {
  auto& pictures = evaluation.pictures;
  for_rows(database,
           "SELECT name, width, height, scale, grey FROM picture WHERE evaluation = $1"
           " ORDER BY ordinal",
           id, [&](const Statement& row) {
             pictures.push_back({.name = row.text(0),
                                 .width = row.small_integer(1),
                                 .height = row.small_integer(2),
                                 .scale = row.real(3),
                                 .grey = grey_of(row.blob(4)),
                                 .overlays = {}});
           });
  for_rows(database,
           "SELECT picture, item, label, closed, x_px, y_px FROM overlay WHERE evaluation = $1"
           " ORDER BY picture, ordinal",
           id, [&](const Statement& row) {
             owner(pictures, row.integer(0))
                 .overlays.push_back({.item = row.text(1),
                                      .label = row.text(2),
                                      .x_px = doubles_of(row.blob(4)),
                                      .y_px = doubles_of(row.blob(5)),
                                      .closed = row.integer(3) != 0});
           });
}

void read_peers_and_failures(Database& database, const std::string& id, Evaluation& evaluation) {
  for_rows(database,
           "SELECT definition, value, unit FROM peer WHERE evaluation = $1 ORDER BY ordinal", id,
           [&](const Statement& row) {
             evaluation.peers.push_back(
                 {.definition = row.text(0), .value = row.real(1), .unit = row.text(2)});
           });
  for_rows(database,
           "SELECT code, detail, advice FROM failure WHERE evaluation = $1 ORDER BY ordinal", id,
           [&](const Statement& row) {
             evaluation.failures.push_back(
                 {.code = row.text(0), .detail = row.text(1), .advice = row.text(2)});
           });
}

}  // namespace

Evaluation read_evaluation(Database& database, const std::string& id) {
  Evaluation evaluation;
  read_header(database, id, evaluation);
  read_results(database, id, evaluation);
  read_items(database, id, evaluation);
  read_curves(database, id, evaluation);
  if (schema_version(database) >= 2) read_maps(database, id, evaluation);
  read_pictures(database, id, evaluation);
  read_peers_and_failures(database, id, evaluation);
  return evaluation;
}

std::vector<std::string> read_sources(Database& database, const std::string& id) {
  std::vector<std::string> sources;
  if (schema_version(database) < 2) return sources;
  for_rows(database, "SELECT source FROM evaluation_source WHERE evaluation = $1 ORDER BY ordinal",
           id, [&](const Statement& row) { sources.push_back(row.text(0)); });
  return sources;
}

}  // namespace etalon::records
