// SPDX-License-Identifier: Apache-2.0
// A driver that misbehaves as it is told: faulty_driver LOG [METHOD KIND]. What it hears is written
// to LOG. Written without the helper header, which would not let it.
#include <nlohmann/json.hpp>

#include <array>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <unistd.h>

namespace {

using Json = nlohmann::json;

constexpr int kWidth = 4;
constexpr int kHeight = 3;

void sleep_for_ever() {
  for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
}

struct Driver {
  std::string fault_method;
  std::string fault;
  Json pending{};  ///< id of a call that is not answered
  std::array<int, 3> steps{};
  bool moves = false;
  int frames = 0;

  static void say(const std::string& text) { std::cout << text << std::flush; }

  static void answer(const Json& id, const Json& result, const std::string& bytes = "") {
    say(Json{{"jsonrpc", "2.0"}, {"id", id}, {"result", result}}.dump() + "\n" + bytes);
  }

  /// What it would answer if it were well.
  Json result_of(const Json& call) {
    const std::string method = call["method"];
    if (method == "hello") {
      return {{"protocol", fault == "version" ? 2 : 1},
              {"manufacturer", "nobody"},
              {"camera",
               {{"exposure_s", {1e-4, 10}},
                {"pixel_pitch_um", 3.45},
                {"binning", fault == "binning" ? "2 by 2" : "2x2"}}},
              {"stage", {{"axes", {"x", "y", "z"}}, {"can_stop", true}}},
              {"light", Json::object()}};
    }
    if (method == "camera.settings") {
      Json automatic = Json::array();
      if (fault == "automatic") automatic.push_back("white balance");
      return {{"exposure_s", call["params"].value("exposure_s", 0.01)},
              {"automatic", automatic},
              {"actual", {{"gain", "0 dB"}, {"visit", "last"}, {"setting.x", "7 um"}}}};
    }
    if (method == "stage.position") return {{"steps", steps}, {"moving", moves}};
    if (method == "stage.move") {
      moves = fault == "moving" || fault == "exit_moving";
      const std::array<int, 3> by = call["params"]["by"];
      for (std::size_t i = 0; i < by.size(); ++i) steps[i] += by[i];
      if (fault == "elsewhere") steps[0] += 100;
    }
    if (method == "stage.stop") moves = false;
    if (method == "light.set" && fault == "dim")
      return {{"level", 0.4 * call["params"]["level"].get<double>()}};
    return Json::object();
  }

  static Json frame(int number) {
    return {{"width", kWidth},    {"height", kHeight},         {"bits", 8},
            {"packing", "bytes"}, {"transfer", "linear"},      {"lossy", false},
            {"number", number},   {"binary", kWidth * kHeight}};
  }

  void misbehave(const Json& call) {
    const Json id = call["id"];
    Json large = frame(1);
    if (fault == "exit" || fault == "exit_moving") _exit(3);
    if (fault == "silence") pending = id;
    if (fault == "deaf") {
      std::signal(SIGTERM, SIG_IGN);
      sleep_for_ever();
    }
    if (fault == "garbage") say("Camera ready.\n");
    if (fault == "number") say("{\"jsonrpc\": 2, \"id\": [], \"result\": 3}\n");
    if (fault == "long_line") say(std::string(std::size_t{3} << 20U, 'x'));
    if (fault == "wrong_id") answer(id.get<int>() + 1, result_of(call));
    if (fault == "error") {
      say(Json{{"jsonrpc", "2.0"},
               {"id", id},
               {"error", {{"code", 1}, {"message", "the \x1b[31mlid is open."}}}}
              .dump() +
          "\n");
    }
    if (fault == "more") {
      large["binary"] = 100;
      answer(id, large, std::string(100, 'x'));
    }
    if (fault == "huge") {
      large.update({{"width", 65536}, {"height", 65536}, {"binary", std::size_t{1} << 32U}});
      answer(id, large);
    }
    if (fault == "part") {
      answer(id, frame(1), "abc");
      sleep_for_ever();
    }
    if (fault == "words") answer(id, {{"level", "half"}});
    if (fault == "no_transfer") {
      large.erase("transfer");
      answer(id, large, std::string(kWidth * kHeight, 'x'));
    }
  }

  void hear(const Json& call) {
    const std::string method = call["method"];
    if (method == "bye") _exit(0);
    if (method == "abort" && !pending.is_null()) {
      say(Json{
              {"jsonrpc", "2.0"}, {"id", pending}, {"error", {{"code", 2}, {"message", "aborted"}}}}
              .dump() +
          "\n");
      pending = nullptr;
      answer(call["id"], Json::object());
      return;
    }
    const bool well = fault == "version" || fault == "binning" || fault == "automatic" ||
                      fault == "elsewhere" || fault == "moving" || fault == "dim";
    if (method == fault_method && !well && !(fault == "exit_moving" && !moves)) {
      misbehave(call);
      return;
    }
    if (method == "camera.snap") {
      const std::string bytes(kWidth * kHeight, static_cast<char>(++frames));
      answer(call["id"], frame(frames), bytes);
    } else {
      answer(call["id"], result_of(call));
    }
  }
};

}  // namespace

int main(int count, char** words) {
  Driver driver;
  if (count > 3) {
    driver.fault_method = words[2];
    driver.fault = words[3];
  }
  std::ofstream log(words[1], std::ios::app);
  log << "pid " << getpid() << std::endl;
  if (driver.fault == "offspring") {
    const pid_t child = fork();
    if (child == 0) sleep_for_ever();
    log << "child " << child << std::endl;
  }
  std::cerr << "nobody's camera, " << driver.fault << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    const Json call = Json::parse(line);
    log << call["method"].get<std::string>() << std::endl;
    if (call["method"] == "light.set") log << "level " << call["params"]["level"] << std::endl;
    driver.hear(call);
  }
  return 0;
}
