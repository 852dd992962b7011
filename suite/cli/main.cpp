// SPDX-License-Identifier: Apache-2.0
#include "hardware/microscope.hpp"
#include "reports/wording.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/hints.hpp"
#include "suite/cli/process.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/core/version.hpp"

#include <fmt/format.h>

#include <clocale>
#include <cstdlib>
#include <iostream>
#ifdef __GLIBC__
#include <malloc.h>

#include <cstdint>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace etalon::cli {
namespace {

/// Words follow the locale of the user, numbers never do: LC_NUMERIC stays "C".
void start_messages() {
  std::setlocale(LC_CTYPE, "");
  std::setlocale(LC_MESSAGES, "");
  bindtextdomain("etalon", (executable_folder() / "../share/locale").c_str());
  bind_textdomain_codeset("etalon", "UTF-8");
}

/// Frames come and go by the hundred: freed memory is kept for the next one. Mapping and unmapping
/// every frame costs a quarter of the time of a long series (page faults). One pool for all
/// threads: with one each, all keep memory for a frame that only one of them reads.
void keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_ARENA_MAX, 1);
#endif
}

/// Large pages for the memory that frames live in: 4 KB at a time, the first touch of memory costs
/// as much as to read a file into it. Where there are none, nothing changes.
void use_large_pages() {
#if defined(__GLIBC__) && defined(MADV_HUGEPAGE)
  constexpr int kHeap = 128 << 20;  // addresses, not memory
  constexpr std::size_t kPage = std::size_t{2} << 20;
  mallopt(M_TOP_PAD, kHeap);
  void* const volatile first = std::malloc(kPage);  // the heap grows now
  const auto begin = (reinterpret_cast<std::uintptr_t>(first) / kPage + 1) * kPage;
  const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0));
  if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
  std::free(first);
#endif
}

std::string help() {
  std::string text =
      tr("Etalon tells how good a microscope is.\n\nUsage: etalon COMMAND ...\n\nCommands:\n");
  for (const auto& command : command_table()) {
    text += fmt::format("  {:<10}{}\n", command.name, command.summary);
  }
  return text + tr("\netalon COMMAND --help shows the options of a command, with examples.\n"
                   "Start with: etalon demo\n");
}

int dispatch(const Arguments& arguments) {
  if (arguments.empty()) {
    std::cerr << help();
    return kUsage;
  }
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") {
    std::cout << help();
    return kOk;
  }
  if (name == "--version") {
    std::cout << fmt::format("etalon {} ({})\n", kVersion, kBuild);
    return kOk;
  }
  std::vector<std::string> names;
  for (const auto& command : command_table()) {
    if (command.name == name) return command.run(Arguments(arguments.begin() + 1, arguments.end()));
    names.push_back(command.name);
  }
  throw UsageError(fmt::format(fmt::runtime(tr("unknown command {}{} (see: etalon --help)")), name,
                               did_you_mean(name, names)));
}

/// The only place where exceptions end; each kind has its exit code.
int guarded(const Arguments& arguments) {
  const auto say = [](const std::exception& error, ExitCode code) {
    std::cout.flush();
    std::cerr << "etalon: " << reports::printable(error.what()) << std::endl;
    return code;
  };
  try {
    const int code = dispatch(arguments);
    std::cout.flush();
    if (!std::cout)
      throw FileError("stdout", tr("the result could not be written. Is the disk full?"));
    return code;
  } catch (const UsageError& error) {
    return say(error, kUsage);
  } catch (const MissingComponent& error) {
    return say(error, kMissingComponent);
  } catch (const hardware::NotBuilt& error) {
    return say(error, kMissingComponent);
  } catch (const Error& error) {
    return say(error, kWorldFailed);
  } catch (const std::bad_alloc&) {
    return say(std::runtime_error(tr("there is not enough memory for this.")), kInternal);
  } catch (const std::exception& error) {
    return say(std::runtime_error(fmt::format(
                   fmt::runtime(tr("internal error: {}. Please report it with the command line.")),
                   error.what())),
               kInternal);
  }
}

}  // namespace
}  // namespace etalon::cli

int main(int count, char** words) {
  std::ios::sync_with_stdio(false);
  etalon::cli::keep_freed_memory();
  etalon::cli::use_large_pages();
  etalon::cli::survive_full_disks();
  etalon::cli::leave_no_folders();
  etalon::cli::start_messages();
  return etalon::cli::guarded(etalon::cli::Arguments(words + 1, words + count));
}
