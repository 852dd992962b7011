// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/converted_file.hpp"

#include "suite/imagefiles/formats.hpp"
#include "suite/imagefiles/hashed_file.hpp"
#include "suite/imagefiles/temporary_folder.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace etalon::imagefiles {
namespace {

namespace fs = std::filesystem;

class ConvertedFrames final : public FrameSequence {
 public:
  ConvertedFrames(const ByteSource& original, const ReadOptions& options,
                  std::unique_ptr<TemporaryFolder> folder, std::unique_ptr<FrameSequence> frames)
      : original_(original, options), folder_(std::move(folder)), frames_(std::move(frames)) {}
  std::size_t size() const override { return frames_->size(); }
  Frame read(std::size_t index) const override { return frames_->read(index); }
  void read_into(std::size_t index, Frame& frame) const override {
    frames_->read_into(index, frame);
  }
  std::vector<InputFile> inputs() const override { return {original_.identity()}; }

 private:
  HashedFile original_;
  std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<FrameSequence> frames_;
};

std::string command_of_user() {
  const char* command = std::getenv(kConverterVariable);
  return command == nullptr ? "" : command;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

Time longest_of_user(const fs::path& path) {
  constexpr Time kUsual = minutes(10);
  constexpr Time kMost = minutes(24 * 60);
  const char* text = std::getenv(kConverterTimeVariable);
  if (text == nullptr || *text == '\0') return kUsual;
  const auto time = parse_quantity<kind::Time>(text);
  if (!time || !(*time > s(0)) || *time > kMost)
    refuse(path,
           tr("{} is \"{}\". Expected the longest time that the converter may take, such as "
              "{}, up to a day."),
           kConverterTimeVariable, text, to_text(kUsual));
  return *time;
}

/// Ctrl-C, or the end of the terminal, reaches us and not a group of its own.
class HeldSignals {
 public:
  HeldSignals() {
    ::sigemptyset(&held_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
      struct sigaction action {};
      ::sigaction(signal, nullptr, &action);
      // What is ignored (SIGHUP under nohup) would be queued once it is blocked.
      if (action.sa_handler != SIG_IGN) ::sigaddset(&held_, signal);
    }
    ::pthread_sigmask(SIG_BLOCK, &held_, &before_);
  }
  ~HeldSignals() {
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    if (came_ > 0) ::raise(came_);
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  /// What a child starts with.
  const sigset_t& before() const { return before_; }
  /// Whether one has come, after waiting for it.
  bool came_within(std::chrono::milliseconds pause) {
    const timespec longest{0, std::chrono::nanoseconds(pause).count()};
    came_ = ::sigtimedwait(&held_, nullptr, &longest);
    return came_ > 0;
  }

 private:
  sigset_t held_{};
  sigset_t before_{};
  int came_ = 0;
};

/// Starts the program without a shell, as a process group of its own; what it prints goes to `log`.
/// Zero, or why it did not start.
int start(const std::vector<std::string>& arguments, const fs::path& log,
          const HeldSignals& signals, pid_t& child) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  ::posix_spawnattr_setsigmask(&attributes, &signals.before());
  ::posix_spawnattr_setpgroup(&attributes, 0);
  const int error = ::posix_spawnp(&child, argv[0], &actions, &attributes, argv.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  return error;
}

enum class Ended { by_itself, late, interrupted };

struct End {
  Ended how = Ended::by_itself;
  int code = -1;  ///< -1 where a signal ended it
};

/// Waits for the end of the program; kills its whole group where that does not come.
End end_of(pid_t child, Time longest, HeldSignals& signals) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds kLook{20};
  const auto latest = Clock::now() + std::chrono::duration<double>(longest.in(s));
  int status = 0;
  for (pid_t ended = 0; (ended = ::waitpid(child, &status, WNOHANG)) != child;) {
    if (ended < 0 && errno != EINTR) return {};
    const bool interrupted = signals.came_within(kLook);
    if (!interrupted && Clock::now() < latest) continue;
    ::kill(-child, SIGKILL);
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return {interrupted ? Ended::interrupted : Ended::late};
  }
  return {Ended::by_itself, WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

std::string last_line(const fs::path& log) {
  std::ifstream lines(log);
  std::string last = tr("it said nothing");
  for (std::string line; std::getline(lines, line);)
    if (line.find_first_not_of(" \t\r") != std::string::npos) last = line.substr(0, 300);
  return last;
}

void run_converter(const fs::path& path, const std::vector<std::string>& arguments,
                   TemporaryFolder& folder, HeldSignals& signals) {
  const Time longest = longest_of_user(path);
  const fs::path log = folder.path() / "log.txt";
  pid_t child = -1;
  if (const int error = start(arguments, log, signals, child); error != 0)
    refuse(path,
           tr("the converter {} cannot be started ({}). Install it, or name another one in {}."),
           arguments.front(), std::strerror(error), kConverterVariable);
  folder.worked_in_by(child);
  const End end = end_of(child, longest, signals);
  folder.worked_in_by(0);
  if (end.how == Ended::interrupted)
    refuse(path, tr("the converter {} was stopped, because that was asked for."),
           arguments.front());
  if (end.how == Ended::late)
    refuse(path,
           tr("the converter {} has not ended after {}, and was stopped ({}). Try it by hand; if "
              "it only needs longer, say so in {}."),
           arguments.front(), to_text(longest), last_line(log), kConverterTimeVariable);
  if (end.code != 0)
    refuse(path,
           tr("the converter {} failed (exit code {}; {}). Try it by hand, or export the image as "
              "OME-TIFF."),
           arguments.front(), end.code, last_line(log));
}

ImageFile open_result(const fs::path& path, const fs::path& out, const std::string& converter) {
  std::error_code error;
  if (!fs::is_regular_file(out, error))
    refuse(path,
           tr("the converter {} ended well, but wrote no file at its {{out}}. Try it by hand, or "
              "export the image as OME-TIFF."),
           converter);
  try {
    return open_tiff(out, {.hash = false});
  } catch (const FileError& problem) {
    refuse(path, tr("what the converter {} made of it cannot be read: {}"), converter,
           problem.what());
  }
}

}  // namespace

bool has_converter() { return !command_of_user().empty(); }

std::vector<std::string> converter_arguments(const std::string& command, const fs::path& in,
                                             const fs::path& out) {
  if (command.find("{in}") == std::string::npos || command.find("{out}") == std::string::npos)
    refuse(in, tr("{} is \"{}\", without {{in}} or {{out}}. Write for example {}."),
           kConverterVariable, command, "bfconvert {in} {out}");
  std::vector<std::string> arguments;
  std::istringstream words(command);
  for (std::string word; words >> word;)
    arguments.push_back(word.find("{in}") == std::string::npos
                            ? replaced(word, "{out}", out.string())
                            : replaced(word, "{in}", in.string()));
  return arguments;
}

ImageFile open_converted(const fs::path& path, const std::string& format,
                         const ReadOptions& options) {
  const ByteSource original(path);
  // From before it begins, or it would outlive us; and before the folder, or that would.
  HeldSignals signals;
  auto folder = std::make_unique<TemporaryFolder>();
  const fs::path out = folder->path() / "converted.ome.tif";
  const auto arguments = converter_arguments(command_of_user(), fs::absolute(path), out);
  run_converter(path, arguments, *folder, signals);
  ImageFile image = open_result(path, out, arguments.front());
  require_unchanged(path, original.descriptor(), original.state());
  image.metadata.format = format + ", converted";
  image.metadata.members.clear();
  image.metadata.member_of_frame.clear();
  image.frames = std::make_unique<ConvertedFrames>(original, options, std::move(folder),
                                                   std::move(image.frames));
  return image;
}

}  // namespace etalon::imagefiles
