// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/records/store.hpp"

#include <filesystem>
#include <string>
#include <vector>

struct sqlite3;

namespace etalon::test {

/// An evaluation in which no field has its default and every list has at least one element.
Evaluation full_evaluation();
/// One estimate with this value and nothing else.
Evaluation small_evaluation(double value);

records::RunStart full_start();

/// A grade in which no field has its default: one limit judged, one without a result.
Grade full_grade();
/// The profile that it was judged by.
records::DocumentIdentity profile_document();

/// Codes of findings, in order.
std::vector<std::string> codes(const std::vector<records::CheckFinding>& findings);

/// Names of everything in a folder, sorted.
std::vector<std::string> names_in(const std::filesystem::path& folder);

/// SQL behind the back of the store, as any other program could: its own connection, no foreign
/// keys.
class OtherProgram {
 public:
  explicit OtherProgram(const std::filesystem::path& database);
  ~OtherProgram();
  OtherProgram(const OtherProgram&) = delete;
  OtherProgram& operator=(const OtherProgram&) = delete;

  /// The error message, empty when all went well.
  std::string execute(const std::string& sql);
  /// All values of the answer as text, rows one after another.
  std::vector<std::string> query(const std::string& sql);
  void drop_triggers();

 private:
  sqlite3* connection_ = nullptr;
};

/// Installation ids go to a folder of the test, not to the home of whoever runs it.
class InstallationFolder {
 public:
  explicit InstallationFolder(const std::filesystem::path& data_home);
  ~InstallationFolder();
  InstallationFolder(const InstallationFolder&) = delete;
  InstallationFolder& operator=(const InstallationFolder&) = delete;

 private:
  std::string before_;
  bool had_before_ = false;
};

}  // namespace etalon::test
