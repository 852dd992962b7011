// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/temporary_folder.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace etalon::imagefiles {

/// None is ever freed or used again: a signal may come at any time, and must never remove what is
/// not ours.
struct TemporaryFolder::Record {
  const std::string path;
  std::atomic<bool> exists{true};
  std::atomic<pid_t> group{0};
  Record* next = nullptr;
};

namespace {

using Record = TemporaryFolder::Record;
std::atomic<Record*> records{nullptr};
static_assert(decltype(records)::is_always_lock_free);

Record* record_of(const std::string& path) {
  auto* record = new Record{path};
  record->next = records;
  while (!records.compare_exchange_weak(record->next, record)) {
  }
  return record;
}

/// Only what POSIX allows in a handler; so another program looks into the folder.
void remove_by_program(const char* path) {
  const pid_t child = ::_Fork();
  if (child == 0) {
    ::execl("/bin/rm", "rm", "-rf", "--", path, nullptr);
    ::_exit(127);
  }
  while (child > 0 && ::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void remove_folders_and_end(int signal) {
  for (const Record* record = records; record != nullptr; record = record->next) {
    if (const pid_t group = record->group; group > 0) ::kill(-group, SIGKILL);
    if (record->exists) remove_by_program(record->path.c_str());
  }
  ::raise(signal);  // waits until this returns, and then ends the process
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::error_code error;
  auto base = std::filesystem::temp_directory_path(error);
  if (error) base = ".";
  std::string name = (base / "etalon-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw FileError(base.string(),
                    fmt::format(fmt::runtime(tr("no temporary folder can be made there: "
                                                "{}. Point TMPDIR to another place.")),
                                std::strerror(errno)));
  }
  path_ = name;
  record_ = record_of(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
  record_->exists = false;
}

void TemporaryFolder::worked_in_by(pid_t group) { record_->group = group; }

void remove_folders_upon(int signal) noexcept {
  struct sigaction action {};
  action.sa_handler = remove_folders_and_end;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(signal, &action, nullptr);
}

}  // namespace etalon::imagefiles
