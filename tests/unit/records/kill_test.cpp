// SPDX-License-Identifier: Apache-2.0
// A program that is killed at any moment loses nothing that was acknowledged.

#include "suite/core/error.hpp"
#include "suite/records/store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/records/sample.hpp"

#include <cstdint>
#include <random>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace etalon;
using namespace etalon::test;
using records::Store;
using Texts = std::vector<std::string>;

namespace {

/// Records evaluations and writes one byte for each one that `record_evaluation` returned from.
[[noreturn]] void record_until_killed(const std::filesystem::path& file, int acknowledge) {
  try {
    Store store(file);
    const std::string run = store.load_run("last").summary.id;
    for (int repeat = 0;; ++repeat) {
      store.record_evaluation(run, "edge", repeat, full_evaluation());
      if (write(acknowledge, "x", 1) != 1) _exit(1);
    }
  } catch (...) {
    _exit(2);
  }
}

/// Lets a child record until so many records are acknowledged and a moment longer, kills it, and
/// returns how many were acknowledged in all.
std::size_t acknowledged_before_death(const std::filesystem::path& file, std::size_t at_least,
                                      useconds_t moment) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    record_until_killed(file, ends[1]);
  }
  close(ends[1]);
  std::size_t acknowledged = 0;
  char byte = 0;
  while (acknowledged < at_least && read(ends[0], &byte, 1) == 1) ++acknowledged;
  usleep(moment);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  while (read(ends[0], &byte, 1) == 1) ++acknowledged;
  close(ends[0]);
  return acknowledged;
}

}  // namespace

TEST_CASE("A recorder that is killed at any moment loses nothing that was acknowledged") {
  const TemporaryFolder folder;
  const InstallationFolder installation(folder.path() / "home");
  const auto file = folder.path() / "lab.etalon";
  Store(file).begin_run(full_start());
  std::mt19937 generator(1);
  std::uniform_int_distribution<useconds_t> moment(0, 30'000);
  std::size_t recorded = 0;
  for (std::size_t round = 0; round < 16; ++round) {
    const std::size_t acknowledged = acknowledged_before_death(file, round % 3, moment(generator));
    {
      const Store store(file);
      const std::size_t now = store.load_run("last").evaluations.size();
      // The last one may have been recorded without the killed program knowing it.
      CHECK(now >= recorded + acknowledged);
      CHECK(now <= recorded + acknowledged + 1);
      recorded = now;
      CHECK(store.check(false).empty());
    }
    CHECK(names_in(folder.path()) == Texts{"home", "lab.etalon"});
  }
}
