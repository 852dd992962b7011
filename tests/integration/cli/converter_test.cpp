// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/images.hpp"
#include "tests/integration/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <csignal>
#include <filesystem>
#include <unistd.h>
#include <utility>

namespace etalon::test {
namespace {

namespace fs = std::filesystem;

/// A converter that converts one image and, asked for another one then, sends a signal to who
/// started it.
fs::path converter_that_sends(const std::string& signal, const fs::path& folder) {
  const fs::path program = folder / "convert.sh";
  write_text(program,
             "#!/bin/sh\n"
             "case \"$1\" in\n"
             "  */a.czi) cp image.ome.tif \"$2\"; touch converted ;;\n"
             "  *) while ! test -e converted; do sleep 0.01; done\n"
             "     echo $$ > pid; kill -" +
                 signal +
                 " $PPID; sleep 60 ;;\n"
                 "esac\n");
  fs::permissions(program, fs::perms::owner_all);
  return program;
}

/// What was killed may wait for somebody to ask how it ended; it has no command line any more.
bool runs(const std::string& pid) { return !read_text("/proc/" + pid + "/cmdline").empty(); }

}  // namespace

TEST_CASE("A signal among converted images leaves neither folder nor converter behind") {
  for (const auto& [name, signal] :
       {std::pair{"TERM", SIGTERM}, {"INT", SIGINT}, {"HUP", SIGHUP}}) {
    INFO(name);
    const TemporaryFolder folder;
    const TemporaryFolder work;
    write_image(folder.path() / "image.ome.tif", edge_frame());
    for (const char* image : {"a.czi", "b.czi"})
      write_text(folder.path() / image, "ZISRAWFILE and so on");
    const fs::path converter = converter_that_sends(name, folder.path());
    const Ran ran =
        run_etalon({"measure", "frc", "a.czi", "b.czi"},
                   {.folder = folder.path(),
                    .environment = {{"ETALON_CONVERTER", converter.string() + " {in} {out}"},
                                    {"TMPDIR", work.path().string()}}});
    INFO(ran.out << ran.err);
    CHECK(ran.code == 128 + signal);
    CHECK(fs::exists(folder.path() / "converted"));
    CHECK(fs::is_empty(work.path()));
    std::string pid = read_text(folder.path() / "pid");
    REQUIRE_FALSE(pid.empty());
    pid.pop_back();
    for (int i = 0; i < 1000 && runs(pid); ++i) ::usleep(10'000);
    CHECK_FALSE(runs(pid));
  }
}

}  // namespace etalon::test
