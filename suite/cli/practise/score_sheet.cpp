// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/practise/score_sheet.hpp"

#include "reports/wording.hpp"
#include "suite/cli/practise/lesson.hpp"
#include "suite/cli/reporting.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <ostream>

namespace etalon::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema = "etalon.practice/1";

std::filesystem::path sheet_path(const std::filesystem::path& folder) {
  return folder / "practice.json";
}

Json to_json(const ScoredLesson& lesson) {
  return {{"time", lesson.time},     {"scope", lesson.scope}, {"protocol", lesson.protocol},
          {"level", lesson.level},   {"seed", lesson.seed},   {"fault", lesson.fault},
          {"answer", lesson.answer}, {"hints", lesson.hints}, {"points", lesson.points}};
}

ScoredLesson from_json(const Json& json) {
  return {json.at("time"),   json.at("scope"), json.at("protocol"),
          json.at("level"),  json.at("seed"),  json.at("fault"),
          json.at("answer"), json.at("hints"), json.at("points")};
}

}  // namespace

std::vector<ScoredLesson> read_score_sheet(const std::filesystem::path& folder) {
  const auto path = sheet_path(folder);
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return {};
  std::vector<ScoredLesson> lessons;
  try {
    std::ifstream file(path);
    const Json json = Json::parse(file);
    if (json.at("schema") != kSchema) throw std::runtime_error("schema");
    for (const auto& lesson : json.at("lessons")) lessons.push_back(from_json(lesson));
  } catch (const std::exception&) {
    throw FileError(path.string(), tr("this is no score sheet that can be read. Move it away, or "
                                      "name another folder by -o."));
  }
  return lessons;
}

void write_score_sheet(const std::filesystem::path& folder,
                       const std::vector<ScoredLesson>& lessons) {
  Json json{{"schema", kSchema}, {"lessons", Json::array()}};
  for (const auto& lesson : lessons) json["lessons"].push_back(to_json(lesson));
  write_beside(sheet_path(folder), [&](std::ostream& out) {
    out << json.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  });
}

void print_score_sheet(const std::vector<ScoredLesson>& lessons, std::ostream& out) {
  int number = 0;
  for (const auto& lesson : lessons) {
    const bool right = lesson.answer == lesson.fault;
    const std::string answer =
        right ? lesson.fault
              : fmt::format(fmt::runtime(tr("{}, and not {}")), lesson.fault, lesson.answer);
    out << reports::printable(fmt::format(
               fmt::runtime(tr("  {:>3}  {} {:>2} of {}   {} · {} · level {} · seed {}   {}")),
               ++number, right ? "✔" : "✖", lesson.points, kMostPoints, lesson.scope,
               lesson.protocol, lesson.level, lesson.seed, answer))
        << "\n";
  }
  out << total_of(lessons) << "\n";
}

std::string total_of(const std::vector<ScoredLesson>& lessons) {
  int points = 0;
  for (const auto& lesson : lessons) points += lesson.points;
  return fmt::format(fmt::runtime(tr("{} of {} points, lessons: {}")), points,
                     kMostPoints * static_cast<int>(lessons.size()), lessons.size());
}

}  // namespace etalon::cli
