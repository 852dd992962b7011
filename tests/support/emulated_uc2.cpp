// SPDX-License-Identifier: Apache-2.0
// The language of the boards of openUC2.
#include "tests/support/emulated_board.hpp"

#include <nlohmann/json.hpp>

namespace etalon::test {
namespace {

using hardware::Steps;
using Json = nlohmann::json;
using Parts = EmulatedBoard::Parts;

std::string framed(const Json& block) { return "++\n" + block.dump() + "\n--\n"; }

/// Motors that move, and the question that moved them.
struct Way {
  std::vector<int> steppers;
  int number = 0;
};

std::string arrivals(Way& way, const Parts& parts) {
  if (parts.motors.moving()) return "";
  std::string text;
  const Steps at = parts.told();
  for (const int id : way.steppers) {
    const Json stepper{
        {"stepperid", id}, {"position", at[static_cast<std::size_t>(id - 1)]}, {"isDone", 1}};
    text += framed({{"steppers", Json::array({stepper})}, {"qid", way.number}});
  }
  way.steppers.clear();
  return text;
}

std::string act(const Json& question, Parts& parts, Way& way) {
  Steps by{};
  bool stops = false;
  std::vector<int> steppers;
  for (const Json& stepper : question["motor"]["steppers"]) {
    const int id = stepper["stepperid"];
    stops = stops || stepper.value("isstop", false);
    if (stops) continue;
    by[static_cast<std::size_t>(id - 1)] = stepper["position"];
    steppers.push_back(id);
  }
  if (stops) {
    parts.motors.stop();
  } else {
    parts.motors.begin(by);
    way = {steppers, question["qid"]};
  }
  return framed({{"qid", question["qid"]}, {"success", 1}});
}

std::string places(const Json& question, const Parts& parts) {
  const Steps at = parts.told();
  Json steppers = Json::array({{{"stepperid", 0}, {"position", 0}}});
  for (std::size_t i = 0; i < at.size(); ++i) {
    steppers.push_back({{"stepperid", i + 1}, {"position", at[i]}});
  }
  return framed({{"motor", {{"steppers", steppers}}}, {"qid", question["qid"]}});
}

std::string uc2_answer(const std::string& line, Parts& parts, Way& way) {
  const Json question = Json::parse(line, nullptr, false);
  if (!question.is_object() || !question.contains("qid")) return framed({{"qid", 0}});
  const std::string task = question.value("task", "");
  const std::string news = "I (2214) main: heard " + task + "\r\n" + arrivals(way, parts);
  if (task == "/state_get") {
    return news +
           framed({{"state", {{"identifier_name", "UC2_Feather"}}}, {"qid", question["qid"]}});
  }
  if (task == "/motor_get") return news + places(question, parts);
  if (task == "/motor_act") return news + act(question, parts, way);
  if (task == "/laser_act") {
    parts.light = question.value("LASERval", 0) / 1023.0;
    return news + framed({{"qid", question["qid"]}, {"success", 1}});
  }
  return news + framed({{"qid", -question.value("qid", 0)}, {"error", "unknown task"}});
}

}  // namespace

std::unique_ptr<EmulatedBoard> emulated_uc2(double steps_per_second) {
  return std::make_unique<EmulatedBoard>(
      steps_per_second, [way = Way{}](const std::string& line, Parts& parts) mutable {
        return uc2_answer(line, parts, way);
      });
}

}  // namespace etalon::test
