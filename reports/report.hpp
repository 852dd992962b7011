// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/records/store.hpp"

#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon::reports {

/// What a metric says of itself. Reports never include a metric; the program copies this from the
/// table of metrics. Writers do without where it is missing.
struct Definition {
  std::string title;
  std::string reference_document;               ///< "based on ISO 12233:2023"
  std::map<std::string, std::string> meanings;  ///< by measurand, method id, failure or caveat code
};

/// What there is to say: the evaluations of a run (or of `measure`, then `run` is empty), with the
/// program that made them. Reports never call a metric: they read results.
struct Report {
  std::string title;
  std::optional<records::RunDetail> run;
  std::optional<Instrument> instrument;  ///< of `measure`; a run has its own
  /// Of `measure`: what the image says against scope file and command line; a run has its own.
  std::vector<std::string> contradictions{};
  std::vector<Evaluation> evaluations;  ///< not looked at when `run` has evaluations of its own
  std::string etalon_version;
  std::string etalon_build;
  std::string generated;                          ///< UTC, ISO 8601; empty in tests
  std::map<std::string, Definition> definitions;  ///< by metric id
};

struct WriteOptions {
  bool colour = false;  ///< terminal text only
  bool single = false;  ///< JSON: one evaluation is printed as an object, not as an array of one
};

/// One row of the table of formats. `program` is "etalon" or, where charts need Qt,
/// "etalon-report"; `write` is null for the formats of that other program.
struct Writer {
  std::string extension;  ///< "html"
  std::string meaning;
  std::string program;
  void (*write)(const Report& report, const WriteOptions& options, std::ostream& out);
};

/// Every format, in the order in which they are listed.
const std::vector<Writer>& writer_table();

/// The format of this extension ("csv", without the point), or null.
const Writer* find_writer(const std::string& extension);

}  // namespace etalon::reports
