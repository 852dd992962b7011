// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/emulated_gige.hpp"

#include <csignal>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <vector>

extern char** environ;

namespace etalon::test {

/// Aravis's program arv-fake-gv-camera-0.8 on 127.0.0.1, whose pictures are a ramp that moves.
class FakeCameraProgram {
 public:
  explicit FakeCameraProgram(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{ETALON_FAKE_CAMERA, "-i", "127.0.0.1", "-s", "T1"};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (posix_spawn(&child_, words[0].c_str(), nullptr, nullptr, arguments.data(), environ) != 0) {
      throw std::runtime_error("cannot start " + words[0]);
    }
  }
  ~FakeCameraProgram() { kill(); }
  FakeCameraProgram(const FakeCameraProgram&) = delete;
  FakeCameraProgram& operator=(const FakeCameraProgram&) = delete;

  void kill() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
    child_ = 0;
  }

 private:
  GigePort port_;
  pid_t child_ = 0;
};

}  // namespace etalon::test
