// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/folder/folder_watch.hpp"

#include "hardware/safety/stop_request.hpp"

#include <system_error>
#include <thread>
#include <utility>

namespace etalon::hardware {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kSlice{100};
constexpr std::chrono::seconds kQuiet{1};  // longer than programs pause within a file

}  // namespace

FolderWatch::FolderWatch(std::string name, fs::path folder)
    : name_(std::move(name)), folder_(std::move(folder)) {}

FolderWatch::Seen FolderWatch::look() const {
  Seen seen;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    std::error_code ignored;
    seen[entry.path().filename()] = {entry.file_size(ignored), entry.last_write_time(ignored)};
  }
  return seen;
}

void FolderWatch::pause() const {
  if (stop_requested()) throw Stopped(name_);
  std::this_thread::sleep_for(kSlice);
}

void FolderWatch::settle() {
  auto since = Clock::now();
  seen_ = look();
  while (Clock::now() - since < kQuiet) {
    pause();
    Seen now = look();
    if (now == seen_) continue;
    seen_ = std::move(now);
    since = Clock::now();
  }
}

bool FolderWatch::changes_within(Time longest) {
  const auto end = Clock::now() + std::chrono::duration<double>(longest.in(s));
  while (look() == seen_) {
    if (Clock::now() >= end) return false;
    pause();
  }
  return true;
}

}  // namespace etalon::hardware
