// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/command_words.hpp"
#include "hardware/microscope.hpp"
#include "hardware/safety/stop_request.hpp"
#include "tests/support/opened_motors.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace etalon::test {

/// faulty_driver behind the driver `process`, and what it has heard.
class DrivenProgram {
 public:
  explicit DrivenProgram(const std::string& method = "", const std::string& kind = "") {
    std::vector<std::string> words{ETALON_FAULTY_DRIVER, log().string()};
    if (!kind.empty()) words.insert(words.end(), {method, kind});
    auto settings = quick_motors("", "1 um");
    settings.erase("port");
    settings["command"] = hardware::command_text(words);
    hardware::withdraw_stop_request();
    device_ = hardware::make_device("process", settings);
  }
  ~DrivenProgram() {
    device_->close();
    hardware::withdraw_stop_request();
  }
  DrivenProgram(const DrivenProgram&) = delete;
  DrivenProgram& operator=(const DrivenProgram&) = delete;

  hardware::Device& device() { return *device_; }
  template <class Role>
  Role& as() {
    return dynamic_cast<Role&>(*device_);
  }

  std::vector<std::string> heard() const {
    std::vector<std::string> lines;
    std::ifstream file(log());
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }
  bool has_heard(const std::string& what) const {
    const auto lines = heard();
    return std::find(lines.begin(), lines.end(), what) != lines.end();
  }
  /// The level that its light was last set to.
  double light() const {
    double level = 0;
    for (const std::string& line : heard()) {
      if (line.starts_with("level ")) level = std::stod(line.substr(6));
    }
    return level;
  }
  /// A process that it has written down: "pid" or "child".
  int process(const std::string& what) const {
    for (const std::string& line : heard()) {
      if (line.starts_with(what + " ")) return std::stoi(line.substr(what.size()));
    }
    return 0;
  }

 private:
  std::filesystem::path log() const { return folder_.path() / "heard"; }

  TemporaryFolder folder_;
  std::shared_ptr<hardware::Device> device_;
};

}  // namespace etalon::test
