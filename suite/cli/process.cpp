// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/process.hpp"

#include "hardware/safety/stop_request.hpp"
#include "suite/core/translate.hpp"
#include "suite/imagefiles/temporary_folder.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace etalon::cli {
namespace {

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> with_program(const std::filesystem::path& program,
                                      const std::vector<std::string>& arguments) {
  std::vector<std::string> words{program.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

MissingComponent cannot_start(const std::filesystem::path& program, int error) {
  return MissingComponent(
      fmt::format(fmt::runtime(tr("{} cannot be started: {}. Install Etalon again.")),
                  program.string(), std::strerror(error)));
}

}  // namespace

std::filesystem::path executable_folder() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::path(".") : self.parent_path();
}

std::filesystem::path find_program(const std::string& name) {
  const auto runs = [](const std::filesystem::path& path) {
    return std::filesystem::is_regular_file(path) && access(path.c_str(), X_OK) == 0;
  };
  if (const auto beside = executable_folder() / name; runs(beside)) return beside;
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (const auto found = std::filesystem::path(folder) / name; !folder.empty() && runs(found)) {
      return found;
    }
  }
  return {};
}

std::filesystem::path report_program() {
  auto program = find_program("etalon-report");
  if (program.empty()) {
    throw MissingComponent(tr(
        "HTML with charts needs the program etalon-report, which is neither beside etalon nor on "
        "PATH. Install it (it needs Qt 6 Charts), or write the report as json, csv or txt."));
  }
  return program;
}

void become(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
  auto words = with_program(program, arguments);
  execv(program.c_str(), pointers_to(words).data());
  throw cannot_start(program, errno);
}

int run_program(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
  auto words = with_program(program, arguments);
  pid_t child = 0;
  const int error =
      posix_spawn(&child, program.c_str(), nullptr, nullptr, pointers_to(words).data(), environ);
  if (error != 0) throw cannot_start(program, error);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool stdin_is_terminal() { return isatty(STDIN_FILENO) == 1; }
bool stdout_is_terminal() { return isatty(STDOUT_FILENO) == 1; }
bool stderr_is_terminal() { return isatty(STDERR_FILENO) == 1; }

bool colour_wanted() {
  const char* no_colour = std::getenv("NO_COLOR");
  return stdout_is_terminal() && (no_colour == nullptr || *no_colour == '\0');
}

namespace {

void note_interruption(int signal) {
  hardware::request_stop();
  // Once only: the second one ends the process.
  imagefiles::remove_folders_upon(signal);
}

}  // namespace

Interruption::Interruption() {
  hardware::withdraw_stop_request();
  struct sigaction action {};
  action.sa_handler = note_interruption;
  // Without SA_RESTART: what sleeps or polls looks at once whether it is to stop.
  for (std::size_t k = 0; k < kSignals.size(); ++k) {
    sigaction(kSignals[k], nullptr, &before_[k]);
    // What is ignored stays so: SIGHUP under nohup.
    if (before_[k].sa_handler != SIG_IGN) sigaction(kSignals[k], &action, nullptr);
  }
}

Interruption::~Interruption() {
  for (std::size_t k = 0; k < kSignals.size(); ++k) sigaction(kSignals[k], &before_[k], nullptr);
}

bool Interruption::is_wanted() { return hardware::stop_requested(); }

void leave_no_folders() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action {};
    sigaction(signal, nullptr, &action);
    if (action.sa_handler != SIG_IGN) imagefiles::remove_folders_upon(signal);
  }
}

void survive_full_disks() { std::signal(SIGXFSZ, SIG_IGN); }

}  // namespace etalon::cli
