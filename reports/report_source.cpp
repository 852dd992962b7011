// SPDX-License-Identifier: Apache-2.0
#include "reports/report_source.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/core/version.hpp"
#include "suite/records/evaluation_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace etalon::reports {
namespace {

using Json = nlohmann::ordered_json;

Json parsed(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) {
    throw FileError(
        path.string(),
        tr("This file cannot be opened for reading. Is the name right, and is it a file?"));
  }
  try {
    return Json::parse(file);
  } catch (const Json::exception& error) {
    throw FileError(path.string(),
                    fmt::format(fmt::runtime(tr("This is not JSON ({}). Give a file that "
                                                "`etalon measure --format json` wrote.")),
                                error.what()));
  }
}

std::vector<Json> evaluations_in(const Json& json, const std::filesystem::path& path) {
  const bool is_run = json.is_object() && json.value("schema", Json()) == "etalon.run/1";
  const Json* list = &json;
  if (is_run) {
    const auto found = json.find("evaluations");
    if (found == json.end() || !found->is_array()) {
      throw FileError(path.string(),
                      tr("This run has no list \"evaluations\". Is the file complete?"));
    }
    list = &*found;
  }
  if (list->is_array()) return {list->begin(), list->end()};
  return {*list};
}

Report made_now() {
  Report report;
  report.etalon_version = kVersion;
  report.etalon_build = kBuild;
  return report;
}

}  // namespace

Report report_of_run(const records::Store& store, const std::string& run) {
  Report report = made_now();
  report.run = store.load_run(run);
  return report;
}

Report report_of_file(const std::filesystem::path& path) {
  Report report = made_now();
  const std::vector<Json> list = evaluations_in(parsed(path), path);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string where = fmt::format("{}: evaluation {}", path.string(), i + 1);
    report.evaluations.push_back(records::evaluation_from_json(list[i], where));
  }
  return report;
}

}  // namespace etalon::reports
