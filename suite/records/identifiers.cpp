// SPDX-License-Identifier: Apache-2.0
#include "suite/records/identifiers.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/core.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <random>
#include <system_error>

namespace etalon::records {
namespace {

namespace fs = std::filesystem;

std::uint64_t random_bits() {
  std::random_device device;
  return (std::uint64_t{device()} << 32U) | std::uint64_t{device()};
}

struct Tick {
  std::uint64_t milliseconds = 0;
  std::uint32_t counter = 0;  ///< 12 bits
};

/// Never the same nor an earlier tick twice in one process, even when the clock steps back.
Tick next_tick() {
  static std::mutex mutex;
  static Tick last;
  const std::scoped_lock lock(mutex);
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  const auto now = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count());
  if (now > last.milliseconds) {
    last = {now, static_cast<std::uint32_t>(random_bits() & 0x7ffU)};
  } else if (last.counter < 0xfffU) {
    ++last.counter;
  } else {
    last = {last.milliseconds + 1, 0};
  }
  return last;
}

std::string first_line(const fs::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

/// A hard link appears whole and only once, so two processes starting together agree on one id.
void publish(const fs::path& file, const std::string& id) {
  std::error_code ignored;
  fs::create_directories(file.parent_path(), ignored);
  const fs::path draft = file.string() + "." + new_uuid();
  {
    std::ofstream stream(draft);
    stream << id << '\n';
    if (!stream.flush()) {
      fs::remove(draft, ignored);
      return;
    }
  }
  fs::create_hard_link(draft, file, ignored);
  fs::remove(draft, ignored);
}

const char* environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string new_uuid() {
  const Tick tick = next_tick();
  const std::uint64_t random = random_bits();
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", tick.milliseconds >> 16U,
                     tick.milliseconds & 0xffffU, 0x7000U | tick.counter,
                     0x8000U | ((random >> 48U) & 0x3fffU), random & 0xffffffffffffU);
}

bool is_uuid(const std::string& text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool digit = std::string_view("0123456789abcdef").find(text[i]) != std::string_view::npos;
    if (dash ? text[i] != '-' : !digit) return false;
  }
  return true;
}

std::string utc_now() {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto midnight = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date{midnight};
  const std::chrono::hh_mm_ss time{now - midnight};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

std::filesystem::path installation_file() {
  // The XDG base directory specification ignores relative paths.
  const fs::path data = environment("XDG_DATA_HOME");
  if (data.is_absolute()) return data / "etalon" / "writer-id";
  const fs::path home = environment("HOME");
  if (home.is_absolute()) return home / ".local" / "share" / "etalon" / "writer-id";
  return {};
}

std::string installation_id() {
  static const std::string of_this_process = new_uuid();
  const fs::path file = installation_file();
  if (file.empty()) return of_this_process;
  std::error_code ignored;
  if (!fs::exists(file, ignored)) publish(file, new_uuid());
  if (!fs::exists(file, ignored)) return of_this_process;
  const std::string id = first_line(file);
  if (!is_uuid(id)) {
    throw FileError(file.string(),
                    tr("this file does not hold the id of an Etalon installation. Delete it, and a "
                       "new id is made; what was recorded stays valid."));
  }
  return id;
}

}  // namespace etalon::records
