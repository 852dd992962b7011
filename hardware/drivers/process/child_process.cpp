// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/process/child_process.hpp"

#include "suite/core/error.hpp"
#include "suite/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sstream>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace etalon::hardware {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Time kUntilTold = s(1);
constexpr Time kUntilKilled = s(2);  // after it was told
constexpr std::size_t kLastBytes = 2000;
constexpr std::size_t kLastLines = 3;
constexpr std::size_t kLongestTold = 300;

int milliseconds(Time time) { return static_cast<int>(std::clamp(time.in(ms), 0.0, 1e6)); }

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> reduced_environment() {
  std::vector<std::string> variables;
  for (const char* name : {"PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "LC_ALL",
                           "LC_MESSAGES", "TZ", "TMPDIR"}) {
    if (const char* value = std::getenv(name)) {
      variables.push_back(std::string(name) + "=" + value);
    }
  }
  return variables;
}

[[noreturn]] void refuse(const std::string& what, int error) {
  throw Error(fmt::format("{}: {}", what, std::strerror(error)));
}

/// Both ends of what connects us; closed at the end, unless taken.
struct Ends {
  ~Ends() {
    for (const int end : {ours, theirs}) {
      if (end >= 0) ::close(end);
    }
  }
  int ours = -1;
  int theirs = -1;
};

/// A socket, to which can be written without SIGPIPE.
void connect_input(Ends& ends) {
  std::array<int, 2> pair{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) refuse("stdin", errno);
  ends.ours = pair[0];
  ends.theirs = pair[1];
  shutdown(ends.ours, SHUT_RD);
}

void connect_output(Ends& ends) {
  std::array<int, 2> pair{};
  if (pipe2(pair.data(), O_CLOEXEC) != 0) refuse("stdout", errno);
  ends.ours = pair[0];
  ends.theirs = pair[1];
  fcntl(ends.ours, F_SETPIPE_SZ, 1 << 20);  // Frames are large; without it they only come slower.
}

/// Without a name a file that is gone with the last who has it open.
int open_log(const std::filesystem::path& log) {
  if (!log.empty()) {
    const int file = ::open(log.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) refuse(log.string(), errno);
    return file;
  }
  std::error_code error;
  auto folder = std::filesystem::temp_directory_path(error);
  if (error) folder = ".";
  std::string name = (folder / "etalon-log-XXXXXX").string();
  const int file = mkostemp(name.data(), O_APPEND | O_CLOEXEC);
  if (file < 0) refuse(name, errno);
  unlink(name.c_str());
  return file;
}

struct SpawnSettings {
  SpawnSettings(int input, int output, int errors, const std::filesystem::path& folder) {
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&attributes, 0);
    sigset_t signals{};
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGXFSZ})
      sigaddset(&signals, signal);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    if (!folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  }
  ~SpawnSettings() {
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  posix_spawnattr_t attributes{};
  posix_spawn_file_actions_t actions{};
};

}  // namespace

std::string told(std::string text) {
  if (text.size() > kLongestTold) text.resize(kLongestTold);
  if (is_one_line(text)) return text;
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return text;
}

ChildProcess::~ChildProcess() {
  end();
  close_files();
}

void ChildProcess::start(const ProgramStart& program) {
  end();
  close_files();
  ended_.clear();
  Ends input;
  Ends output;
  connect_input(input);
  connect_output(output);
  errors_ = open_log(program.log);
  errors_begin_ = lseek(errors_, 0, SEEK_END);
  std::vector<std::string> words = program.words;
  std::vector<std::string> variables = reduced_environment();
  const SpawnSettings settings(input.theirs, output.theirs, errors_, program.folder);
  const int error =
      posix_spawnp(&pid_, words.front().c_str(), &settings.actions, &settings.attributes,
                   pointers_to(words).data(), pointers_to(variables).data());
  if (error != 0) {
    pid_ = 0;
    close_files();
    refuse(words.front(), error);
  }
  input_ = std::exchange(input.ours, -1);
  output_ = std::exchange(output.ours, -1);
  fcntl(input_, F_SETFL, O_NONBLOCK);
}

bool ChildProcess::write(std::string_view bytes, Time longest) {
  const auto end = Clock::now() + std::chrono::milliseconds(milliseconds(longest));
  while (!bytes.empty()) {
    const ssize_t sent = ::send(input_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
    if (sent > 0 || errno == EINTR) continue;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    if (errno != EAGAIN || left <= 0) return false;
    pollfd waiting{input_, POLLOUT, 0};
    ::poll(&waiting, 1, static_cast<int>(left));
  }
  return true;
}

std::optional<std::size_t> ChildProcess::read(std::span<char> bytes, Time longest) {
  pollfd waiting{output_, POLLIN, 0};
  if (::poll(&waiting, 1, milliseconds(longest)) <= 0) return 0;
  const ssize_t arrived = ::read(output_, bytes.data(), bytes.size());
  if (arrived > 0) return static_cast<std::size_t>(arrived);
  if (arrived < 0 && (errno == EINTR || errno == EAGAIN)) return 0;
  return std::nullopt;
}

/// Looks without collecting it, so that its number and that of its group stay its own.
bool ChildProcess::ends_within(Time longest) noexcept {
  const auto end = Clock::now() + std::chrono::milliseconds(milliseconds(longest));
  for (;;) {
    siginfo_t state{};
    if (waitid(P_PID, static_cast<id_t>(pid_), &state, WEXITED | WNOHANG | WNOWAIT) != 0 ||
        state.si_pid == pid_) {
      return true;
    }
    if (Clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void ChildProcess::end() noexcept {
  if (pid_ <= 0) return;
  ::close(std::exchange(input_, -1));
  if (!ends_within(kUntilTold)) kill(-pid_, SIGTERM);
  ::close(std::exchange(output_, -1));
  const bool told = ends_within(kUntilKilled);
  kill(-pid_, SIGKILL);  // it, or what it has left behind
  int status = 0;
  if ((told || ends_within(kUntilKilled)) && waitpid(pid_, &status, WNOHANG) == pid_) {
    ended_ = WIFEXITED(status) ? "exit code " + std::to_string(WEXITSTATUS(status))
                               : "signal " + std::to_string(WTERMSIG(status));
  }
  pid_ = 0;
}

void ChildProcess::close_files() noexcept {
  for (int* file : {&input_, &output_, &errors_}) {
    if (*file >= 0) ::close(std::exchange(*file, -1));
  }
}

std::string ChildProcess::last_words() const {
  if (errors_ < 0) return {};
  const off_t size = lseek(errors_, 0, SEEK_END);
  const off_t begin = std::max(errors_begin_, size - static_cast<off_t>(kLastBytes));
  std::string text(static_cast<std::size_t>(std::max<off_t>(size - begin, 0)), '\0');
  const ssize_t read = pread(errors_, text.data(), text.size(), begin);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(read, 0)));
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!trimmed(line).empty()) lines.push_back(told(line));
  }
  if (lines.size() > kLastLines) lines.erase(lines.begin(), lines.end() - kLastLines);
  std::string words;
  for (const std::string& line : lines) words += (words.empty() ? "" : " | ") + line;
  return words;
}

}  // namespace etalon::hardware
